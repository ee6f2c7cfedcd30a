/** Session data as our own client makes it. Nothing outside of tests imports it. */
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import type { BurstFrame } from '@/engines/liveness/types'

export async function sessionData(
  { id, token }: { id: string; token: string },
  frames: readonly BurstFrame[],
): Promise<Buffer> {
  const zip = new ZipFile()
  const named = frames.map(({ atMs }, index) => ({ file: `${index}.jpg`, atMs }))
  frames.forEach(({ picture }, index) => zip.addBuffer(Buffer.from(picture), `${index}.jpg`, { compress: false }))
  zip.addBuffer(Buffer.from(JSON.stringify({ challengeId: id, token, frames: named })), 'burst.json')
  zip.end()
  return buffer(zip.outputStream as unknown as AsyncIterable<Uint8Array>)
}
