/**
 * A device as tests have it: real keys, real proofs, and the follower's own store in memory; it calls the routes' handlers or a
 * server. Nothing outside of tests and the benchmark imports it.
 */
import { eq } from 'drizzle-orm'
import { calculateJwkThumbprint, SignJWT } from 'jose'
import { createHash, randomUUID } from 'node:crypto'
import { templatePlace } from '@/db/places'
import { embeddingOf } from '../faces/testing'
import { newKeyPair } from '../key-pairs'
import type { TestContext } from '../testing'
import { vectorBytes } from '../templates'
import { agree, fingerprintOf, type FeedKey, type PublicJwk } from './agreement'
import { newAgreementKey } from './agreement-key'
import { applyPage, digestOf, SnapshotReader, type Held, type LocalStore } from './follower'
import { openerFor, pageSchema, resetSchema, snapshotPageSchema } from './wire'

export const edgeUrl = 'https://limen.example/edge/v1/'

/** Calls a handler as a server would. */
export type Send = (request: Request) => Promise<Response>

/** As a file that is replaced whole would keep it. */
export class MemoryStore implements LocalStore {
  #revision: number | null = null
  #people = new Map<string, Held>()
  revision = () => this.#revision
  get = (subject: string) => this.#people.get(subject)
  people = () => this.#people.values()
  apply({ put, remove, revision }: { put: Held[]; remove: string[]; revision: number }): void {
    const next = new Map(this.#people)
    for (const subject of remove) next.delete(subject)
    for (const person of put) next.set(person.subject, person)
    this.#people = next
    this.#revision = revision
  }
  replace(people: Held[], revision: number): void {
    this.#people = new Map(people.map((person) => [person.subject, person]))
    this.#revision = revision
  }
  wipe(): void {
    this.#people = new Map()
    this.#revision = null
  }
}

export interface Reply {
  status: number
  headers: Headers
  text: string
  json: Record<string, never>
}

export class TestDevice {
  readonly store = new MemoryStore()
  readonly #keys = newKeyPair()
  readonly jwk: PublicJwk
  terminalId = ''
  feedKey?: FeedKey
  token = ''
  nonce?: string
  /** How far the device's clock is off. */
  driftMs = 0

  constructor(readonly send: Send) {
    const { x, y } = this.#keys.publicKey.export({ format: 'jwk' })
    this.jwk = { kty: 'EC', crv: 'P-256', x: x!, y: y! }
  }

  thumbprint = () => calculateJwkThumbprint(this.jwk)

  async proof(method: string, path: string, over: Record<string, unknown> = {}, header: Record<string, unknown> = {}) {
    const ath = this.token ? { ath: createHash('sha256').update(this.token).digest('base64url') } : {}
    const claims = {
      jti: randomUUID(),
      htm: method,
      htu: edgeUrl + path.split('?')[0],
      iat: Math.floor((Date.now() + this.driftMs) / 1000),
      ...(this.nonce ? { nonce: this.nonce } : {}),
      ...ath,
      ...over,
    }
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: this.jwk, ...header })
      .sign(this.#keys.privateKey)
  }

  /** Once; see `call`. */
  async raw(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const sent = {
      dpop: await this.proof(method, path),
      ...(this.token ? { authorization: `DPoP ${this.token}` } : {}),
      ...headers,
    }
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
    return this.taken(await this.send(new Request(edgeUrl + path, { method, headers: sent, body: text })))
  }

