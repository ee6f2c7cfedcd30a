/** Reads a request's body while counting, so that nobody makes the server hold more than the contract's largest request. */

/** The body ended before its end: the caller hung up, or the front server cut it off and has answered. No fault of ours. */
export class CutOff extends Error {
  override name = 'CutOff'
}

/** Beyond these a parser of JSON would keep everybody waiting; base64 holds none of the signs that are counted. */
const mostParts = 10_000

export function hasTooManyParts(bytes: Uint8Array): boolean {
  let parts = 0
  for (const byte of bytes) if (byte === 0x2c || byte === 0x5b || byte === 0x7b) parts++
  return parts > mostParts
}

/**
 * @returns null when the body is larger than `limit` bytes; it is then not read any further
 * @throws CutOff
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (request.body === null) return new Uint8Array(0)
  if (Number(request.headers.get('content-length') ?? 0) > limit) {
    await request.body.cancel()
    return null
  }
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw new CutOff('The body was cut off.', { cause: error })
    })
    if (done) break
    size += value.length
    if (size > limit) {
      await reader.cancel()
      return null
    }
    chunks.push(value)
  }
  const body = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    body.set(chunk, at)
    at += chunk.length
  }
  return body
}
