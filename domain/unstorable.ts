/**
 * Text and times that no row can hold, where nobody had looked before the database was asked: PostgreSQL refuses even to search for
 * them, SQLite finds nothing. It is the caller's input all the same, and never a fault of ours.
 */
import { isUnstorable } from '@/db/violations'
import { AppError } from './errors'

/** For transports, which tell an AppError to the caller and call everything else a fault. @returns null for a fault */
export function asAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error
  if (!isUnstorable(error)) return null
  return new AppError('invalid_input', 'A character or a time in this request cannot be stored.', { cause: error })
}
