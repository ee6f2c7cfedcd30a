/** Reads what a driver's error means, in one place for both dialects. */

/**
 * True when a unique index or primary key refused a row. Catch it outside of `transact`: on PostgreSQL the transaction in
 * which it happened cannot go on.
 */
export function isUniqueViolation(error: unknown): boolean {
  const code = driverCode(error)
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
}

/** True when PostgreSQL gave a transaction up for another's sake: running it again is right. */
export function isRetryable(error: unknown): boolean {
  const code = driverCode(error)
  return code === '40001' || code === '40P01'
}

/** True when PostgreSQL would not read a value: a NUL in text or in JSON, or a time beyond all years that it knows. */
export function isUnstorable(error: unknown): boolean {
  return ['22021', '22P05', '22008'].includes(driverCode(error) ?? '')
}

/** Drizzle wraps the driver's error, so that the code may sit on a cause. */
function driverCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return undefined
}
