/** What is said of a frame of the camera, or of a picture that was chosen, before it is enrolled. Stores nothing. */
import { answerUpload, pictureOf } from '@/app/_lib/portal-upload'
import { AppError } from '@/domain/errors'
import { guideFrame } from '@/domain/faces/preview'

/** One frame at a time and session, whatever a page does: guidance must not crowd out recognition. */
const looking = new Set<string>()

export async function POST(request: Request): Promise<Response> {
  return answerUpload(request, async (context, form) => {
    const { id } = context.session
    if (looking.has(id))
      throw new AppError('busy', 'The frame before this one is still looked at.', { retryAfterSeconds: 1 })
    looking.add(id)
    try {
      const picture = await pictureOf(form, 'picture')
      const scale = Number(form.get('scale') ?? 1)
      // A picture on file is what it is; whoever stands at the camera can come closer.
      const gate = form.get('from') === 'camera' ? 'wallet' : 'legacy'
      return await guideFrame(context, { picture, gate, scale })
    } finally {
      looking.delete(id)
    }
  })
}
