/**
 * The picture behind `faceImg` of Adapt Face: whoever holds the link may see it for five minutes. Not part of the vendor's
 * contract, which says only that the link is a URL.
 */
import { getContext } from '@/app/_lib/context'
import { openPicture } from '@/domain/faces/picture'
import { requireEdition } from '../../_legacy/editions'
import { notAllowed, presentFailure } from '../../_legacy/legacy'

export async function GET(
  request: Request,
  { params }: { params: Promise<{ edition: string; sampleId: string }> },
): Promise<Response> {
  const { edition, sampleId } = await params
  const context = await getContext(request)
  const query = new URL(request.url).searchParams
  try {
    requireEdition(edition)
    const { bytes, contentType } = await openPicture(context, {
      sampleId,
      expires: Number(query.get('expires')),
      signature: query.get('signature') ?? '',
    })
    return new Response(new Uint8Array(bytes), {
      headers: {
        'content-type': contentType,
        'content-disposition': 'inline',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-request-id': context.requestId,
      },
    })
  } catch (error) {
    return presentFailure(error, context)
  }
}

const refuse = notAllowed(() => ['GET', 'HEAD'])
export { refuse as POST, refuse as PUT, refuse as PATCH, refuse as DELETE, refuse as OPTIONS }
