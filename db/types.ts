/**
 * The shapes by which the rest of Limen knows its database, keys and blobs.
 * Both dialects give the same types: PostgreSQL tables are cast to SQLite's, see columns.ts.
 */
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { Tables } from './tables'

export type Dialect = 'sqlite' | 'postgres'

/** A place to run queries: the pool, or an open transaction. Always `await` queries; never `.get()`, `.all()`, `.run()`. */
export interface Handle {
  readonly sql: BetterSQLite3Database
  readonly tables: Tables
  readonly dialect: Dialect
}

/** A handle inside one transaction. Every write takes one of these. */
export interface Tx extends Handle {
  readonly inTransaction: true
  /** Wakes listeners once this transaction has committed. Payload: ids only. */
  wake(channel: Channel, payload: string): void
}

export interface Database extends Handle {
  /** The only way to write. Serialised on SQLite (grouped into one commit under load); no network, no inference inside. */
  transact<T>(run: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * Reads one unchanging state of the whole database for as long as `run` takes; writers do not wait for it. Keys and blobs
   * are as they are at each moment. (On PGlite, which serves tests only, each query sees the newest state.)
   */
  snapshot<T>(run: (handle: Handle) => Promise<T>): Promise<T>
  /** Wakes listeners of this process, and on PostgreSQL of every instance, after a commit. Payload: ids only. */
  notify(channel: Channel, payload: string): Promise<void>
  listen(channel: Channel, heard: (payload: string) => void): () => void
  /** Where a thread can open the same data; absent where it lives in this process only (PGlite). */
  readonly source?: Source
  close(): Promise<void>
}

export interface Source {
  dialect: Dialect
  /** A file's path, or a server's address. */
  place: string
}

/**
 * `models`: another model is in use. `access`: a line came into the access log of the tenant that is the payload. `terminals`: what is
 * known of a tenant's terminals, or what they reported, has changed.
 */
export type Channel = 'access' | 'changes' | 'jobs' | 'models' | 'sessions' | 'terminals' | 'webhooks'

/** Where a sealed value lives; it is the AAD, so a value moved to another row or tenant does not open. */
export interface SealPlace {
  table: string
  row: string
  tenantId: string
}

/** A value to open in bulk. */
export interface SealedItem {
  userId: string
  place: SealPlace
  sealed: Uint8Array
}

/** A value, or why there is none. */
export type Opened = Buffer | KeyDestroyed | SealBroken

export interface OpenedTemplate {
  id: string
  opened: Opened
}

/** Envelope encryption: master key -> tenant key -> one data key per user. AES-256-GCM throughout. */
export interface Keys {
  /** Makes the tenant's key. Durable when it resolves. */
  createTenant(tenantId: string): Promise<void>
  /** Makes the user's data key, durable before any row is sealed with it. */
  createUser(tenantId: string, userId: string): Promise<void>
  /** The same for many at once, in one transaction: for a restore. */
  createUsers(tenantId: string, userIds: string[]): Promise<void>
  sealForUser(userId: string, place: SealPlace, plain: Uint8Array): Promise<Buffer>
  /** @throws KeyDestroyed when the user was erased; SealBroken when the value was altered or moved. */
  openForUser(userId: string, place: SealPlace, sealed: Uint8Array): Promise<Buffer>
  /** Opens many values at once, in order, letting the event loop turn; what does not open comes back as its error. */
  openManyForUsers(items: SealedItem[]): Promise<Opened[]>
  /** Reads and opens all templates of a tenant and a model, in rising order of ids and in pages, apart from the event loop. */
  openTemplates(db: Database, of: { tenantId: string; model: string }): AsyncIterable<OpenedTemplate[]>
  sealForTenant(place: SealPlace, plain: Uint8Array): Promise<Buffer>
  openForTenant(place: SealPlace, sealed: Uint8Array): Promise<Buffer>
  /** Destroys the user's key; afterwards nothing sealed with it opens, wherever a copy lies. Idempotent. */
  destroyUser(userId: string): Promise<{ destroyed: boolean }>
  /** Makes a data key for what is worth as much as all of the tenant's people together. @returns its owner, for `sealForUser` */
  createSnapshotKey(tenantId: string): Promise<string>
  /** Makes a data key for one dump's file. @returns its owner, for `sealForUser`, `openForUser` and `destroyUser` */
  createDumpKey(tenantId: string): Promise<string>
  /** Destroys every key of `createSnapshotKey` of the tenant, whichever instance made it. Idempotent. */
  destroySnapshotKeys(tenantId: string): Promise<void>
  /** Signs with the key that lives outside the database (Ed25519). */
  sign(message: Uint8Array): { keyId: string; signature: Buffer }
  /** Verifies against this or an earlier signing key; false for a key that is neither. */
  verify(keyId: string, message: Uint8Array, signature: Uint8Array): boolean
  /** Whether the signing key of that id is this bureau's own, now or earlier. */
  hasSigningKey(keyId: string): boolean
  /** HMAC-SHA-256 under a purpose-bound key, for signed links and cursors. */
  mac(purpose: string, message: string): Buffer
  /**
   * Seals tenant and signing keys by another master key. With a key file the next key is made and the file replaced;
   * a key from the environment is rotated by giving the next one. Signatures stay valid; macs do not.
   */
  rotateMasterKey(next?: Buffer): Promise<{ keyId: string; tenants: number }>
  close(): Promise<void>
}

export class KeyDestroyed extends Error {
  override readonly name = 'KeyDestroyed'
}

export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}

/** Sealed bytes by name. Names are random and say nothing. */
export interface Blobs {
  /** Durable (fsync) when it resolves. */
  put(name: string, bytes: Uint8Array): Promise<void>
  /** @throws BlobMissing */
  get(name: string): Promise<Buffer>
  /** Like `put`, from parts, at flat memory. Nothing is left behind when `parts` or the disk fails. @returns bytes written */
  putStream(name: string, parts: AsyncIterable<Uint8Array>): Promise<number>
  /** The bytes in pieces, at flat memory. @throws BlobMissing */
  getStream(name: string): AsyncIterable<Buffer>
  remove(name: string): Promise<void>
  list(): AsyncIterable<string>
}

/** Sealed parts by name, in a folder of this machine; may be lost at any time. */
export interface Snapshots {
  /** Replaces what has this name once all parts are written; keeps it when making a part fails. */
  write(name: string, parts: AsyncIterable<Uint8Array>): Promise<void>
  /** The parts in their order; none when there is no such snapshot, fewer where it was torn. */
  read(name: string): AsyncIterable<Buffer>
  remove(name: string): Promise<void>
}

export class BlobMissing extends Error {
  override readonly name = 'BlobMissing'
}
