/**
 * What the reference terminal holds, in a database of one file. Each change is one transaction that is on the disk when it returns, so
 * that a terminal that is killed finds all of it or nothing. Every value is sealed by `store.key`; with that file gone the rest is noise.
 * One process has it at a time.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Driver, type Connection } from '@/db/sqlite-driver'
import { AppError } from '../../../errors'
import type { QrAnswer } from '../../../qr-credential/terminal-keys'
import { rawFeedKey, type FeedKey } from '../../agreement'
import { digestOf, type Held } from '../../follower'
import { nothingKept, type DeviceStore, type Kept, type Report } from '../store'
import { HeldPeople } from '../held-people'
import { makeFolder, shred, writeWhole } from './folder'

/** Besides what every store keeps: feed keys, newest first. */
interface KeptHere extends Kept {
  feedKeys: { id: string; key: string }[]
  qr: QrAnswer | null
}

const nothing: KeptHere = { ...nothingKept, feedKeys: [], qr: null }

const [keyFile, stateFile] = ['store.key', 'state.db']

export class FolderStore implements DeviceStore {
  readonly held = new HeldPeople()
  readonly #entries = new Set<string>()
  #kept: KeptHere = { ...nothing }
  #digest: { revision: number; value: string } | null = null

  private constructor(
    private readonly folder: string,
    private readonly connection: Connection,
    private readonly key: Buffer,
  ) {
    this.#load()
  }