  async taken(response: Response): Promise<Reply> {
    const text = await response.text()
    this.nonce = response.headers.get('dpop-nonce') ?? this.nonce
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: text.startsWith('{') ? JSON.parse(text) : {},
    }
  }

  /** As a terminal does: with the nonce that it is told, and with a new token where the one it has is over. */
  async call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply> {
    let reply = await this.raw(method, path, body, headers)
    if (reply.json.reason === 'use_dpop_nonce') reply = await this.raw(method, path, body, headers)
    if (reply.json.reason !== 'token_expired') return reply
    await this.signIn()
    return this.raw(method, path, body, headers)
  }

  async pair(code: string): Promise<Reply> {
    const own = await newAgreementKey()
    const reply = await this.call('POST', 'pair', { code, agreement_key: own.publicJwk })
    if (reply.status !== 201) return reply
    const { terminal_id, agreement_key } = reply.json as unknown as { terminal_id: string; agreement_key: PublicJwk }
    this.terminalId = terminal_id
    this.feedKey = await agree({
      terminalId: terminal_id,
      own,
      theirs: agreement_key,
      side: 'terminal',
      extractable: false,
    })
    return reply
  }

  async fingerprint(): Promise<string> {
    return fingerprintOf(await this.thumbprint(), this.feedKey!.id)
  }

  async signIn(): Promise<Reply> {
    this.token = ''
    const reply = await this.call('POST', 'token')
    this.token = (reply.json as { access_token?: string }).access_token ?? ''
    return reply
  }

  /** Reads what there is to read, applies and acknowledges it. @returns the answers' statuses, for who looks closer */
  async follow(): Promise<void> {
    for (;;) {
      const after = this.store.revision()
      const { status, json, text } = await this.call('GET', `changes?after=${after ?? 0}`)
      if (status !== 200) throw new Error(text)
      if (after === null || resetSchema.safeParse(json).success) {
        await this.begin()
        continue
      }
      const page = pageSchema.parse(json)
      if (page.revision === after) return
      if ((await applyPage(this.store, page, this.opener())) !== 'applied')
        throw new Error('The page does not follow what is held.')
      await this.acknowledge()
    }
  }

  async begin(): Promise<void> {
    const reader = new SnapshotReader(this.opener())
    for (let cursor: string | null = ''; ;) {
      const reply: Reply = await this.call('GET', cursor ? `snapshot?cursor=${encodeURIComponent(cursor)}` : 'snapshot')
      const page = snapshotPageSchema.parse(reply.json)
      cursor = await reader.add(page)
      if (cursor !== null) continue
      if (!(await reader.finish(this.store, page.digest!))) throw new Error('The digest is another one.')
      return this.acknowledge()
    }
  }

  async acknowledge(): Promise<void> {
    const reply = await this.call('POST', 'acks', { revision: this.store.revision()! })
    if (reply.status !== 200) throw new Error(reply.text)
  }

  opener = () => openerFor(this.terminalId, (id) => (id === this.feedKey?.id ? this.feedKey.key : undefined))
  held = () => [...this.store.people()].map(({ subject }) => subject).sort()
  digest = () => digestOf(this.store.people())
}

/** Gives somebody the face of that name, as the engines of tests read it from a picture. */
export async function giveFaceOf({ db, keys, engines }: TestContext, tenantId: string, userId: string, person: string) {
  const { templates } = db.tables
  await keys.createUser(tenantId, userId)
  const [row] = await db.sql.select().from(templates).where(eq(templates.userId, userId))
  const sealed = await keys.sealForUser(userId, templatePlace(tenantId, row!.id), vectorBytes(embeddingOf({ person })))
  await db.transact(async (tx) => {
    await tx.sql.update(templates).set({ sealed, model: engines.face.model.id }).where(eq(templates.userId, userId))
  })
}

/** Gives people templates that open, where a test of events does not care. */
export async function giveFaces({ db, keys }: TestContext, tenantId: string, userIds: string[], dimension = 8) {
  const { templates } = db.tables
  for (const userId of userIds) await keys.createUser(tenantId, userId)
  const rows = (await db.sql.select().from(templates)).filter((row) => userIds.includes(row.userId))
  const vectors = new Map<string, Float32Array>()
  for (const { id, userId } of rows) {
    const vector = Float32Array.from({ length: dimension }, () => Math.random())
    vectors.set(userId, vector)
    const sealed = await keys.sealForUser(userId, templatePlace(tenantId, id), vectorBytes(vector))
    await db.transact(async (tx) => {
      await tx.sql.update(templates).set({ sealed }).where(eq(templates.id, id))
    })
  }
  return vectors
}
