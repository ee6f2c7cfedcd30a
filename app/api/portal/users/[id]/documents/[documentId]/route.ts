/** One look at a document that is kept of a user: its pages and what was read, opened for this answer. */
import { answerUpload } from '@/app/_lib/portal-upload'
import { openKeptDocument } from '@/domain/documents/kept'
import { AppError } from '@/domain/errors'
import { lookPurposes } from '@/domain/looks'

type Content = Awaited<ReturnType<typeof openKeptDocument>>

export interface KeptAnswer {
  report: Content['report']
  pages: { side: 'front' | 'back'; widthPx: number; heightPx: number; src: string }[]
}

export async function POST(
  request: Request,
  { params }: RouteContext<'/api/portal/users/[id]/documents/[documentId]'>,
): Promise<Response> {
  return answerUpload(request, async (context, form): Promise<KeptAnswer> => {
    const { id: userId, documentId } = await params
    const purpose = lookPurposes.find((one) => one === form.get('purpose'))
    const { document, report, front, back } = await openKeptDocument(context, { documentId, purpose: purpose! })
    if (document.userId !== userId) throw new AppError('not_found', 'This user has no such document.')
    const pageOf = (side: 'front' | 'back', { widthPx, heightPx, picture }: Content['front']) => ({
      side,
      widthPx,
      heightPx,
      src: `data:image/jpeg;base64,${Buffer.from(picture).toString('base64')}`,
    })
    return { report, pages: [pageOf('front', front), ...(back ? [pageOf('back', back)] : [])] }
  })
}
