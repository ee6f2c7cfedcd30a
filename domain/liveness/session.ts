/**
 * Bursts in the way of the old API: one file of session data, which only our own client can make. What is not ours is never judged, so it
 * never passes; the contract has no error for that, but a verdict.
 */
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl'
import { z } from 'zod'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { newId } from '../ids'
import { tenantFor } from '../permissions'
import { burstSchema, judgeLivenessCheck, mostBurstBytes, type LivenessVerdict } from './challenge'
import { holderOf } from './proof'

export type Burst = z.output<typeof burstSchema>

/** Of the zip: which check it answers, and when each of its other files was taken. */
const indexFile = 'burst.json'
const indexBytes = 64 * 1024
const indexSchema = z.object({
  challengeId: z.string().max(100),
  token: z.string().max(200),
  frames: z.array(z.object({ file: z.string().max(100), atMs: z.number().int() })).max(1_000),
})
const mostEntries = 1_001

/** What is said of session data that was not judged. */
export type Unjudged = 'session_foreign' | 'challenge_invalid'

export type SessionVerdict = ({ judged: true } & LivenessVerdict) | { judged: false; id: string; because: Unjudged }

/**
 * @param sessionData a zip of `burst.json` and frames; null: what was sent is no file
 * @throws AppError `forbidden`, `busy`
 */
export async function judgeSession(context: Context, sessionData: Uint8Array | null): Promise<SessionVerdict> {
  const tenantId = tenantFor(context, 'liveness:check')
  const burst = sessionData && (await readSession(sessionData))
  if (!burst) return unjudged(context, tenantId, 'session_foreign')
  try {
    const verdict = await judgeLivenessCheck(context, { tenantId, holder: holderOf(context.actor), ...burst })
    return { judged: true, ...verdict }
  } catch (error) {
    const isGone = error instanceof AppError && error.code === 'not_found' && error.options.subject === 'liveness_check'
    if (!isGone) throw error
    return unjudged(context, tenantId, 'challenge_invalid')
  }
}

/** The id names a line of the trail, and no check that could be a proof. */
async function unjudged(context: Context, tenantId: string, because: Unjudged): Promise<SessionVerdict> {
  const id = newId(context.now().getTime())
  await context.db.transact((tx) =>
    writeAudit(tx, context, {
      action: 'liveness.failed',
      subject: { kind: 'liveness_check', id },
      tenantId,
      detail: { reasons: [because] },
    }),
  )
  return { judged: false, id, because }
}

/** @returns null for what is none of ours */
export async function readSession(bytes: Uint8Array): Promise<Burst | null> {
  let zip: ZipFile | undefined
  try {
    zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), { autoClose: false })
    if (zip.entryCount > mostEntries) return null
    const files = await unpacked(zip)
    const index = files.get(indexFile)
    if (!index) return null
    const { challengeId, token, frames } = indexSchema.parse(JSON.parse(index.toString('utf8')))
    const read = frames.map(({ file, atMs }) => ({ atMs, picture: files.get(file) }))
    return burstSchema.parse({ id: challengeId, token, frames: read })
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError) throw error
    // A stranger's file may be damaged in as many ways as there are: none of them is ours.
    return null
  } finally {
    zip?.close()
  }
}

async function unpacked(zip: ZipFile): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>()
  let left = mostBurstBytes + indexBytes
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue
    left -= entry.uncompressedSize
    const isTooLarge = left < 0 || (entry.fileName === indexFile && entry.uncompressedSize > indexBytes)
    if (isTooLarge || files.has(entry.fileName)) throw new Error('The session data holds more than a burst.')
    files.set(entry.fileName, await contentOf(zip, entry))
  }
  return files
}

async function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    size += (chunk as Buffer).length
    if (size > entry.uncompressedSize) throw new Error('A file is larger than it says.')
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}
