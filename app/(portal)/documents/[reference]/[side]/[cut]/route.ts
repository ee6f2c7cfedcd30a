/** A picture of a document that is held for minutes: for whoever read it. */
import type { NextRequest } from 'next/server'
import { answerPicture } from '@/app/_lib/picture-answer'
import { readHeldDocument } from '@/domain/documents/held'
import { cuts, sides } from '../../../_parts/view'

export async function GET(
  request: NextRequest,
  { params }: RouteContext<'/documents/[reference]/[side]/[cut]'>,
): Promise<Response> {
  const { reference, ...asked } = await params
  const side = sides.find((one) => one === asked.side)
  const cut = cuts.find((one) => one === asked.cut)
  return answerPicture(request, async (context) => {
    const read = await readHeldDocument(context, { reference })
    const picture = side && cut && read[side]?.[cut]?.picture
    return picture ? { bytes: picture, contentType: 'image/jpeg' } : null
  })
}
