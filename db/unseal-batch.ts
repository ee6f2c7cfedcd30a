/** The work of the unseal threads: a batch of one table's values, packed so that it crosses between threads in one piece. */
import { unseal } from './seal'
import { SealBroken, type SealPlace } from './types'

export interface Batch {
  tenantId: string
  table: string
  tenantKey: Uint8Array
  userIds: string[]
  rows: string[]
  /** For each item its wrapped user key and its sealed value, one behind the other. */
  bytes: Uint8Array
  /** For each item the two lengths. */
  lengths: Uint32Array
}

export interface OpenedBatch {
  /** The plain values, one behind the other. */
  bytes: Uint8Array<ArrayBuffer>
  /** For each item its length, or -1 where it does not open. */
  lengths: Int32Array
}

/** What each user's key is sealed to in the keystore. */
export function userKeyPlace(tenantId: string, userId: string): SealPlace {
  return { table: 'user_keys', row: userId, tenantId }
}

export function openBatch({ tenantId, table, tenantKey, userIds, rows, bytes, lengths }: Batch): OpenedBatch {
  const key = Buffer.from(tenantKey)
  // A plain value is shorter than its seal.
  const plain = new Uint8Array(bytes.length)
  const plainLengths = new Int32Array(rows.length)
  let from = 0
  let to = 0
  for (const [index, row] of rows.entries()) {
    const userId = userIds[index]!
    const wrapped = bytes.subarray(from, (from += lengths[2 * index]!))
    const sealed = bytes.subarray(from, (from += lengths[2 * index + 1]!))
    try {
      const userKey = unseal(key, userKeyPlace(tenantId, userId), wrapped)
      const value = unseal(userKey, { table, row, tenantId }, sealed)
      plain.set(value, to)
      plainLengths[index] = value.length
      to += value.length
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error
      plainLengths[index] = -1
    }
  }
  return { bytes: plain.subarray(0, to), lengths: plainLengths }
}
