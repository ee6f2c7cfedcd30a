/** The picture that a face was enrolled from, for whoever holds a link that was signed a moment ago. */
import { timingSafeEqual } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Context } from '../context'
import { AppError } from '../errors'
import { isFault } from '../faults'
import { parse } from '../parse'
import { samplePlace } from './record'

const purpose = 'face picture link'

/** @returns the two values that, with the sample's id, open the picture until `expires` (seconds since 1970) */
export function signPictureLink(
  context: Pick<Context, 'keys' | 'now'>,
  { sampleId, seconds }: { sampleId: string; seconds: number },
): { expires: number; signature: string } {
  const expires = Math.floor(context.now().getTime() / 1000) + seconds
  return { expires, signature: signatureOf(context, sampleId, expires).toString('base64url') }
}

const schema = z.object({
  sampleId: z.string().max(64).catch(''),
  expires: z.number().int().catch(0),
  signature: z.string().max(128).catch(''),
})

/**
 * The signature is the permission, so nobody has to be signed in.
 * @throws AppError `not_found` (picture): expired, forged and erased look alike
 */
export async function openPicture(
  context: Context,
  input: z.input<typeof schema>,
): Promise<{ bytes: Buffer; contentType: string }> {
  const { sampleId, expires, signature } = parse(schema, input)
  const given = Buffer.from(signature, 'base64url')
  const right = signatureOf(context, sampleId, expires)
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw notFound()
  if (expires * 1000 <= context.now().getTime()) throw notFound()

  const { samples } = context.db.tables
  const [row] = await context.db.sql.select().from(samples).where(eq(samples.id, sampleId))
  if (!row) throw notFound()
  try {
    const sealed = await context.blobs.get(row.blobName)
    const bytes = await context.keys.openForUser(row.userId, samplePlace(row.tenantId, row.id), sealed)
    return { bytes, contentType: row.contentType }
  } catch (error) {
    // The row was read just before the picture was replaced or erased.
    if (isFault(error, 'BlobMissing') || isFault(error, 'KeyDestroyed')) throw notFound(error)
    throw error
  }
}

function signatureOf({ keys }: Pick<Context, 'keys'>, sampleId: string, expires: number): Buffer {
  return keys.mac(purpose, `${sampleId} ${expires}`)
}

const notFound = (cause?: unknown) =>
  new AppError('not_found', 'There is no such picture.', { subject: 'picture', cause })
