/** A selfie against the portrait of a document that is held. Keeps nothing of it. */
import { answerUpload, pictureOf } from '@/app/_lib/portal-upload'
import { readHeldDocument } from '@/domain/documents/held'
import { AppError } from '@/domain/errors'
import { compareFaces } from '@/domain/faces/compare'
import type { Comparison } from '@/domain/faces/verify'

export type SelfieAnswer =
  | ({ outcome: 'compared'; warnings: string[] } & Pick<Comparison, 'verified' | 'score' | 'threshold' | 'fmr'>)
  | { outcome: 'refused'; of: 'portrait' | 'selfie'; message: string }

export async function POST(
  request: Request,
  { params }: RouteContext<'/api/portal/documents/[reference]/compare'>,
): Promise<Response> {
  return answerUpload(request, async (context, form): Promise<SelfieAnswer> => {
    const { front, back } = await readHeldDocument(context, await params)
    const portrait = front.portrait ?? back?.portrait
    if (!portrait) throw new AppError('not_found', 'This document has no portrait.', { subject: 'portrait' })
    const selfie = await pictureOf(form, 'picture')
    const compared = await compareFaces(context, { first: portrait.picture, second: selfie, gate: 'legacy' })
    if (compared.outcome === 'not_compared') {
      const of = compared.which === 'first' ? 'portrait' : 'selfie'
      return { outcome: 'refused', of, message: compared.reason.message }
    }
    const { outcome, verified, score, threshold, fmr, warnings } = compared
    return { outcome, verified, score, threshold, fmr, warnings: warnings.map(({ message }) => message) }
  })
}
