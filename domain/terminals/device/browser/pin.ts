/**
 * The PIN of a kiosk, for whoever sets up the tablet: kept as a slow hash. Five tries are free, then each costs a pause that grows. It keeps
 * people at the door out of the settings; what somebody can do who takes the tablet apart is another matter.
 */
import { z } from 'zod'
import { inWords, writeAll, type TerminalDatabase } from './database'

export const pinSchema = z.string().regex(/^\d{6,12}$/, 'must be 6 to 12 digits')

export interface PinRecord {
  salt: Uint8Array<ArrayBuffer>
  iterations: number
  hash: Uint8Array<ArrayBuffer>
  /** Since it was right last. */
  failures: number
  /** Milliseconds by the terminal's clock: before that no try counts. */
  pausedUntil: number
}

export type PinAnswer = { isRight: true } | { isRight: false; pauseMs: number }

/** What is asked of PBKDF2 with SHA-256 at this time. */
const iterations = 600_000
const freeTries = 5
const [firstPauseMs, longestPauseMs] = [30_000, 3_600_000]

/** @throws NotKept */
export async function setPin(database: TerminalDatabase, pin: string): Promise<void> {
  const salt = globalThis.crypto.getRandomValues(new Uint8Array(16))
  const hash = await hashOf(pinSchema.parse(pin), salt, iterations)
  const record: PinRecord = { salt, iterations, hash, failures: 0, pausedUntil: 0 }
  await keep(database, record)
}

/**
 * A try counts before it is looked at: who reloads the page has not saved it.
 * @param now milliseconds by a clock that nobody sets back
 * @throws NotKept
 */
export async function tryPin(database: TerminalDatabase, pin: string, now: number): Promise<PinAnswer> {
  const counted = await count(database, now)
  if ('pauseMs' in counted) return { isRight: false, pauseMs: counted.pauseMs }
  const { record } = counted
  const given = await hashOf(pin, record.salt, record.iterations)
  if (!given.every((byte, index) => byte === record.hash[index]))
    return { isRight: false, pauseMs: record.pausedUntil - now }
  await keep(database, { ...record, failures: 0, pausedUntil: 0 })
  return { isRight: true }
}

/** In one step, so that many tries at once are many. @returns the record with this try, or for how long none counts */
function count(database: TerminalDatabase, now: number): Promise<{ record: PinRecord } | { pauseMs: number }> {
  return inWords(async () => {
    const change = database.transaction('pin', 'readwrite', { durability: 'strict' })
    const before = await change.store.get('own')
    if (!before || now < before.pausedUntil) {
      await change.done
      return { pauseMs: before ? before.pausedUntil - now : 0 }
    }
    const failures = before.failures + 1
    const record = { ...before, failures, pausedUntil: now + pauseAfter(failures) }
    await Promise.all([change.store.put(record, 'own'), change.done])
    return { record }
  })
}

const pauseAfter = (failures: number) =>
  failures < freeTries ? 0 : Math.min(firstPauseMs * 2 ** (failures - freeTries), longestPauseMs)

const keep = (database: TerminalDatabase, record: PinRecord) =>
  writeAll(database, [{ in: 'pin', at: 'own', put: record }])

async function hashOf(pin: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<Uint8Array<ArrayBuffer>> {
  const { subtle } = globalThis.crypto
  const key = await subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveBits'])
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }
  return new Uint8Array(await subtle.deriveBits(how, key, 256))
}
