/** Gives a user a face, or another picture of the one they have. */
import { answerUpload, pictureOf } from '@/app/_lib/portal-upload'
import { addFace } from '@/domain/faces/add'
import { enrolFace } from '@/domain/faces/enrol'
import { enrolmentStatus } from '@/domain/faces/status'

/** Refuses only what cannot be compared; a tenant may ask for more. What the camera takes was held to more already. */
const gate = 'legacy'

export type PictureAnswer = { outcome: 'taken'; warnings: string[] } | { outcome: 'refused'; message: string }

const refused = (message: string): PictureAnswer => ({ outcome: 'refused', message })

export async function POST(
  request: Request,
  { params }: RouteContext<'/api/portal/users/[id]/pictures'>,
): Promise<Response> {
  return answerUpload(request, async (context, form): Promise<PictureAnswer> => {
    const { id: userId } = await params
    const picture = await pictureOf(form, 'picture')
    const [face] = await enrolmentStatus(context, { userId })
    if (face?.enrolled) {
      const added = await addFace(context, { userId, picture, gate })
      switch (added.outcome) {
        case 'added':
          return { outcome: 'taken', warnings: added.warnings.map(({ message }) => message) }
        case 'another_person':
          return refused('This is another person than the one who is enrolled.')
        case 'full':
          return refused('This user has as many pictures as are of use. Remove the face to start anew.')
        case 'refused':
          return refused(added.reason.message)
      }
    }
    const made = await enrolFace(context, { userId, picture, gate })
    switch (made.outcome) {
      case 'enrolled':
        return { outcome: 'taken', warnings: made.warnings.map(({ message }) => message) }
      case 'found':
        return refused(`This face is enrolled already, as user ${made.userId}.`)
      case 'refused':
        return refused(made.reason.message)
    }
  })
}
