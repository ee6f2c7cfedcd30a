/** Enrols the person of a document that is held from its portrait, once a selfie shows that it is theirs. */
import { answerUpload, pictureOf } from '@/app/_lib/portal-upload'
import { enrolFromDocument } from '@/domain/documents/enrol'

export type FromDocumentAnswer =
  | { outcome: 'enrolled'; userId: string; leftOut: number }
  | { outcome: 'exists'; userId: string }
  | { outcome: 'look_alike'; userId: string }
  | { outcome: 'another_person' }
  | { outcome: 'refused'; message: string }

export async function POST(
  request: Request,
  { params }: RouteContext<'/api/portal/documents/[reference]/enrolment'>,
): Promise<Response> {
  return answerUpload(request, async (context, form): Promise<FromDocumentAnswer> => {
    const text = (name: string) => String(form.get(name) ?? '').trim() || undefined
    const made = await enrolFromDocument(context, {
      ...(await params),
      selfie: await pictureOf(form, 'selfie'),
      addSelfie: form.get('addSelfie') === 'yes',
      externalId: text('externalId'),
      gate: 'legacy',
      told: form.get('told') === 'yes',
      consents: { document: text('keepUnder') },
    })
    switch (made.outcome) {
      case 'enrolled':
        return { outcome: 'enrolled', userId: made.user.id, leftOut: made.leftOut.length }
      case 'exists':
        return { outcome: 'exists', userId: made.user.id }
      case 'duplicate':
        return { outcome: 'look_alike', userId: made.userId }
      case 'another_person':
        return { outcome: 'another_person' }
      case 'refused':
        return { outcome: 'refused', message: made.reason.message }
    }
  })
}
