/** How far an erasure has come at the doors: which terminals may still hold something of whom was erased. */
import type { Context } from './context'
import { holdersOf } from './erasure-list'
import { receiptById, type SignedReceipt } from './erasures'

/** The ids of the terminals of a receipt that have not let go by now. */
export async function pendingTerminals(context: Context, signed: SignedReceipt): Promise<string[]> {
  const holders = await holdersOf(context, signed)
  return holders.filter(({ kind, hasLetGo }) => kind === 'terminal' && !hasLetGo).map(({ id }) => id)
}

/** @throws AppError `not_found` (receipt) */
export async function requireDeletion(
  context: Context,
  { id }: { id: string },
): Promise<{ signed: SignedReceipt; pending: string[] }> {
  const signed = await receiptById(context, { id })
  return { signed, pending: await pendingTerminals(context, signed) }
}
