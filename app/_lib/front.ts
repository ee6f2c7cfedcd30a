/**
 * What pages may ask of the server process that they run in (bin/server.mjs). Next bundles them apart from it, so they
 * meet on `globalThis`. Absent under `next build` and in tests.
 */
export interface Front {
  /** Answers other machines too from now on, if it did not yet. */
  openToEveryone(): void
  /** Aborted when the server begins to stop: from then on nothing new begins, and what only waits should end. */
  stopping: AbortSignal
}

export function frontServer(): Front | undefined {
  return (globalThis as typeof globalThis & { limenFront?: Front }).limenFront
}
