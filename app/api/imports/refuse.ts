/** How the routes of imports tell what went wrong: to a page of ours, in words. */
import { AppError } from '@/domain/errors'

/** @throws whatever is no AppError: a fault, which Next logs */
export function refuse(error: unknown): Response {
  if (!(error instanceof AppError)) throw error
  const headers = { 'cache-control': 'no-store' }
  return Response.json({ code: error.code, message: error.message }, { status: error.status, headers })
}
