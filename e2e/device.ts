/** A device at a door, as an integrator would write one from the description of its wire: real keys, nothing of the server's own code. */
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose'
import { createHash, hkdfSync, randomUUID, webcrypto } from 'node:crypto'

const sha256 = (parts: string[], encoding: 'hex' | 'base64url') =>
  createHash('sha256').update(JSON.stringify(parts)).digest(encoding)

async function newKey() {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  return { privateKey, jwk: await exportJWK(publicKey) }
}

/** For one agreement. */
async function newAgreement() {
  const { privateKey, publicKey } = await webcrypto.subtle.generateKey(curve, true, ['deriveBits'])
  const { x, y } = await webcrypto.subtle.exportKey('jwk', publicKey)
  return { privateKey, jwk: { kty: 'EC', crv: 'P-256', x, y } as JWK }
}

const curve = { name: 'ECDH', namedCurve: 'P-256' }

interface Answer {
  status: number
  json: Record<string, unknown> & { reason?: string }
}

export class Device {
  readonly #key = newKey()
  #token = ''
  #nonce: string | undefined
  #held = 0
  #revision = 0
  terminalId = ''
  /** What the bureau seals for this device by. */
  feedKey = Buffer.alloc(0)

  constructor(readonly server: string) {}

  /** @returns the fingerprint that it shows on its screen */
  async pair(code: string): Promise<string> {
    const [key, agreement] = await Promise.all([this.#key, newAgreement()])
    const { status, json } = await this.call('POST', 'pair', { code, agreement_key: agreement.jwk })
    if (status !== 201) throw new Error(JSON.stringify(json))
    const [bureau, own] = await Promise.all(
      [json.agreement_key as JWK, agreement.jwk].map((jwk) => calculateJwkThumbprint(jwk)),
    )
    const feedKey = sha256(['limen feed key', bureau!, own!], 'base64url')
    const theirs = await webcrypto.subtle.importKey('jwk', json.agreement_key as JWK, curve, false, [])
    const agreed = await webcrypto.subtle.deriveBits({ ...curve, public: theirs }, agreement.privateKey, 256)
    this.terminalId = String(json.terminal_id)
    const info = `limen feed key ${feedKey}`
    this.feedKey = Buffer.from(hkdfSync('sha256', new Uint8Array(agreed), this.terminalId, info, 32))
    const fingerprint = sha256(['limen terminal', await calculateJwkThumbprint(key.jwk), feedKey], 'hex')
    return fingerprint.slice(0, 32).replaceAll(/(.{4})(?=.)/g, '$1 ')
  }

  /** @returns how its answer to a code reads */
  async tryCode(code: string) {
    const { jwk } = await newKey()
    return this.call('POST', 'pair', { code, agreement_key: jwk })
  }

  async signIn(): Promise<Answer> {
    this.#token = ''
    const answer = await this.call('POST', 'token')
    this.#token = String(answer.json.access_token ?? '')
    return answer
  }

  /** Takes over everybody whom it is to hold, and says so. */
  async follow(): Promise<void> {
    let held = 0
    for (let cursor: string | null = ''; cursor !== null;) {
      const { json } = await this.call('GET', cursor ? `snapshot?cursor=${encodeURIComponent(cursor)}` : 'snapshot')
      held += (json.people as unknown[]).length
      this.#revision = json.revision as number
      cursor = json.cursor as string | null
    }
    this.#held = held
    const { status, json } = await this.call('POST', 'acks', { revision: this.#revision })
    if (status !== 200) throw new Error(JSON.stringify(json))
  }

  /** The line of the feed up to which it has taken everything over. */
  get revision(): number {
    return this.#revision
  }

  heartbeat({ driftMs = 0 } = {}): Promise<Answer> {
    return this.call('POST', 'heartbeat', {
      time: new Date(Date.now() + driftMs).toISOString(),
      versions: { software: 'door 1.4.0', engine: 'faceres@1' },
      held_users: this.#held,
    })
  }

  sayWiped = () => this.call('POST', 'wiped')

  /** With the nonce that it is told. */
  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.#once(method, path, body)
    return answer.json.reason === 'use_dpop_nonce' ? this.#once(method, path, body) : answer
  }

  async #once(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.fetch(method, path, body)
    return { status: answer.status, json: (await answer.json()) as Answer['json'] }
  }

  /** As a request of this device, whose answer is read by the caller. */
  async fetch(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Response> {
    const url = `${this.server}/edge/v1/${path}`
    const key = await this.#key
    const proof = await new SignJWT({
      jti: randomUUID(),
      htm: method,
      htu: url.split('?')[0],
      ...(this.#nonce && { nonce: this.#nonce }),
      ...(this.#token && { ath: createHash('sha256').update(this.#token).digest('base64url') }),
    })
      .setIssuedAt()
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: key.jwk })
      .sign(key.privateKey)
    const answer = await fetch(url, {
      method,
      headers: {
        dpop: proof,
        ...(this.#token && { authorization: `DPoP ${this.#token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...more,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    this.#nonce = answer.headers.get('dpop-nonce') ?? this.#nonce
    return answer
  }
}