  /** @throws AppError `conflict` while another process has it */
  static open(folder: string): FolderStore {
    makeFolder(folder)
    const file = join(folder, stateFile)
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
    const connection = new Driver(file, { timeout: 0 })
    try {
      // From the first write on nobody else gets in, until this process ends in whatever way.
      connection.pragma('locking_mode = EXCLUSIVE')
      connection.pragma('journal_mode = WAL')
      connection.pragma('synchronous = FULL')
      connection.exec(tables)
      const known = existsSync(join(folder, keyFile))
      // Without its key what lies there is nothing: the terminal begins anew.
      if (!known) connection.exec('delete from kept; delete from people; delete from entries; delete from reports')
      return new FolderStore(folder, connection, known ? readFileSync(join(folder, keyFile)) : newKey(folder))
    } catch (error) {
      connection.close()
      if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) {
        throw new AppError('conflict', 'A terminal runs over this folder already.', {
          subject: 'terminal',
          cause: error,
        })
      }
      throw error
    }
  }

  #load(): void {
    for (const { name, sealed } of this.#rows<{ name: keyof KeptHere }>('select name, sealed from kept')) {
      this.#kept = { ...this.#kept, [name]: this.#open(`kept ${name}`, sealed) }
    }
    for (const { subject, sealed } of this.#rows<{ subject: string }>('select subject, sealed from people')) {
      this.held.put([this.#openPerson(subject, sealed)])
    }
    const entries = this.connection.prepare('select grant_id from entries').pluck().all() as string[]
    for (const grantId of entries) this.#entries.add(grantId)
  }

  #rows<Key>(sql: string): (Key & { sealed: Buffer })[] {
    return this.connection.prepare(sql).all() as (Key & { sealed: Buffer })[]
  }

  get kept(): Readonly<Kept> {
    return this.#kept
  }

  async keep(change: Partial<KeptHere>): Promise<void> {
    this.#once(() => this.#writeKept(change))
    this.#kept = { ...this.#kept, ...change }
  }

  #writeKept(change: Partial<KeptHere>): void {
    const insert = this.connection.prepare('insert or replace into kept (name, sealed) values (?, ?)')
    for (const [name, value] of Object.entries(change)) insert.run(name, this.#seal(`kept ${name}`, value))
  }

  get qr(): QrAnswer | null {
    return this.#kept.qr
  }

  keepQr = (qr: QrAnswer, qrVersion: number) => this.keep({ qr, qrVersion })

  readonly takesFeedKeysAsBytes = true

  async addFeedKey(feedKey: FeedKey): Promise<void> {
    const key = Buffer.from(await rawFeedKey(feedKey)).toString('base64')
    await this.keep({ feedKeys: [{ id: feedKey.id, key }, ...this.#kept.feedKeys].slice(0, 2) })
  }

  async feedKey(id: string): Promise<CryptoKey | undefined> {
    const found = this.#kept.feedKeys.find((one) => one.id === id)
    return (
      found &&
      globalThis.crypto.subtle.importKey('raw', Buffer.from(found.key, 'base64'), 'AES-GCM', false, ['decrypt'])
    )
  }

  revision = () => this.#kept.revision
  get = (subject: string) => this.held.get(subject)
  people = () => this.held.all()

  get entries(): ReadonlySet<string> {
    return this.#entries
  }

  digest(): string {
    const revision = this.#kept.revision ?? -1
    if (this.#digest?.revision !== revision) this.#digest = { revision, value: digestOf(this.held.all()) }
    return this.#digest.value
  }

  async apply({ put, remove, revision }: { put: Held[]; remove: string[]; revision: number }): Promise<void> {
    const known = this.#knownEntries(put)
    this.#once(() => {
      for (const subject of remove) this.connection.prepare('delete from people where subject = ?').run(subject)
      this.#writePeople(put)
      this.#forgetEntries(known)
      this.#writeKept({ revision })
    })
    this.held.remove(remove)
    this.held.put(put)
    for (const grantId of known) this.#entries.delete(grantId)
    this.#kept = { ...this.#kept, revision }
  }

  async replace(people: Held[], revision: number): Promise<void> {
    const known = this.#knownEntries(people)
    this.#once(() => {
      this.connection.exec('delete from people')
      this.#writePeople(people)
      this.#forgetEntries(known)
      this.#writeKept({ revision })
    })
    this.held.clear()
    this.held.put(people)
    for (const grantId of known) this.#entries.delete(grantId)
    this.#kept = { ...this.#kept, revision }
    // A snapshot may say something else of the same line.
    this.#digest = null
  }

  #writePeople(people: Held[]): void {
    const insert = this.connection.prepare('insert or replace into people (subject, sealed) values (?, ?)')
    for (const person of people) insert.run(person.subject, this.#sealPerson(person))
  }

  #knownEntries(people: Held[]): string[] {
    const scopes = people.flatMap((person) => person.scopes)
    return scopes.filter(({ grantId, entered }) => entered && this.#entries.has(grantId)).map(({ grantId }) => grantId)
  }

  #forgetEntries(grantIds: string[]): void {
    for (const grantId of grantIds) this.connection.prepare('delete from entries where grant_id = ?').run(grantId)
  }

  async record(report: Omit<Report, 'sequence'>, entry: string | null): Promise<Report> {
    const sequence = this.#kept.sequence + 1
    const latest = Math.max(this.#kept.latest, Date.parse(report.occurred_at))
    const numbered: Report = { ...report, sequence }
    this.#once(() => {
      const insert = this.connection.prepare('insert into reports (sequence, sealed) values (?, ?)')
      insert.run(sequence, this.#seal(`report ${sequence}`, numbered))
      if (entry) this.connection.prepare('insert or ignore into entries (grant_id) values (?)').run(entry)
      this.#writeKept({ sequence, latest })
    })
    if (entry) this.#entries.add(entry)
    this.#kept = { ...this.#kept, sequence, latest }
    return numbered
  }

  async reports(count: number): Promise<Report[]> {
    const rows = this.connection.prepare('select sequence, sealed from reports order by sequence limit ?').all(count)
    return (rows as { sequence: number; sealed: Buffer }[]).map(
      ({ sequence, sealed }) => this.#open(`report ${sequence}`, sealed) as Report,
    )
  }

  queued(): number {
    return this.connection.prepare('select count(*) from reports').pluck().get() as number
  }

  async forget(reports: readonly Report[]): Promise<void> {
    this.#once(() => {
      const remove = this.connection.prepare('delete from reports where sequence = ?')
      for (const { sequence } of reports) remove.run(sequence)
    })
  }

  async wipe(): Promise<void> {
    shred(this.folder, keyFile)
    this.held.clear()
    this.#entries.clear()
    this.#kept = { ...nothing }
    this.connection.close()
    for (const end of ['', '-wal', '-journal']) rmSync(join(this.folder, stateFile + end), { force: true })
  }

  close(): void {
    if (this.connection.open) this.connection.close()
  }

  #once(change: () => void): void {
    this.connection.transaction(change).immediate()
  }

  #sealPerson(person: Held): Buffer {
    const templates = person.templates.map(({ vector, ...template }) => ({
      ...template,
      vector: Buffer.from(vector).toString('base64'),
    }))
    return this.#seal(`person ${person.subject}`, { ...person, templates })
  }

  #openPerson(subject: string, sealed: Buffer): Held {
    const person = this.#open(`person ${subject}`, sealed) as Held<{ id: string; model: string; vector: string }>
    const templates = person.templates.map(({ vector, ...template }) => ({
      ...template,
      vector: new Uint8Array(Buffer.from(vector, 'base64')),
    }))
    return { ...person, templates }
  }

  #seal(place: string, value: unknown): Buffer {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(place))
    return Buffer.concat([nonce, cipher.update(JSON.stringify(value)), cipher.final(), cipher.getAuthTag()])
  }

  #open(place: string, sealed: Buffer): unknown {
    const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    })
    decipher.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(-tagBytes))
    const text = Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()])
    return JSON.parse(text.toString())
  }
}

const [keyBytes, nonceBytes, tagBytes] = [32, 12, 16]

function newKey(folder: string): Buffer {
  const key = randomBytes(keyBytes)
  writeWhole(folder, join(folder, keyFile), key)
  return key
}

const tables = `
  create table if not exists kept (name text primary key, sealed blob not null) without rowid;
  create table if not exists people (subject text primary key, sealed blob not null) without rowid;
  create table if not exists entries (grant_id text primary key) without rowid;
  create table if not exists reports (sequence integer primary key, sealed blob not null);
`
