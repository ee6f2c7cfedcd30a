/** Identity documents: reading them, enrolling from them, and those that are kept. Pictures come as base64 in variables. */
import { enrolFromDocument } from '@/domain/documents/enrol'
import { readHeldDocument } from '@/domain/documents/held'
import {
  keptOfUsers,
  openKeptDocument,
  removeKeptDocument,
  type KeptDocument as KeptShape,
} from '@/domain/documents/kept'
import type { DocumentRead, DocumentValidation } from '@/domain/documents/read'
import type { UnreadableReason } from '@/domain/documents/unreadable'
import { validateDocument } from '@/domain/documents/validate'
import { AppError } from '@/domain/errors'
import { compareFaces } from '@/domain/faces/compare'
import { builder } from './builder'
import { DocumentKind, DocumentPage, DocumentReport, DocumentSide, DocumentSideRead } from './document-report'
import { enumOf } from './enums'
import { LivenessRequired, PictureRefused, RuleBroken, UserQuotaReached } from './errors'
import { bytesOf, Reason, words, type Words } from './face'
import { given, mutation } from './mutation'
import { LookPurpose, User } from './user'

const Result = enumOf('DocumentResult', ['ok', 'doubtful'], {
  values: { doubtful: 'It was read, and at least one of its checks failed.' },
})

const Reading = builder.objectRef<DocumentRead>('DocumentReading').implement({
  description: 'A document that was read.',
  fields: (t) => ({
    reference: t.exposeString('reference', { description: 'Names it in the audit trail, and for what follows.' }),
    result: t.expose('result', { type: Result }),
    report: t.expose('report', { type: DocumentReport }),
    front: t.expose('front', { type: DocumentSideRead }),
    back: t.expose('back', { type: DocumentSideRead, nullable: true }),
  }),
})

const Unreadable = builder.objectRef<UnreadableReason>('UnreadableReason').implement({
  description: 'Why nothing could be read.',
  fields: (t) => ({
    code: t.exposeString('code'),
    message: t.exposeString('message', { description: 'For people.' }),
    side: t.expose('side', { type: DocumentSide, nullable: true, description: 'Null: both pictures.' }),
  }),
})

const ValidatePayload = builder.objectRef<DocumentValidation>('ValidateDocumentPayload').implement({
  fields: (t) => ({
    document: t.field({
      type: Reading,
      nullable: true,
      description: 'Null where nothing could be read.',
      resolve: (validation) => (validation.outcome === 'read' ? validation : null),
    }),
    reason: t.field({
      type: Unreadable,
      nullable: true,
      resolve: (validation) => (validation.outcome === 'unreadable' ? validation.reason : null),
    }),
  }),
})

mutation('validateDocument', {
  description:
    'Reads an identity document and checks whether it holds together. Nothing of it is kept unless `hold` is true; a repeat of the call is therefore refused.',
  input: (t) => ({
    front: t.string({ required: true }),
    back: t.string(),
    expected: t.field({ type: DocumentKind, description: 'What the caller takes it for.' }),
    hold: t.boolean({
      description: 'What was read is kept, sealed, for ten minutes and for this caller: see `heldDocument`.',
    }),
  }),
  payload: ValidatePayload,
  errors: [PictureRefused],
  secret: true,
  run: (context, { front, back, expected, hold }) =>
    validateDocument(context, {
      front: bytesOf(front, 'front'),
      back: back == null ? null : bytesOf(back, 'back'),
      expected: expected ?? null,
      hold: hold ?? false,
    }),
})

builder.queryField('heldDocument', (t) =>
  t.field({
    type: Reading,
    nullable: true,
    description: 'What the caller had read with `hold`; null once its ten minutes are over, and for everybody else.',
    args: { reference: t.arg.string({ required: true }) },
    complexity: 20,
    resolve: (_root, { reference }, context) => readHeldDocument(context, { reference }).catch(nullIfGone),
  }),
)

function nullIfGone(error: unknown): null {
  if (error instanceof AppError && error.code === 'not_found') return null
  throw error
}

const PictureSide = enumOf('ComparedPicture', ['first', 'second'])

