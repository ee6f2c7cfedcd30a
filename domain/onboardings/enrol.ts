/**
 * Enrols one person of whom the customer knows an id and sends a selfie. The picture is judged first: one that is not taken leaves
 * a verdict and nobody. User, face, consent and verdict then come in one transaction.
 */
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Tx } from '@/db/types'
import { isUniqueViolation } from '@/db/violations'
import { assertAcsId, defaultAcsIdSchema } from '../acs-ids'
import { writeAudit } from '../audit'
import { changeHead } from '../changes'
import { insertConsent } from '../consents/record'
import { listTexts, recognition, type TextHead } from '../consents/texts'
import type { Context } from '../context'
import { AppError } from '../errors'
import { enrolFace } from '../faces/enrol'
import { checkPicture } from '../faces/formats'
import { recordLookAlikes } from '../faces/look-alikes'
import { readSingleFace, type SingleFace } from '../faces/read'
import { insertFace, removeBlobs, sealFace, type Owner } from '../faces/record'
import { searchUsers, type Match } from '../faces/search'
import { faceSettings } from '../faces/setting'
import { countFigure } from '../figures/count'
import { followGallery } from '../gallery'
import { newUserId, newUuid } from '../ids'
import { requireLiveness } from '../liveness/proof'
import { bytesSchema, parse } from '../parse'
import { tenantFor } from '../permissions'
import { addressSchema, queueDelivery, sealAddress, writeAddress } from '../qr-credential/deliver'
import { keepsPictures } from '../retention/rules'
import type { Settings } from '../settings'
import { assertPlaceForUser, countPlace, externalIdSchema } from '../users'
import { insertUser } from '../users/standing'
import { begin, qualityOf, reject, writeVerdict, type Begun, type Onboarding } from './verdict'

/** What this API takes. */
export const formats = ['jpeg', 'png'] as const
const gate = 'events' as const

export const enrolSchema = z.object({
  acsId: externalIdSchema,
  acsIdSchema: z.string().default(defaultAcsIdSchema),
  portrayalType: z.string().default('selfie'),
  picture: bytesSchema,
  /** The version of the published text to which they agreed. */
  consentVersion: z.number().int().optional(),
  /** Of that text; default: whichever language has that version. */
  language: z.string().optional(),
  /** Where their QR credential is mailed, if they agreed to be recognised. */
  deliverTo: addressSchema.optional(),
})

/** Of a call that is in order, all that a later job needs besides the picture. */
export interface Asked {
  begun: Begun
  consent: TextHead | null
  deliverTo: string | null
}

/**
 * Whatever can be refused before anything of the picture but its first bytes is looked at.
 * @throws AppError `rule_broken` (`acs_id_schema_*`, `portrayal_type_not_supported`), `already_exists` with the user's id,
 *   `user_quota_reached`, `picture_refused`, `invalid_input`
 */
export async function admit(context: Context, input: z.input<typeof enrolSchema>): Promise<Asked> {
  const given = parse(enrolSchema, input)
  tenantFor(context, 'users:create')
  const { tenantId, settings } = await faceSettings(context, 'faces:enrol')
  if (given.portrayalType !== 'selfie') {
    const message = 'Served is the portrayal type selfie.'
    throw new AppError('rule_broken', message, { reason: 'portrayal_type_not_supported' })
  }
  const acsIdSchema = assertAcsId(given.acsId, given.acsIdSchema)
  await requireLiveness(context, settings, { kind: 'proof' })
  checkPicture(given.picture, formats)
  const known = await userOf(context, tenantId, given.acsId)
  if (known?.isEnrolled) throw alreadyEnrolled(known.uuid)
  if (!known) await assertPlaceForUser(context)
  const begun = begin(context, { tenantId, acsId: given.acsId, acsIdSchema, portrayalType: given.portrayalType })
  const consent = await consentOf(context, tenantId, given)
  return { begun, consent, deliverTo: given.deliverTo ?? null }
}

/** @throws as `admit`, and AppError `busy` */
export async function enrolPerson(context: Context, input: z.input<typeof enrolSchema>): Promise<Onboarding> {
  const asked = await admit(context, input)
  return enrolAdmitted(context, asked, input.picture)
}

