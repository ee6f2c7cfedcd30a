/**
 * The browser's database of a terminal: keys that no script can read, and what they seal. It is the origin's own, and of one tab at a
 * time: who opens it has to hold a lock.
 */
import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPObjectStore, type StoreNames } from 'idb'
import type { FeedKey, PublicJwk } from '../../agreement'
import type { DeviceIdentity } from '../keys'
import { NotKept } from '../store'
import type { PinRecord } from './pin'

/** With it this browser is a device. */
export interface DeviceRecord extends DeviceIdentity {
  privateKey: CryptoKey
  publicJwk: PublicJwk
  pairedAt: string
}

/** Nonce | text | tag: see seal.ts. */
type Sealed = Uint8Array<ArrayBuffer>

export interface TerminalSchema extends DBSchema {
  device: { key: 'own'; value: DeviceRecord }
  pin: { key: 'own'; value: PinRecord }
  storeKey: { key: 'own'; value: CryptoKey }
  /** Newest first. */
  feedKeys: { key: 'own'; value: FeedKey[] }
  manifest: { key: 'own'; value: Sealed }
  people: { key: string; value: Sealed }
  reports: { key: number; value: Sealed }
  qr: { key: 'own'; value: Sealed }
}

type Names = StoreNames<TerminalSchema>

export type TerminalDatabase = IDBPDatabase<TerminalSchema>

const databaseName = 'limen-terminal'

/** @throws NotKept */
export function openDatabase(): Promise<TerminalDatabase> {
  return inWords(() =>
    openDB<TerminalSchema>(databaseName, 1, {
      upgrade(database) {
        const names: Names[] = ['device', 'pin', 'storeKey', 'feedKeys', 'manifest', 'people', 'reports', 'qr']
        for (const name of names) database.createObjectStore(name)
      },
      // It is to be deleted, or somebody clears the browser's data: who reads here must not hold that up.
      blocking: (_current, _next, event) => (event.target as IDBDatabase).close(),
    }),
  )
}

/** Nothing of a device remains. @throws NotKept */
export const deleteDatabase = (): Promise<void> => inWords(() => deleteDB(databaseName))

export type Write =
  | { in: Names; clear: true }
  | {
      [Name in Names]:
        | { in: Name; at: TerminalSchema[Name]['key']; put: TerminalSchema[Name]['value'] }
        | { in: Name; remove: TerminalSchema[Name]['key'] }
    }[Names]

/** All of it, durably, in its order; or nothing. @throws NotKept */
export function writeAll(database: TerminalDatabase, writes: Write[]): Promise<void> {
  return inWords(async () => {
    const names = [...new Set(writes.map((write) => write.in))]
    const change = database.transaction(names, 'readwrite', { durability: 'strict' })
    const begun: Promise<unknown>[] = [change.done]
    try {
      for (const write of writes) begun.push(begin(change.objectStore(write.in), write))
    } catch (error) {
      change.abort()
      await Promise.allSettled(begun)
      throw error
    }
    await Promise.all(begun)
  })
}

function begin(store: IDBPObjectStore<TerminalSchema, Names[], Names, 'readwrite'>, write: Write): Promise<unknown> {
  if ('clear' in write) return store.clear()
  return 'put' in write ? store.put(write.put, write.at) : store.delete(write.remove)
}

/** Of what the browser's database refuses it kept nothing. @throws NotKept */
export async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof DOMException)) throw cause
    const message =
      cause.name === 'QuotaExceededError'
        ? 'The browser has no room left for what this terminal has to keep.'
        : 'The browser does not keep what this terminal has to keep.'
    throw new NotKept(message, { cause })
  }
}
