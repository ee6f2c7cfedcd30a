/**
 * What a terminal in a browser holds: in IndexedDB, each value sealed by a key that no script can read, and opened into memory at the start.
 * Each change is one transaction with the manifest (records.ts). By what was altered nobody is let in: it is destroyed, and read anew.
 */
import type { QrAnswer } from '../../../qr-credential/terminal-keys'
import type { FeedKey } from '../../agreement'
import { digestOf, type Held } from '../../follower'
import { NotKept, type DeviceStore, type Kept, type Report } from '../store'
import { HeldPeople } from '../held-people'
import { inWords, writeAll, type TerminalDatabase, type Write } from './database'
import {
  manifestPlace,
  Marks,
  newManifest,
  placeOf,
  readRecords,
  type Found,
  type Lying,
  type Manifest,
} from './records'
import { newStoreKey, seal } from './seal'

export class IndexedStore implements DeviceStore {
  readonly held = new HeldPeople()
  readonly #reports = new Map<number, Report>()
  /** With those by which somebody is being let in at this moment. */
  readonly #entries: Set<string>
  /** The number that was given out last. */
  #sequence: number
  #digest: { revision: number | null; value: string } | null = null
  /** One change comes after the other. */
  #line: Promise<void> = Promise.resolve()
  #isClosed = false

  private constructor(
    private readonly database: TerminalDatabase,
    private readonly key: CryptoKey,
    private manifest: Manifest,
    private readonly marks: Marks,
    private feedKeys: FeedKey[],
    people: Held[],
    reports: Report[],
    public qr: QrAnswer | null,
    /** What lay there had been altered. */
    readonly wasAltered: boolean,
  ) {
    this.held.put(people)
    for (const report of reports) this.#reports.set(report.sequence, report)
    this.#entries = new Set(manifest.entries)
    this.#sequence = manifest.sequence
  }

  /** @throws NotKept */
  static async open(database: TerminalDatabase): Promise<IndexedStore> {
    const key = await inWords(() => database.get('storeKey', 'own'))
    const feedKeys = (await inWords(() => database.get('feedKeys', 'own'))) ?? []
    const found = key && (await readRecords(database, key))
    if (!found?.isWhole) return IndexedStore.#begin(database, feedKeys, found)
    const { manifest, marks, people, reports, qr } = found
    return new IndexedStore(database, key!, manifest!, marks, feedKeys, people, reports, qr, false)
  }