interface CompareAnswer {
  verified: boolean | null
  confidence: number | null
  score: number | null
  threshold: number | null
  fmr: number | null
  which: 'first' | 'second' | null
  reason: Words | null
  warnings: Words[]
}

const ComparePayload = builder.objectRef<CompareAnswer>('CompareFacesPayload').implement({
  description: 'Whether two pictures show one person; null, all of it, where one of them does not show one face.',
  fields: (t) => ({
    verified: t.exposeBoolean('verified', { nullable: true }),
    confidence: t.exposeFloat('confidence', { nullable: true, description: '0 to 1, monotone in the score.' }),
    score: t.exposeFloat('score', { nullable: true }),
    threshold: t.exposeFloat('threshold', { nullable: true }),
    fmr: t.exposeFloat('fmr', { nullable: true, description: 'The share of strangers whom that threshold lets pass.' }),
    which: t.expose('which', { type: PictureSide, nullable: true, description: 'The picture that `reason` is about.' }),
    reason: t.expose('reason', { type: Reason, nullable: true }),
    warnings: t.expose('warnings', { type: [Reason] }),
  }),
})

mutation('compareFaces', {
  description: 'Do two pictures show one person, such as the portrait of a document and a selfie? Nothing is kept.',
  input: (t) => ({
    first: t.string({ required: true }),
    second: t.string({ required: true }),
    livenessId: t.string(),
  }),
  payload: ComparePayload,
  errors: [PictureRefused, LivenessRequired],
  run: async (context, { first, second, livenessId }): Promise<CompareAnswer> => {
    const answer = await compareFaces(context, {
      first: bytesOf(first, 'first'),
      second: bytesOf(second, 'second'),
      gate: 'legacy',
      liveness: { kind: 'proof', id: given(livenessId) },
    })
    if (answer.outcome === 'not_compared') {
      const nothing = { verified: null, confidence: null, score: null, threshold: null, fmr: null, warnings: [] }
      return { ...nothing, which: answer.which, reason: words(answer.reason) }
    }
    const { verified, confidence, score, threshold, fmr, warnings } = answer
    return { verified, confidence, score, threshold, fmr, which: null, reason: null, warnings: warnings.map(words) }
  },
})

const outcomes = ['enrolled', 'exists', 'duplicate', 'another_person', 'refused'] as const

const Outcome = enumOf('DocumentEnrolmentOutcome', outcomes, {
  values: {
    exists: 'Nobody was made: the external id names this user already.',
    duplicate: 'Nobody was made: this face is enrolled already and the tenant refuses duplicates.',
    another_person: 'Nobody was made: the selfie shows somebody else than the portrait.',
    refused: 'Nobody was made: `reason` says why.',
  },
})

const EnrolledFrom = enumOf('DocumentFaceSource', ['portrait', 'selfie'])

interface EnrolAnswer {
  outcome: (typeof outcomes)[number]
  userId: string | null
  of: 'portrait' | 'selfie' | null
  reason: Words | null
  warnings: Words[]
  looksLike: string[]
  keptDocumentId: string | null
}

const EnrolPayload = builder.objectRef<EnrolAnswer>('EnrolFromDocumentPayload').implement({
  fields: (t) => ({
    outcome: t.expose('outcome', { type: Outcome }),
    user: t.field({ type: User, nullable: true, resolve: ({ userId }) => userId }),
    of: t.expose('of', { type: EnrolledFrom, nullable: true, description: 'The picture that `reason` is about.' }),
    reason: t.expose('reason', { type: Reason, nullable: true }),
    warnings: t.expose('warnings', { type: [Reason] }),
    looksLike: t.field({ type: [User], resolve: ({ looksLike }) => looksLike }),
    keptDocumentId: t.exposeString('keptDocumentId', { nullable: true }),
  }),
})

const IdField = enumOf('DocumentIdField', ['documentNumber', 'personalNumber'])

