/**
 * The records of the browser's store, and the manifest that says which of them there are: a record that does not open, that lies where
 * another one belongs, that was put back from an earlier day or is missing shows in its check.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import type { QrAnswer } from '../../../qr-credential/terminal-keys'
import type { Held } from '../../follower'
import { nothingKept, type Kept, type Report } from '../store'
import { inWords, type TerminalDatabase } from './database'
import { nonceOf, open } from './seal'

/** What was kept durably besides people and reports. */
export interface Manifest extends Kept {
  entries: string[]
  /** Known to nobody but the store, so that nobody can look for records that fit. */
  salt: Uint8Array
  /** What the marks of all records add up to, whatever their order. */
  check: string
}

const noRecords = '0'.repeat(64)

export const newManifest = (): Manifest => ({
  ...nothingKept,
  entries: [],
  salt: globalThis.crypto.getRandomValues(new Uint8Array(32)),
  check: noRecords,
})

export const manifestPlace = 'manifest'

/** What lies at one place from now on; null: nothing. */
export type Lying =
  | { kind: 'people'; key: string; value: Held | null }
  | { kind: 'reports'; key: number; value: Report | null }
  | { kind: 'qr'; key: 'own'; value: QrAnswer | null }

export const placeOf = (kind: Lying['kind'], key: string | number) => `${kind} ${key}`

/** The marks of what lies in the database. */
export class Marks {
  #marks = new Map<string, Uint8Array>()
  #sum = hexToBytes(noRecords)

  constructor(private readonly salt: Uint8Array) {}

  get check(): string {
    return bytesToHex(this.#sum)
  }

  /**
   * What the check will be.
   * @param changes places, and what lies there from then on
   * @returns with `take`, for when it is so
   */
  with(changes: [place: string, sealed: Uint8Array | null][]): { check: string; take: () => void } {
    const sum = Uint8Array.from(this.#sum)
    const next = new Map<string, Uint8Array | null>()
    for (const [place, sealed] of changes) {
      const before = next.get(place) ?? (next.has(place) ? null : this.#marks.get(place))
      const mark = sealed && sha256(concatBytes(this.salt, utf8ToBytes(place), nonceOf(sealed)))
      // A mark that is added twice is gone again.
      for (const one of [before, mark]) one?.forEach((byte, index) => (sum[index]! ^= byte))
      next.set(place, mark)
    }
    const take = () => {
      this.#sum = sum
      for (const [place, mark] of next) {
        if (mark) this.#marks.set(place, mark)
        else this.#marks.delete(place)
      }
    }
    return { check: bytesToHex(sum), take }
  }
}

export interface Found {
  /** Null where it did not open. */
  manifest: Manifest | null
  people: Held[]
  reports: Report[]
  qr: QrAnswer | null
  marks: Marks
  /** Everything opens, and is what the manifest says. */
  isWhole: boolean
}

/** @throws NotKept where the browser does not give it out */
export async function readRecords(database: TerminalDatabase, key: CryptoKey): Promise<Found> {
  const sealed = await inWords(() => database.get('manifest', 'own'))
  const manifest = (await open(key, manifestPlace, sealed)) as Manifest | null
  const people = await readAll<Held>(database, key, 'people')
  const reports = await readAll<Report>(database, key, 'reports')
  const qr = await readAll<QrAnswer>(database, key, 'qr')
  const all = [...people, ...reports, ...qr]
  const marks = new Marks(manifest?.salt ?? new Uint8Array())
  marks.with(all.filter(({ value }) => value !== null).map(({ place, sealed }) => [place, sealed])).take()
  const isWhole = manifest !== null && all.every(({ value }) => value !== null) && marks.check === manifest.check
  const whatOpens = <T>(read: { value: T | null }[]) => read.map(({ value }) => value).filter((value) => value !== null)
  const [ownQr = null] = whatOpens(qr)
  return { manifest, people: whatOpens(people), reports: whatOpens(reports), qr: ownQr, marks, isWhole }
}

async function readAll<Value>(database: TerminalDatabase, key: CryptoKey, kind: Lying['kind']) {
  const [keys, all] = await inWords(() => {
    const reading = database.transaction(kind)
    return Promise.all([reading.store.getAllKeys(), reading.store.getAll(), reading.done])
  })
  return Promise.all(
    all.map(async (sealed, index) => {
      const place = placeOf(kind, keys[index]!)
      return { place, sealed, value: (await open(key, place, sealed)) as Value | null }
    }),
  )
}
