/** Verify a recording: against one user, with the numbers behind the answer. Keeps nothing of it. */
import { answerUpload, recordingOf } from '@/app/_lib/portal-upload'
import { verifyVoice } from '@/domain/voice/verify'

export type VoiceVerdict =
  | { outcome: 'refused'; message: string }
  | {
      outcome: 'compared'
      verified: boolean
      score: number
      threshold: number
      fmr: number
      confidence: number
      warnings: string[]
    }

export async function POST(
  request: Request,
  { params }: RouteContext<'/api/portal/users/[id]/voice/verify'>,
): Promise<Response> {
  return answerUpload(request, async (context, form): Promise<VoiceVerdict> => {
    const { id: userId } = await params
    const language = String(form.get('language') ?? '') || undefined
    const recording = await recordingOf(form, 'recording')
    const answer = await verifyVoice(context, { userId, language, recording })
    if (answer.outcome === 'refused') return { outcome: 'refused', message: answer.reason.message }
    const { outcome, verified, score, threshold, fmr, confidence, warnings } = answer
    return { outcome, verified, score, threshold, fmr, confidence, warnings: warnings.map(({ message }) => message) }
  })
}
