import { notFound } from 'next/navigation'
import type { Context } from '@/domain/context'
import { AppError } from '@/domain/errors'
import { receiptById, type SignedReceipt } from '@/domain/erasures'

export async function receiptOrNotFound(context: Context, id: string): Promise<SignedReceipt> {
  try {
    return await receiptById(context, { id })
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  }
}