  /**
   * With a key of its own, so that nothing of what lay there opens ever again.
   * @param left what still opened: its reports go to the bureau, its entries count, and its clock does not run back
   */
  static async #begin(database: TerminalDatabase, feedKeys: FeedKey[], left?: Found): Promise<IndexedStore> {
    const key = await newStoreKey()
    const fresh = newManifest()
    const marks = new Marks(fresh.salt)
    const reports = left?.reports ?? []
    const lying = await Promise.all(
      reports.map(async (report) => {
        const sealed = await seal(key, placeOf('reports', report.sequence), report)
        return { sequence: report.sequence, sealed }
      }),
    )
    marks.with(lying.map(({ sequence, sealed }) => [placeOf('reports', sequence), sealed])).take()
    const manifest: Manifest = {
      ...fresh,
      latest: Math.max(left?.manifest?.latest ?? 0, ...reports.map(({ occurred_at }) => Date.parse(occurred_at))),
      sequence: Math.max(left?.manifest?.sequence ?? 0, ...reports.map(({ sequence }) => sequence)),
      // By a grant for several entries nothing is used up, whoever stands here.
      entries: [...new Set([...(left?.manifest?.entries ?? []), ...reports.flatMap(({ grant_id }) => grant_id ?? [])])],
      check: marks.check,
    }
    const sealedManifest = await seal(key, manifestPlace, manifest)
    await writeAll(database, [
      { in: 'people', clear: true },
      { in: 'reports', clear: true },
      { in: 'qr', clear: true },
      ...lying.map(({ sequence, sealed }) => ({ in: 'reports' as const, at: sequence, put: sealed })),
      { in: 'manifest', at: 'own', put: sealedManifest },
      { in: 'storeKey', at: 'own', put: key },
    ])
    return new IndexedStore(database, key, manifest, marks, feedKeys, [], reports, null, left !== undefined)
  }

  get kept(): Readonly<Kept> {
    return this.manifest
  }

  keep(change: Partial<Pick<Kept, 'told' | 'heardAt' | 'latest' | 'qrVersion'>>): Promise<void> {
    return this.#inLine(() => this.#write([], change))
  }

  keepQr(qr: QrAnswer, qrVersion: number): Promise<void> {
    return this.#inLine(async () => {
      await this.#write([{ kind: 'qr', key: 'own', value: qr }], { qrVersion })
      this.qr = qr
    })
  }

  readonly takesFeedKeysAsBytes = false

  addFeedKey(feedKey: FeedKey): Promise<void> {
    return this.#inLine(async () => {
      const feedKeys = [feedKey, ...this.feedKeys].slice(0, 2)
      await writeAll(this.database, [{ in: 'feedKeys', at: 'own', put: feedKeys }])
      this.feedKeys = feedKeys
    })
  }

  async feedKey(id: string): Promise<CryptoKey | undefined> {
    return this.feedKeys.find((one) => one.id === id)?.key
  }

  revision = () => this.manifest.revision
  get = (subject: string) => this.held.get(subject)
  people = () => this.held.all()

  get entries(): ReadonlySet<string> {
    return this.#entries
  }

  digest(): string {
    const { revision } = this.manifest
    if (this.#digest?.revision !== revision || this.#digest === null) {
      this.#digest = { revision, value: digestOf(this.held.all()) }
    }
    return this.#digest.value
  }

  apply({ put, remove, revision }: { put: Held[]; remove: string[]; revision: number }): Promise<void> {
    const outdated = [...remove, ...put.map(({ subject }) => subject)]
    return this.#change(outdated, remove, put, revision)
  }

  replace(people: Held[], revision: number): Promise<void> {
    const held = [...this.held.subjects()]
    const named = new Set(people.map(({ subject }) => subject))
    const remove = held.filter((subject) => !named.has(subject))
    return this.#change(held, remove, people, revision)
  }

  /** @param outdated who is let in by nothing that was known of them before, even where the change is not kept */
  #change(outdated: string[], remove: string[], put: Held[], revision: number): Promise<void> {
    return this.#inLine(async () => {
      const lying = [
        ...remove.map((subject): Lying => ({ kind: 'people', key: subject, value: null })),
        ...put.map((person): Lying => ({ kind: 'people', key: person.subject, value: person })),
      ]
      const scopes = put.flatMap((person) => person.scopes)
      const known = new Set(scopes.filter(({ entered }) => entered).map(({ grantId }) => grantId))
      this.#digest = null
      try {
        await this.#write(lying, { revision, entries: this.manifest.entries.filter((id) => !known.has(id)) })
      } finally {
        this.held.remove(outdated)
        // What is held is no longer that of any line.
        this.#digest = null
      }
      this.held.put(put)
      for (const grantId of known) this.#entries.delete(grantId)
    })
  }

  record(report: Omit<Report, 'sequence'>, entry: string | null): Promise<Report> {
    const sequence = ++this.#sequence
    const numbered: Report = { ...report, sequence }
    const isFirst = entry !== null && !this.#entries.has(entry)
    if (entry !== null) this.#entries.add(entry)
    return this.#inLine(async () => {
      try {
        const latest = Math.max(this.manifest.latest, Date.parse(report.occurred_at))
        const entries = isFirst ? [...this.manifest.entries, entry] : this.manifest.entries
        await this.#write([{ kind: 'reports', key: sequence, value: numbered }], { sequence, latest, entries })
      } catch (error) {
        // Nobody came in by it.
        if (isFirst) this.#entries.delete(entry)
        throw error
      }
      this.#reports.set(sequence, numbered)
      return numbered
    })
  }

  async reports(count: number): Promise<Report[]> {
    return [...this.#reports.values()].slice(0, count)
  }

  queued = () => this.#reports.size

  forget(reports: readonly Report[]): Promise<void> {
    return this.#inLine(async () => {
      await this.#write(
        reports.map(({ sequence }): Lying => ({ kind: 'reports', key: sequence, value: null })),
        {},
      )
      for (const { sequence } of reports) this.#reports.delete(sequence)
    })
  }

  wipe(): Promise<void> {
    this.held.clear()
    return this.#inLine(async () => {
      this.#isClosed = true
      this.held.clear()
      this.#entries.clear()
      this.#reports.clear()
      this.feedKeys = []
      this.qr = null
      this.manifest = newManifest()
      for (const names of [['storeKey', 'feedKeys'] as const, ['manifest', 'people', 'reports', 'qr'] as const]) {
        await writeAll(
          this.database,
          names.map((name) => ({ in: name, clear: true })),
        )
      }
    })
  }

  /** What was asked for before is done still. */
  close(): void {
    void this.#inLine(async () => {
      this.#isClosed = true
      this.database.close()
    })
  }

  /** @throws NotKept: then nothing of it stands */
  async #write(lying: Lying[], kept: Partial<Manifest>): Promise<void> {
    const sealed = await Promise.all(
      lying.map(({ kind, key, value }) => (value === null ? null : seal(this.key, placeOf(kind, key), value))),
    )
    const marks = this.marks.with(lying.map(({ kind, key }, index) => [placeOf(kind, key), sealed[index]!]))
    const manifest: Manifest = { ...this.manifest, ...kept, check: marks.check }
    const sealedManifest = await seal(this.key, manifestPlace, manifest)
    await writeAll(this.database, [
      ...lying.map((one, index) => writeOf(one, sealed[index]!)),
      { in: 'manifest', at: 'own', put: sealedManifest },
    ])
    marks.take()
    this.manifest = manifest
  }

  #inLine<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#line.then(() => {
      if (this.#isClosed) throw new NotKept('This terminal holds nothing any more.')
      return work()
    })
    // Whoever asked for it hears how it ended; who comes next does not.
    this.#line = done.then(
      () => undefined,
      () => undefined,
    )
    return done
  }
}

function writeOf(lying: Lying, sealed: Uint8Array<ArrayBuffer> | null): Write {
  if (lying.kind === 'people') {
    return sealed ? { in: 'people', at: lying.key, put: sealed } : { in: 'people', remove: lying.key }
  }
  if (lying.kind === 'qr') return sealed ? { in: 'qr', at: 'own', put: sealed } : { in: 'qr', remove: 'own' }
  return sealed ? { in: 'reports', at: lying.key, put: sealed } : { in: 'reports', remove: lying.key }
}
