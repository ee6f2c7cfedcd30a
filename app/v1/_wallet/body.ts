/** The JSON of a request. A private key that an old wallet sends along is dropped here, before anything looks at the body. */
import { readBody } from '@/app/_lib/body'
import { Refusal } from './answer'

/** A request has a few dozen values; base64 holds none of the signs that are counted. */
const mostParts = 5_000

/** @throws Refusal `too_large`, `json_invalid` */
export async function readJson(request: Request, mostBytes: number): Promise<Record<string, unknown>> {
  const bytes = await readBody(request, mostBytes)
  if (bytes === null) throw new Refusal('too_large', `A request to this address may carry at most ${mostBytes} bytes.`)
  if (parts(bytes) > mostParts) throw new Refusal('json_invalid', 'The body of the request has too many parts.')
  const body = parsed(bytes)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal('json_invalid', 'The body of the request is not a JSON object.')
  }
  const { privateKey: _dropped, ...kept } = body as Record<string, unknown>
  return kept
}

/** Millions of empty lists in 8 MiB would keep the parser, and everybody else, busy for seconds. */
function parts(bytes: Uint8Array): number {
  let count = 0
  for (const byte of bytes) if (byte === 0x2c || byte === 0x5b || byte === 0x7b) count++
  return count
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // The parser's own words quote the body.
    return undefined
  }
}
