/** The JSON of a request. A private key that an old wallet sends along is dropped here, before anything looks at the body. */
import { readBody } from '@/app/_lib/body'
import { Refusal } from './answer'

/** @throws Refusal `too_large`, `json_invalid` */
export async function readJson(request: Request, mostBytes: number): Promise<Record<string, unknown>> {
  const bytes = await readBody(request, mostBytes)
  if (bytes === null) throw new Refusal('too_large', `A request to this address may carry at most ${mostBytes} bytes.`)
  const body = parsed(bytes)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal('json_invalid', 'The body of the request is not a JSON object.')
  }
  const { privateKey: _dropped, ...kept } = body as Record<string, unknown>
  return kept
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // The parser's own words quote the body.
    return undefined
  }
}
