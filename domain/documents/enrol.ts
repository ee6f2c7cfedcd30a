/**
 * Enrols a person from the portrait of a document that was read a moment ago, if the selfie that came along shows the same
 * person; and keeps the document, where tenant and person want that. User, face, consents and document come together or not at all.
 */
import { z } from 'zod'
import type { Tx } from '@/db/types'
import type { Reason } from '@/engines/face/decide'
import { writeAudit } from '../audit'
import { insertConsent } from '../consents/record'
import { keptDocuments, publishedText, recognition, type TextHead } from '../consents/texts'
import type { Context } from '../context'
import { AppError } from '../errors'
import { compareTwo } from '../faces/compare'
import { faceInputSchema, type FaceInput } from '../faces/read'
import { removeBlobs } from '../faces/record'
import { faceSettings } from '../faces/setting'
import { countFigure } from '../figures/count'
import { claimOf } from '../liveness/claim'
import { requireLiveness } from '../liveness/proof'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import type { Settings } from '../settings'
import { externalIdSchema } from '../users'
import { enrolNewUser, type NewEnrolment } from '../users/enrol'
import { dropReading, readHeldDocument } from './held'
import { insertKept, sealDocument, type KeptRow } from './kept-rows'
import type { DocumentRead } from './read'
import { documentSettings } from './setting'

const schema = faceInputSchema.omit({ picture: true, formats: true }).extend({
  /** Of `validateDocument` with `hold`, or of a reading that was started and is done. */
  reference: z.string().max(64),
  selfie: faceInputSchema.shape.picture.nullish(),
  /** Kept as a further picture of theirs; without that the selfie is compared and forgotten. */
  addSelfie: z.boolean().default(false),
  /** Of the customer's own choice, or what the document says: then it has to be one of the fields that were read. */
  externalId: z.union([externalIdSchema, z.object({ field: z.enum(['documentNumber', 'personalNumber']) })]).nullish(),
  told: z.boolean().default(false),
  /** Published texts that the person has agreed to. */
  consents: z
    .object({
      /** Of the purpose `recognition`. */
      recognition: z.string().nullish(),
      /** Of the purpose `documents`: the document is kept, for as many days as the tenant has set. */
      document: z.string().nullish(),
    })
    .default({}),
})

type Given = z.output<typeof schema>

export type DocumentEnrolment =
  | (Extract<NewEnrolment, { outcome: 'enrolled' }> & { keptDocumentId: string | null })
  | Extract<NewEnrolment, { outcome: 'exists' | 'duplicate' }>
  /** Nobody was made: the selfie shows somebody else than the portrait. */
  | { outcome: 'another_person' }
  /** `of`: the picture that is meant. */
  | { outcome: 'refused'; of: 'portrait' | 'selfie'; reason: Pick<Reason, 'message'> & { code: string } }

/**
 * @throws AppError `not_found` (document, consent_text, document_engine, face_engine), `rule_broken` (`documents_not_kept`),
 *   `invalid_input`, `user_quota_reached`, `liveness_*`, `picture_refused`, `busy`
 */
export async function enrolFromDocument(context: Context, input: z.input<typeof schema>): Promise<DocumentEnrolment> {
  const given = parse(schema, input)
  const tenantId = tenantFor(context, 'users:create')
  await documentSettings(context, 'documents:read')
  const { settings } = await faceSettings(context, 'faces:enrol')
  const texts = await textsOf(context, tenantId, settings, given)
  const read = await readHeldDocument(context, { reference: given.reference })
  const externalId = externalIdOf(read, given)
  const portrait = read.front.portrait ?? read.back?.portrait
  if (!portrait) return { outcome: 'refused', of: 'portrait', reason: noPortrait }

  const { gate, liveness } = given
  const call = { gate, liveness, formats: ['jpeg', 'png', 'webp'] as FaceInput['formats'] }
  if (given.selfie) {
    const proof = await requireLiveness(context, settings, liveness)
    const compared = await compareTwo(context, { first: portrait.picture, second: given.selfie }, call, settings, proof)
    if (compared.outcome === 'not_compared') {
      return { outcome: 'refused', of: compared.which === 'first' ? 'portrait' : 'selfie', reason: compared.reason }
    }
    await noteComparison(context, given, compared.verified)
    if (!compared.verified) return { outcome: 'another_person' }
  }

  const pictures = [portrait.picture, ...(given.selfie && given.addSelfie ? [given.selfie] : [])]
  let kept: KeptRow | null = null
  const enrolment = await enrolNewUser(context, { ...call, told: given.told, externalId, pictures }, async (userId) => {
    const owner = { tenantId, userId }
    kept = texts.document ? await sealDocument(context, owner, read, settings.documentDays) : null
    return (tx) => writeAlong(tx, context, owner, texts, kept)
  }).catch(async (error: unknown) => {
    // Its user was taken back, and their key with them.
    await removeBlobs(context, blobOf(kept))
    throw error
  })
  switch (enrolment.outcome) {
    case 'enrolled':
      await dropReading(context, given.reference)
      return { ...enrolment, keptDocumentId: (kept as KeptRow | null)?.id ?? null }
    case 'refused':
      await removeBlobs(context, blobOf(kept))
      return { ...enrolment, of: 'portrait' }
    default:
      await removeBlobs(context, blobOf(kept))
      return enrolment
  }
}

const noPortrait = { code: 'portrait_not_found', message: 'No portrait was found on the document.' } as const

const blobOf = (kept: KeptRow | null) => (kept ? [kept.blobName] : [])

interface Texts {
  recognition: TextHead | null
  document: TextHead | null
}

async function textsOf(context: Context, tenantId: string, settings: Settings, { consents }: Given): Promise<Texts> {
  if (consents.document && settings.documentDays === 0) {
    const message = 'This tenant keeps no documents.'
    throw new AppError('rule_broken', message, { reason: 'documents_not_kept' })
  }
  const text = async (field: keyof Texts, purpose: string) => {
    const id = consents[field]
    if (!id) return null
    const found = await publishedText(context.db, tenantId, id)
    if (found.purpose === purpose) return found
    const message = `This text is about something else than '${purpose}'.`
    throw new AppError('invalid_input', message, { fields: [{ field: `consents.${field}`, message }] })
  }
  return { recognition: await text('recognition', recognition), document: await text('document', keptDocuments) }
}

function externalIdOf({ report }: DocumentRead, { externalId }: Given): string | undefined {
  if (externalId == null || typeof externalId === 'string') return externalId ?? undefined
  const value = report.fields.find(({ name }) => name === externalId.field)?.value
  if (value !== undefined) return parse(externalIdSchema, value)
  const message = 'This field was not read on the document.'
  throw new AppError('invalid_input', message, { fields: [{ field: 'externalId.field', message }] })
}

async function noteComparison(context: Context, { reference, liveness }: Given, verified: boolean): Promise<void> {
  await context.db.transact((tx) =>
    writeAudit(tx, context, {
      action: verified ? 'document.matched' : 'document.differed',
      subject: { kind: 'document', id: reference },
      detail: claimOf(liveness),
    }),
  )
  countFigure(context, 'faces.compared', verified ? 'same' : 'other')
}

async function writeAlong(
  tx: Tx,
  context: Context,
  owner: { tenantId: string; userId: string },
  texts: Texts,
  kept: KeptRow | null,
): Promise<void> {
  const how = context.actor.kind === 'client' ? 'api' : 'portal'
  for (const text of [texts.recognition, texts.document]) {
    if (text) await insertConsent(tx, context, { ...owner, text, how })
  }
  if (kept) await insertKept(tx, context, kept)
}