mutation('enrolFromDocument', {
  description: 'Makes a user of whoever the portrait of a held document shows, if the selfie shows the same person.',
  input: (t) => ({
    reference: t.string({ required: true, description: 'Of `validateDocument` with `hold`.' }),
    selfie: t.string({ description: 'Compared with the portrait, and forgotten unless `addSelfie` is true.' }),
    addSelfie: t.boolean(),
    externalId: t.string(),
    externalIdField: t.field({ type: IdField, description: 'The external id is what the document says there.' }),
    told: t.boolean({ description: 'The person was told and agreed, or another ground in law holds. Written down.' }),
    recognitionTextId: t.string({ description: 'The published text by which they agreed to be recognised.' }),
    documentTextId: t.string({ description: 'The one by which they agreed that the document is kept: then it is.' }),
    livenessId: t.string(),
  }),
  payload: EnrolPayload,
  errors: [PictureRefused, LivenessRequired, UserQuotaReached, RuleBroken],
  run: async (context, input): Promise<EnrolAnswer> => {
    const { externalId, externalIdField: field } = input
    if (externalId != null && field != null) {
      const message = 'Give an external id, or say which field it is; not both.'
      throw new AppError('invalid_input', message, { fields: [{ field: 'externalIdField', message }] })
    }
    const answer = await enrolFromDocument(context, {
      reference: input.reference,
      gate: 'legacy',
      liveness: { kind: 'proof', id: given(input.livenessId) },
      selfie: input.selfie == null ? null : bytesOf(input.selfie, 'selfie'),
      addSelfie: input.addSelfie ?? false,
      externalId: field != null ? { field } : externalId,
      told: input.told ?? false,
      consents: { recognition: input.recognitionTextId, document: input.documentTextId },
    })
    const nobody = { userId: null, of: null, reason: null, warnings: [], looksLike: [], keptDocumentId: null }
    switch (answer.outcome) {
      case 'enrolled':
        return {
          ...nobody,
          outcome: 'enrolled',
          userId: answer.user.id,
          warnings: answer.warnings.map(words),
          looksLike: answer.looksLike.map(({ userId }) => userId),
          keptDocumentId: answer.keptDocumentId,
        }
      case 'exists':
        return { ...nobody, outcome: 'exists', userId: answer.user.id }
      case 'duplicate':
        return { ...nobody, outcome: 'duplicate', userId: answer.userId }
      case 'another_person':
        return { ...nobody, outcome: 'another_person' }
      case 'refused':
        return { ...nobody, outcome: 'refused', of: answer.of, reason: words(answer.reason) }
    }
  },
})

const Kept = builder.objectRef<KeptShape>('KeptDocument').implement({
  description: 'A document that a person agreed to have kept: what is known of it, not the document itself.',
  fields: (t) => ({
    documentId: t.exposeString('id'),
    kind: t.expose('kind', { type: DocumentKind, nullable: true }),
    pageCount: t.exposeInt('pageCount'),
    byteCount: t.exposeFloat('byteCount'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    keptUntil: t.expose('keptUntil', { type: 'DateTime' }),
  }),
})

builder.objectField(User, 'documents', (t) =>
  t.loadableList({
    type: Kept,
    description: 'Kept documents, oldest first.',
    load: (ids: string[], context) => keptOfUsers(context, ids),
    resolve: ({ id }) => id,
  }),
)

const OpenPayload = builder.objectRef<Awaited<ReturnType<typeof openKeptDocument>>>('OpenDocumentPayload').implement({
  fields: (t) => ({
    document: t.expose('document', { type: Kept }),
    report: t.expose('report', { type: DocumentReport }),
    front: t.expose('front', { type: DocumentPage }),
    back: t.expose('back', { type: DocumentPage, nullable: true }),
  }),
})

mutation('openDocument', {
  description: 'One look at a kept document, which is written down with its purpose; a repeat is refused.',
  input: (t) => ({
    documentId: t.string({ required: true }),
    purpose: t.field({ type: LookPurpose, required: true }),
  }),
  payload: OpenPayload,
  secret: true,
  run: (context, { documentId, purpose }) => openKeptDocument(context, { documentId, purpose }),
})

const RemovePayload = builder.objectRef<{ userId: string }>('RemoveDocumentPayload').implement({
  fields: (t) => ({ user: t.field({ type: User, resolve: ({ userId }) => userId }) }),
})

mutation('removeDocument', {
  description: 'Deletes a kept document before its time.',
  input: (t) => ({ documentId: t.string({ required: true }) }),
  payload: RemovePayload,
  run: (context, { documentId }) => removeKeptDocument(context, { documentId }),
})