/** @throws AppError `already_exists` when somebody enrolled the same id meanwhile; `picture_refused`, `busy`, `user_quota_reached` */
export async function enrolAdmitted(context: Context, asked: Asked, picture: Uint8Array): Promise<Onboarding> {
  const { begun } = asked
  const { tenantId, settings } = await faceSettings(context, 'faces:enrol')
  const known = await userOf(context, tenantId, begun.acsId)
  if (known?.isEnrolled) throw alreadyEnrolled(known.uuid)
  if (known) return enrolKnown(context, asked, known, picture)

  const call = { picture, formats, gate, liveness: { kind: 'proof' as const } }
  const single = await readSingleFace(context, call, settings)
  if (single.outcome === 'refused') return reject(context, begun, single.reason.code, null)
  const quality = qualityOf(single.face, single.warnings)
  // Whoever is overtaken was overtaken by an enrolment that succeeded, so that the rounds end.
  for (;;) {
    const look = await lookAround(context, tenantId, settings, single)
    if (look === null) return reject(context, begun, 'face_already_enrolled', quality)
    const onboarding = await write(context, asked, settings, single, look)
    if (onboarding) return onboarding
    const other = await userOf(context, tenantId, begun.acsId)
    if (other) throw alreadyEnrolled(other.uuid)
  }
}

interface Look {
  /** The feed's line up to which other users' faces were looked at. */
  revision: number
  looksLike: Match[]
}

/** @returns null where the face is another user's and the tenant refuses that */
async function lookAround(
  context: Context,
  tenantId: string,
  settings: Settings,
  { face }: SingleFace,
): Promise<Look | null> {
  if (settings.duplicates === 'off') return { revision: 0, looksLike: [] }
  const revision = await followGallery(context, tenantId)
  const looksLike = await searchUsers(context, { tenantId, settings, alsoRevoked: true }, face.embedding, 5)
  return settings.duplicates === 'refuse' && looksLike[0] ? null : { revision, looksLike }
}

/** @returns null when somebody enrolled meanwhile what should have been looked at, or the same id */
async function write(
  context: Context,
  { begun, consent, deliverTo }: Asked,
  settings: Settings,
  single: SingleFace,
  { revision, looksLike }: Look,
): Promise<Onboarding | null> {
  const { tenantId } = begun
  const user = { id: newUserId(), uuid: newUuid() }
  const overtaken = Symbol('overtaken')
  const blobNames: string[] = []
  // Durable before anything is sealed with it.
  await context.keys.createUser(tenantId, user.id)
  try {
    const owner = { tenantId, userId: user.id }
    const sealed = await sealFace(context, owner, single, keepsPictures(settings, context.now()))
    if (sealed.sample) blobNames.push(sealed.sample.blobName)
    const address = await addressFor(context, owner, deliverTo)
    const onboarding = await context.db.transact(async (tx) => {
      // First the line: it lets one writer of the tenant through at a time, so that what is read below still holds at the end.
      await writeAudit(tx, context, { action: 'user.created', subject: { kind: 'user', id: user.id } })
      await countPlace(tx, tenantId)
      if (settings.duplicates === 'refuse' && (await changeHead(tx, tenantId)) !== revision) throw overtaken
      const at = context.now()
      const { acsId: externalId, acsIdSchema: externalIdSchema } = begun
      await insertUser(tx, { ...user, tenantId, externalId, externalIdSchema, createdAt: at, updatedAt: at })
      await insertFace(tx, sealed)
      await writeAudit(tx, context, {
        action: 'face.enrolled',
        subject: { kind: 'user', id: user.id },
        detail: { template: sealed.template.id, model: sealed.template.model },
      })
      await recordLookAlikes(tx, context, owner, looksLike)
      await writeConsent(tx, context, consent, owner)
      await askForDelivery(tx, context, begun, owner, address)
      const verdict = { outcome: 'accepted', user } as const
      return writeVerdict(tx, context, begun, verdict, qualityOf(single.face, single.warnings))
    })
    countFigure(context, 'user.created')
    countFigure(context, 'face.enrolled')
    return onboarding
  } catch (error) {
    // Only where the rows are known not to stand: a connection lost during a commit leaves that open.
    const isRace = error === overtaken || isUniqueViolation(error)
    if (isRace || error instanceof AppError) {
      await context.keys.destroyUser(user.id)
      await removeBlobs(context, blobNames)
    }
    if (isRace) return null
    throw error
  }
}

