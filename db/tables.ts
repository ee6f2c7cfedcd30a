/** Placeholder replaced by the db helper. */
export type Tables = Record<string, never>
