/** Verify a picture: against one user, with the numbers behind the answer. Keeps nothing of it. */
import { answerUpload, pictureOf } from '@/app/_lib/portal-upload'
import { verifyFace } from '@/domain/faces/verify'

export type VerifyAnswer =
  | { outcome: 'refused'; message: string }
  | { outcome: 'compared'; verified: boolean; score: number; threshold: number; fmr: number; warnings: string[] }

export async function POST(
  request: Request,
  { params }: RouteContext<'/api/portal/users/[id]/verify'>,
): Promise<Response> {
  return answerUpload(request, async (context, form): Promise<VerifyAnswer> => {
    const { id: userId } = await params
    const answer = await verifyFace(context, { userId, picture: await pictureOf(form, 'picture'), gate: 'legacy' })
    if (answer.outcome === 'refused') return { outcome: 'refused', message: answer.reason.message }
    const { outcome, verified, score, threshold, fmr, warnings } = answer
    return { outcome, verified, score, threshold, fmr, warnings: warnings.map(({ message }) => message) }
  })
}