/** Somebody who has an id here already, from the portal or an import, and no face yet. */
async function enrolKnown(
  context: Context,
  { begun, consent, deliverTo }: Asked,
  user: Known,
  picture: Uint8Array,
): Promise<Onboarding> {
  const { tenantId } = begun
  const owner = { tenantId, userId: user.id }
  const address = await addressFor(context, owner, deliverTo)
  let onboarding: Onboarding | undefined
  const call = { userId: user.id, picture, formats, gate, liveness: { kind: 'proof' as const } }
  const enrolment = await enrolFace(context, call, async (tx) => {
    const { users } = tx.tables
    await tx.sql.update(users).set({ externalIdSchema: begun.acsIdSchema }).where(eq(users.id, user.id))
    await writeConsent(tx, context, consent, owner)
    await askForDelivery(tx, context, begun, owner, address)
    onboarding = await writeVerdict(tx, context, begun, { outcome: 'accepted', user }, null)
  })
  if (onboarding && enrolment.outcome === 'enrolled') return onboarding
  if (enrolment.outcome === 'found' && enrolment.userId !== user.id) {
    return reject(context, begun, 'face_already_enrolled', null)
  }
  if (enrolment.outcome === 'refused' && enrolment.reason.code !== 'already_enrolled') {
    return reject(context, begun, enrolment.reason.code, null)
  }
  throw alreadyEnrolled(user.uuid)
}

interface Known {
  id: string
  uuid: string
  isEnrolled: boolean
}

async function userOf(context: Context, tenantId: string, externalId: string): Promise<Known | null> {
  const { users } = context.db.tables
  const [row] = await context.db.sql
    .select({ id: users.id, uuid: users.uuid, hasFace: users.hasFace, status: users.status })
    .from(users)
    .where(and(eq(users.tenantId, tenantId), eq(users.externalId, externalId)))
  return row ? { id: row.id, uuid: row.uuid, isEnrolled: row.hasFace || row.status === 'revoked' } : null
}

function alreadyEnrolled(userUuid: string): AppError {
  return new AppError('already_exists', 'Somebody is enrolled under this acs_id already.', {
    subject: 'user',
    reason: 'acs_id_already_enrolled',
    details: { user_id: userUuid },
  })
}

async function consentOf(
  context: Context,
  tenantId: string,
  { consentVersion, language }: Pick<z.output<typeof enrolSchema>, 'consentVersion' | 'language'>,
): Promise<TextHead | null> {
  if (consentVersion === undefined) return null
  const texts = (await listTexts(context.db, tenantId)).filter(
    (text) => text.purpose === recognition && text.version === consentVersion && text.publishedAt,
  )
  const text = texts.find((one) => one.language === language) ?? texts[0]
  if (text) return text
  const message = 'There is no published text of this version.'
  throw new AppError('invalid_input', message, { fields: [{ field: 'consentVersion', message }] })
}

const addressFor = async (context: Context, owner: Owner, address: string | null) =>
  address === null ? null : sealAddress(context, owner, address)

/** Behind the consent, which it takes. */
async function askForDelivery(
  tx: Tx,
  context: Context,
  { id: onboardingId }: Begun,
  owner: Owner,
  address: Buffer | null,
): Promise<void> {
  if (address === null) return
  await writeAddress(tx, owner, address, context.now())
  await queueDelivery(tx, context, { owner, onboardingId })
}

async function writeConsent(
  tx: Tx,
  context: Context,
  text: TextHead | null,
  owner: { tenantId: string; userId: string },
): Promise<void> {
  if (text) await insertConsent(tx, context, { ...owner, text, how: 'api' })
}
