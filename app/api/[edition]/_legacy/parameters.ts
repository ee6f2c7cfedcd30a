/**
 * The parameters of a legacy request: query string and body merged, whatever encoding the body has. What they mean to an
 * endpoint is for its schema; how a picture is read out of one is picture.ts.
 */
import { CutOff, readBody } from '@/app/_lib/body'
import type { Code } from './codes'
import { Refusal } from './envelope'
import { readParts } from './multipart'

/** Text as sent, JSON values as parsed, file parts as bytes. */
export type Parameters = Map<string, unknown>

/**
 * @param whenTooLarge what to answer when the body exceeds `limit` bytes
 * @throws Refusal `UNEXPECTED_FIELD` for a body that cannot be parsed, text that is no UTF-8, or a name given twice in one place
 */
export async function readParameters(request: Request, limit: number, whenTooLarge: Code): Promise<Parameters> {
  const parameters = parseForm(sentQuery(request))
  const body = carriedBody(request) ?? (await readBody(request, limit).catch(cutOff))
  if (body === null) throw new Refusal(whenTooLarge)
  // The body wins where both carry a name (I), unless it leaves the field empty.
  for (const [name, value] of await parseBody(body, request.headers.get('content-type') ?? '')) {
    const isEmpty = typeof value === 'string' && value.trim() === ''
    if (!isEmpty || !parameters.has(name)) parameters.set(name, value)
  }
  return parameters
}

function cutOff(error: unknown): never {
  throw error instanceof CutOff ? new Refusal('UNEXPECTED_FIELD') : error
}

/** The front server (bin/front.mjs) carries along what Next would lose, and lets nobody else set these headers. */
function sentQuery({ headers, url }: Request): string {
  return headers.get('x-limen-query') ?? new URL(url).search
}

/** A documented parameter comes in the body of a GET (9.4). */
function carriedBody({ headers }: Request): Uint8Array | null {
  const body = headers.get('x-limen-get-body')
  return body === null ? null : Buffer.from(body, 'base64')
}

/** `Content-Type` is indicative only (D), and old clients do send a wrong one: the body's own bytes decide. */
async function parseBody(body: Uint8Array, contentType: string): Promise<Parameters> {
  // The first characters, less a byte order mark.
  const text = new TextDecoder().decode(body.subarray(0, 256)).trimStart()
  if (text === '') return new Map()
  const boundary = boundaryOf(body, contentType)
  if (boundary !== null) return parseMultipart(body, boundary)
  if (/^[[{"]/.test(text)) return parseJson(body)
  if (text.startsWith('--')) return parseMultipart(body, /^--([^\r\n"]+)/.exec(text)?.[1] ?? '')
  const form = decoded(body)
  // Any text at all would pass for a form of one nameless field.
  if (!form.includes('=')) throw new Refusal('UNEXPECTED_FIELD')
  return parseForm(form)
}

/** The boundary that the header names, if the body has it; a preamble may stand before it. */
function boundaryOf(body: Uint8Array, contentType: string): string | null {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) return null
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const isThere = bytes.indexOf(`--${boundary}`) === 0 || bytes.includes(`\r\n--${boundary}`)
  return isThere ? boundary : null
}

function parseJson(body: Uint8Array): Parameters {
  const text = decoded(body)
  const value: unknown = readable(() => JSON.parse(text))
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Refusal('UNEXPECTED_FIELD')
  if (countNames(text) !== Object.keys(value).length) throw new Refusal('UNEXPECTED_FIELD')
  return checked(new Map(Object.entries(value).filter(([, field]) => field !== null)))
}

/** How many names the outermost object of a text that is JSON has, those that stand twice counted twice. */
function countNames(json: string): number {
  let names = 0
  let depth = 0
  // Brackets, and strings with the colon that makes a name of one.
  for (const [token] of json.matchAll(/"(?:[^"\\]+|\\.)*"(?:\s*:)?|[[\]{}]/g)) {
    if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') depth--
    else if (depth === 1 && token.endsWith(':')) names++
  }
  return names
}

async function parseMultipart(body: Uint8Array, boundary: string): Promise<Parameters> {
  const parts = await readParts(body, boundary).catch(() => {
    throw new Refusal('UNEXPECTED_FIELD')
  })
  // Some clients give a picture no file name; bytes that are no text are a file all the same.
  return collect(parts.map(({ name, bytes, isFile }) => [name, isFile ? bytes : (utf8(bytes) ?? bytes)]))
}

function parseForm(text: string): Parameters {
  // Escapes that are no UTF-8, as old clients make of Latin-1, would all become U+FFFD, and two people's names one.
  readable(() => decodeURIComponent(text.replaceAll(/%(?![0-9a-f]{2})/gi, '%25')))
  return collect(new URLSearchParams(text))
}

function decoded(body: Uint8Array): string {
  const text = utf8(body)
  if (text === null) throw new Refusal('UNEXPECTED_FIELD')
  return text
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** @throws Refusal in place of the parser's own error, which may quote the body */
function readable<T>(parse: () => T): T {
  try {
    return parse()
  } catch {
    throw new Refusal('UNEXPECTED_FIELD')
  }
}

/** A name given twice has no meaning in this contract, and two servers in a row may read it differently. */
function collect(pairs: Iterable<[string, unknown]>): Parameters {
  const parameters: Parameters = new Map()
  for (const [name, value] of pairs) {
    if (parameters.has(name)) throw new Refusal('UNEXPECTED_FIELD')
    parameters.set(name, value)
  }
  return checked(parameters)
}

/** No database keeps half a surrogate pair, which JSON can escape, and PostgreSQL no NUL. */
function checked(parameters: Parameters): Parameters {
  for (const value of parameters.values()) {
    if (typeof value === 'string' && /[\0\p{Surrogate}]/u.test(value)) throw new Refusal('UNEXPECTED_FIELD')
  }
  return parameters
}
