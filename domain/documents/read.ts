/** From pictures of one or two sides of a document to what it says, or the reason why nothing could be read. Stores nothing. */
import { z } from 'zod'
import type { DocumentReport, Side } from '@/engines/document/report-types'
import type { DocumentReading } from '@/engines/document/types'
import type { Context } from '../context'
import { AppError } from '../errors'
import { readBoth } from '../faces/both'
import { callersFault } from '../faces/formats'
import { faceInputSchema } from '../faces/read'
import { countFigure, timed } from '../figures/count'
import { newId } from '../ids'
import { reportOfSides } from './report'
import { whyUnreadable, type UnreadableReason } from './unreadable'

const picture = faceInputSchema.shape.picture

/** What every call takes that has a document read. */
export const documentInputSchema = z.object({
  front: picture,
  back: picture.nullish(),
  /** What the caller takes it for; a document of another kind is read all the same, and fails the check of that name. */
  expected: z.enum(['idcard', 'passport', 'visa']).nullable().default(null),
  formats: faceInputSchema.shape.formats,
})

export type DocumentInput = z.output<typeof documentInputSchema>

export interface DocumentRead {
  outcome: 'read'
  /** UUIDv7. Names the reading in the audit trail, and for ten minutes what is held of it, where that was asked for. */
  reference: string
  front: DocumentReading
  back: DocumentReading | null
  report: DocumentReport
  result: 'ok' | 'doubtful'
}

/** The call was right, but the pictures show nothing that can be read. An answer, not an error. */
export interface DocumentUnreadable {
  outcome: 'unreadable'
  reference: string
  reason: UnreadableReason
}

export type DocumentValidation = DocumentRead | DocumentUnreadable

/** @throws AppError `picture_refused` (subject: the decoder's code, `details.side`), `busy` */
export async function readDocument(
  context: Context,
  { front, back, expected, formats }: DocumentInput,
  reference = newId(context.now().getTime()),
): Promise<DocumentValidation> {
  const readFront = () => readSide(context, 'front', front, { formats })
  const [frontReading, backReading] = back
    ? await readBoth(context, readFront, (accepted) => readSide(context, 'back', back, { formats, accepted }))
    : [await readFront(), null]
  const report = reportOfSides(frontReading, backReading, { expected, now: context.now() })
  countFigure(context, 'document.validated', report.verdict)
  if (report.verdict === 'unreadable') {
    return { outcome: 'unreadable', reference, reason: whyUnreadable(frontReading, backReading) }
  }
  return { outcome: 'read', reference, front: frontReading, back: backReading, report, result: report.verdict }
}

async function readSide(
  context: Context,
  side: Side,
  bytes: Uint8Array,
  { formats, accepted }: { formats: DocumentInput['formats']; accepted?: boolean },
): Promise<DocumentReading> {
  try {
    const { actor, signal, engines } = context
    const share = 'tenantId' in actor ? actor.tenantId : undefined
    const call = { formats: [...formats], share, signal, accepted }
    return await timed(context, 'engine.document', () => engines.document.read(bytes, call))
  } catch (error) {
    throw ofSide(side, callersFault(error))
  }
}

/** Of two pictures it has to be said which one is meant. */
export function ofSide(side: Side, error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== 'picture_refused') return error
  const { subject, details } = error.options
  return new AppError('picture_refused', `The picture of the ${side} is refused. ${error.message}`, {
    cause: error,
    subject,
    details: { ...details, side },
  })
}

/** What the audit trail says of a reading: nothing that was read. */
export function auditDetail(validation: DocumentValidation): Record<string, unknown> {
  if (validation.outcome === 'unreadable') return { verdict: 'unreadable', reason: validation.reason.code }
  const { format, checks, verdict } = validation.report
  const failed = checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name)
  return { verdict, format: format ?? 'none', ...(failed.length > 0 && { failed }) }
}
