/**
 * The parameters of a legacy request: query string and body merged, whatever encoding the body has. What they mean to an
 * endpoint is for its schema; how a picture is read out of one is picture.ts.
 */
import { CutOff, readBody } from '@/app/_lib/body'
import { BODY_BYTES, type Code } from './codes'
import { Refusal } from './envelope'

/** Text as sent, JSON values as parsed, file parts as bytes. */
export type Parameters = Map<string, unknown>

/**
 * @param whenTooLarge what to answer when the body exceeds `BODY_BYTES`
 * @throws Refusal `UNEXPECTED_FIELD` for a body that cannot be parsed, or a name given twice in one place
 */
export async function readParameters(request: Request, whenTooLarge: Code): Promise<Parameters> {
  const parameters = collect(new URL(request.url).searchParams)
  const body = await readBody(request, BODY_BYTES).catch((error: unknown) => {
    throw error instanceof CutOff ? new Refusal('UNEXPECTED_FIELD') : error
  })
  if (body === null) throw new Refusal(whenTooLarge)
  // The body wins where both carry a name (I).
  for (const [name, value] of await parseBody(body, request.headers.get('content-type') ?? '')) {
    parameters.set(name, value)
  }
  return parameters
}

/** `Content-Type` is indicative only (D), and old clients do send a wrong one: the body's own first bytes decide. */
async function parseBody(body: Uint8Array<ArrayBuffer>, contentType: string): Promise<Parameters> {
  const text = new TextDecoder('latin1').decode(body.subarray(0, 256)).trimStart()
  if (text === '') return new Map()
  if (/^[[{"]/.test(text)) return parseJson(body)
  if (text.startsWith('--')) return parseMultipart(body, contentType, text)
  return parseUrlEncoded(body)
}

function parseJson(body: Uint8Array): Parameters {
  const value: unknown = readable(() => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)))
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Refusal('UNEXPECTED_FIELD')
  return checked(new Map(Object.entries(value).filter(([, field]) => field !== null)))
}

async function parseMultipart(body: Uint8Array<ArrayBuffer>, contentType: string, text: string): Promise<Parameters> {
  const type = /boundary=/i.test(contentType)
    ? contentType
    : `multipart/form-data; boundary="${/^--([^\r\n"]+)/.exec(text)?.[1] ?? ''}"`
  let form: FormData
  try {
    form = await new Response(body, { headers: { 'content-type': type } }).formData()
  } catch {
    throw new Refusal('UNEXPECTED_FIELD')
  }
  const parameters: Parameters = new Map()
  for (const [name, value] of collect(form)) {
    parameters.set(name, typeof value === 'string' ? value : new Uint8Array(await (value as Blob).arrayBuffer()))
  }
  return parameters
}

function parseUrlEncoded(body: Uint8Array): Parameters {
  const text = readable(() => new TextDecoder('utf-8', { fatal: true }).decode(body))
  // Any text at all would pass for a form of one nameless field.
  if (!text.includes('=')) throw new Refusal('UNEXPECTED_FIELD')
  return collect(new URLSearchParams(text))
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

/** No field means anything with a NUL in it, and PostgreSQL cannot hold one. */
function checked(parameters: Parameters): Parameters {
  for (const value of parameters.values()) {
    if (typeof value === 'string' && value.includes('\0')) throw new Refusal('UNEXPECTED_FIELD')
  }
  return parameters
}
