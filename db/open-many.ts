/** Opens many values of users at once: reads their keys together, and lets the event loop turn between batches. */
import type { KeyObject } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Keystore } from './keystore'
import { userKeyPlace } from './places'
import { unseal } from './seal'
import { KeyDestroyed, SealBroken, type Opened, type SealedItem } from './types'

/** A few milliseconds of computing. */
const batchSize = 250

/** @param tenantKeyOf throws KeyDestroyed for a tenant without key */
export async function openMany(
  keystore: Keystore,
  tenantKeyOf: (tenantId: string) => Promise<Buffer>,
  items: SealedItem[],
): Promise<Opened[]> {
  const opened: Opened[] = []
  while (opened.length < items.length) {
    if (opened.length > 0) await nextTurn()
    const batch = items.slice(opened.length, opened.length + batchSize)
    const rows = await keystore.userKeys([...new Set(batch.map(({ userId }) => userId))])
    const wrapped = new Map(rows.map((row) => [row.id, row]))
    const tenantKeys = new Map<string, Buffer | KeyDestroyed>()
    for (const { tenantId } of new Set(batch.map(({ place }) => place))) {
      if (!tenantKeys.has(tenantId)) tenantKeys.set(tenantId, await tenantKeyOf(tenantId).catch(keyDestroyed))
    }
    for (const item of batch) {
      const tenantKey = tenantKeys.get(item.place.tenantId)!
      const row = wrapped.get(item.userId)
      // The key of another tenant's user does not exist for this place.
      const isOurs = row?.tenantId === item.place.tenantId
      opened.push(tenantKey instanceof Error ? tenantKey : openOne(tenantKey, isOurs ? row.wrapped : null, item))
    }
  }
  return opened
}

/** @param wrapped the user's key, null where there is none */
export function openOne(
  tenantKey: Buffer | KeyObject,
  wrapped: Uint8Array | null,
  { userId, place, sealed }: SealedItem,
): Opened {
  if (!wrapped) return new KeyDestroyed(`User ${userId} has no key: it was destroyed or never made.`)
  try {
    return unseal(unseal(tenantKey, userKeyPlace(place.tenantId, userId), wrapped), place, sealed)
  } catch (error) {
    if (error instanceof SealBroken) return error
    throw error
  }
}

function keyDestroyed(error: unknown): KeyDestroyed {
  if (error instanceof KeyDestroyed) return error
  throw error
}
