/**
 * Calls of a terminal to its bureau: each with a proof by the device's key, made for this one call, and a token that is bound to that key
 * (RFC 9449). Nonces and tokens that are over are replaced on the way.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { base64url, SignJWT } from 'jose'
import { z } from 'zod'
import type { DeviceKeys } from './keys'

/** The bureau answered, and does not do it. `reason` is for programs. */
export class Refused extends Error {
  override readonly name = 'Refused'
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
  ) {
    super(message)
  }
}

/** No answer, or none of a bureau that works. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

export type Send = (url: string, init: RequestInit) => Promise<Response>

interface Options {
  server: string
  device: Pick<DeviceKeys, 'publicJwk' | 'privateKey'>
  /** What the bureau says that it is, with each answer. */
  onTime?: (time: Date) => void
  send?: Send
}

const answerMs = 15_000
const tokenSchema = z.object({ access_token: z.string() })

export class Calls {
  #nonce: string | undefined
  #token: string | undefined
  readonly #send: Send

  constructor(private readonly options: Options) {
    this.#send = options.send ?? ((url, init) => fetch(url, init))
  }

  /** Known by the device's key alone: to pair, for a token, and when all is destroyed. @throws Refused, Unreachable */
  async proven(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
    return this.#withNonce({ method, path, body })
  }

  /** @param waitMs for how long the bureau may wait with its answer @throws Refused, Unreachable */
  async call(
    method: 'GET' | 'POST',
    path: string,
    { body, waitMs, signal }: { body?: unknown; waitMs?: number; signal?: AbortSignal } = {},
  ): Promise<unknown> {
    const call = { method, path, body, waitMs, signal }
    const hadToken = this.#token !== undefined
    const token = (this.#token ??= await this.#newToken())
    try {
      return await this.#withNonce({ ...call, token })
    } catch (error) {
      const isOver = error instanceof Refused && ['token_expired', 'token_invalid'].includes(error.reason)
      if (isOver && this.#token === token) this.#token = undefined
      if (!isOver || !hadToken) throw error
      this.#token ??= await this.#newToken()
      return this.#withNonce({ ...call, token: this.#token })
    }
  }

  async #newToken(): Promise<string> {
    return tokenSchema.parse(await this.proven('POST', 'token')).access_token
  }

  async #withNonce(call: Call): Promise<unknown> {
    try {
      return await this.#once(call)
    } catch (error) {
      if (error instanceof Refused && error.reason === 'use_dpop_nonce') return this.#once(call)
      throw error
    }
  }

  async #once({ method, path, body, token, waitMs = 0, signal }: Call): Promise<unknown> {
    const url = new URL(`/edge/v1/${path}`, this.options.server)
    const headers: Record<string, string> = { dpop: await this.#proof(method, url, token), accept: 'application/json' }
    if (token) headers.authorization = `DPoP ${token}`
    if (body !== undefined) headers['content-type'] = 'application/json'
    const limit = AbortSignal.timeout(waitMs + answerMs)
    const init: RequestInit = {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: 'error',
      // Of whoever else is signed in where a terminal runs, nothing goes along.
      credentials: 'omit',
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    }
    const { response, json } = await this.#answer(url, init)
    this.#nonce = response.headers.get('dpop-nonce') ?? this.#nonce
    const time = new Date(response.headers.get('x-limen-time') ?? Number.NaN)
    if (!Number.isNaN(time.getTime())) this.options.onTime?.(time)
    if (response.ok) return json
    const refusal = refusalSchema.safeParse(json)
    if (response.status >= 500 || !refusal.success) throw new Unreachable(`The bureau answers ${response.status}.`)
    throw new Refused(response.status, refusal.data.reason, refusal.data.message)
  }

  async #answer(url: URL, init: RequestInit): Promise<{ response: Response; json: unknown }> {
    try {
      const response = await this.#send(url.href, init)
      const text = await response.text()
      return { response, json: text.startsWith('{') ? JSON.parse(text) : null }
    } catch (cause) {
      throw new Unreachable('The bureau does not answer.', { cause })
    }
  }

  #proof(method: string, url: URL, token?: string): Promise<string> {
    const { publicJwk, privateKey } = this.options.device
    const claims = {
      jti: globalThis.crypto.randomUUID(),
      htm: method,
      htu: url.origin + url.pathname,
      iat: Math.floor(Date.now() / 1_000),
      ...(this.#nonce ? { nonce: this.#nonce } : {}),
      ...(token ? { ath: base64url.encode(sha256(utf8ToBytes(token))) } : {}),
    }
    const header = { alg: 'ES256', typ: 'dpop+jwt', jwk: publicJwk }
    return new SignJWT(claims).setProtectedHeader(header).sign(privateKey)
  }
}

interface Call {
  method: 'GET' | 'POST'
  path: string
  body?: unknown
  token?: string
  waitMs?: number
  signal?: AbortSignal
}

const refusalSchema = z.object({ reason: z.string(), message: z.string() })
