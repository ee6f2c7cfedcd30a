/** How far an erasure has come at the doors: which terminals may still hold something of whom was erased. */
import type { Context } from './context'
import { findLetGo } from './erasure-holders'
import { receiptById, type Receipt, type SignedReceipt } from './erasures'
import { tenantFor } from './permissions'

/** The ids of the terminals of a receipt that have not let go by now. */
export async function pendingTerminals(context: Context, receipt: Receipt): Promise<string[]> {
  const tenantId = tenantFor(context, 'users:read')
  const terminals = receipt.stillHeld.filter(({ kind }) => kind === 'terminal')
  if (terminals.length === 0) return []
  const gone = await findLetGo(context.db, tenantId, terminals, context.now())
  return terminals.map(({ id }) => id).filter((id) => !gone.has(id))
}

/** @throws AppError `not_found` (receipt) */
export async function requireDeletion(
  context: Context,
  { id }: { id: string },
): Promise<{ signed: SignedReceipt; pending: string[] }> {
  const signed = await receiptById(context, { id })
  return { signed, pending: await pendingTerminals(context, signed.receipt) }
}
