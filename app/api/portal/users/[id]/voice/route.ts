/** Enrolment of a voice by prompts that are read aloud: asked without a recording it gives a prompt, with one it judges it. */
import { answerUpload, recordingOf } from '@/app/_lib/portal-upload'
import { converse, pendingDialogue, restartDialogue } from '@/domain/voice/converse'
import type { Dialogue } from '@/domain/voice/dialogues'
import type { LanguageCode } from '@/domain/voice/languages'

/** Long enough for two seconds of speech, which tell voices apart better than one. */
const digits = 6

export type Asked = Pick<
  Dialogue,
  'id' | 'language' | 'promptCode' | 'promptCodeText' | 'accepted' | 'needed' | 'rejectedInARow'
>

export type VoiceAnswer =
  /** `refused`: why the recording before does not count; null where it does, or there was none. */
  | { outcome: 'asked'; asked: Asked; refused: string | null }
  | { outcome: 'enrolled'; language: LanguageCode; recordings: number }
  | { outcome: 'another_person' }
  | { outcome: 'failed'; message: string }

export async function POST(
  request: Request,
  { params }: RouteContext<'/api/portal/users/[id]/voice'>,
): Promise<Response> {
  return answerUpload(request, async (context, form): Promise<VoiceAnswer> => {
    const { id: userId } = await params
    const language = String(form.get('language') ?? '') || undefined
    const recording = form.has('recording') ? await recordingOf(form, 'recording') : undefined
    const id = String(form.get('dialogue') ?? '') || undefined
    if (!recording) {
      const open = await pendingDialogue(context, { userId })
      // Whoever chooses another language begins anew.
      if (open && language && open.language !== language) await restartDialogue(context, { userId })
    }
    const by = { kind: 'dialogue', id } as const
    const answer = await converse(context, { userId, operation: 'enrol', language, digits, recording, by })
    switch (answer.outcome) {
      case 'started':
        return { outcome: 'asked', asked: askedOf(answer.dialogue), refused: null }
      case 'submitted':
        return { outcome: 'asked', asked: askedOf(answer.dialogue), refused: answer.reason?.message ?? null }
      case 'enrolled':
        return { outcome: 'enrolled', language: answer.language, recordings: answer.recordings }
      case 'another_person':
        return { outcome: 'another_person' }
      case 'failed':
        return { outcome: 'failed', message: answer.reason.message }
      case 'compared':
      case 'adapted':
        throw new Error(`An enrolment ended as ${answer.outcome}.`)
    }
  })
}

function askedOf({ id, language, promptCode, promptCodeText, accepted, needed, rejectedInARow }: Dialogue): Asked {
  return { id, language, promptCode, promptCodeText, accepted, needed, rejectedInARow }
}
