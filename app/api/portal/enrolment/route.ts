/** Enrols a new user from pictures; first says whom the face resembles, and goes on only when the admin has seen it. */
import { answerUpload, pictureOf, picturesOf } from '@/app/_lib/portal-upload'
import { forecastEnrolment } from '@/domain/faces/preview'
import { enrolNewUser } from '@/domain/users/enrol'

/** Refuses only what cannot be compared; a tenant may ask for more. What the camera takes was held to more already. */
const gate = 'legacy'

export type EnrolmentAnswer =
  | { outcome: 'enrolled'; userId: string; warnings: string[]; leftOut: { index: number; message: string }[] }
  | { outcome: 'exists'; userId: string }
  | { outcome: 'refused'; message: string }
  /** `canGoOn`: the bureau allows duplicates, and puts them up for review. */
  | { outcome: 'look_alikes'; canGoOn: boolean; users: { id: string; externalId: string | null; confidence: number }[] }

export async function POST(request: Request): Promise<Response> {
  return answerUpload(request, async (context, form): Promise<EnrolmentAnswer> => {
    const pictures = await picturesOf(form, 'pictures')
    const first = pictures[0] ?? (await pictureOf(form, 'pictures'))
    const forecast = await forecastEnrolment(context, { picture: first, gate })
    if (forecast.outcome === 'refused') return { outcome: 'refused', message: forecast.reason.message }
    const { looksLike, duplicates } = forecast
    if (looksLike.length > 0 && (duplicates === 'refuse' || form.get('seen') !== 'yes')) {
      const users = looksLike.map(({ user: { id, externalId }, confidence }) => ({ id, externalId, confidence }))
      return { outcome: 'look_alikes', canGoOn: duplicates === 'flag', users }
    }

    const externalId = String(form.get('externalId') ?? '').trim()
    const made = await enrolNewUser(context, {
      pictures,
      gate,
      externalId: externalId === '' ? undefined : externalId,
      told: form.get('told') === 'yes',
    })
    switch (made.outcome) {
      case 'enrolled': {
        const { user, warnings, leftOut } = made
        return { outcome: 'enrolled', userId: user.id, warnings: warnings.map(({ message }) => message), leftOut }
      }
      case 'exists':
        return { outcome: 'exists', userId: made.user.id }
      // Somebody enrolled the same face since the forecast.
      case 'duplicate':
        return { outcome: 'look_alikes', canGoOn: false, users: [{ id: made.userId, externalId: null, confidence: 1 }] }
      case 'refused':
        return { outcome: 'refused', message: made.reason.message }
    }
  })
}
