/** A page behind a cursor that makes no sense is the first one. */
import type { Route } from 'next'
import { redirect } from 'next/navigation'
import { AppError } from '@/domain/errors'

/** @param first where the list begins; empty or null where it was asked for from there */
export async function orFirstPage<T>(asked: Promise<T>, first: string | null): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (!first || !(error instanceof AppError) || error.code !== 'invalid_input') throw error
  }
  redirect(first as Route)
}
