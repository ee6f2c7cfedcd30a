/** Reads a document from pictures of one or both of its sides, and holds what was read for minutes. */
import { answerUpload, pictureOf, picturesOf } from '@/app/_lib/portal-upload'
import type { UnreadableReason } from '@/domain/documents/unreadable'
import { validateDocument } from '@/domain/documents/validate'

export type DocumentAnswer =
  | { outcome: 'read'; reference: string }
  | { outcome: 'unreadable'; code: UnreadableReason['code']; message: string; side: UnreadableReason['side'] }

const kinds = ['idcard', 'passport', 'visa'] as const

export async function POST(request: Request): Promise<Response> {
  return answerUpload(request, async (context, form): Promise<DocumentAnswer> => {
    const front = await pictureOf(form, 'front')
    const [back] = await picturesOf(form, 'back')
    const expected = kinds.find((one) => one === form.get('kind')) ?? null
    const answer = await validateDocument(context, { front, back, expected, hold: true })
    if (answer.outcome === 'unreadable') return { outcome: 'unreadable', ...answer.reason }
    return { outcome: 'read', reference: answer.reference }
  })
}
