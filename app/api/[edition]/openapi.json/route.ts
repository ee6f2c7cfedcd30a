/** The description of an edition of the legacy API, for anyone: it holds nothing of anybody's. */
import { getContext } from '@/app/_lib/context'
import { documentHeaders } from '@/app/_lib/openapi'
import { requireEdition } from '../_legacy/editions'
import { everyRoute } from '../_legacy/every-route'
import { notAllowed, presentFailure } from '../_legacy/legacy'
import { describeLegacyApi } from '../_legacy/openapi'

export async function GET(request: Request, { params }: { params: Promise<{ edition: string }> }): Promise<Response> {
  const context = await getContext(request)
  try {
    const edition = requireEdition((await params).edition)
    return Response.json(describeLegacyApi(everyRoute, edition, context.publicUrl), { headers: documentHeaders })
  } catch (error) {
    return presentFailure(error, context)
  }
}

const refuse = notAllowed(() => ['GET', 'HEAD'])
export { refuse as POST, refuse as PUT, refuse as PATCH, refuse as DELETE, refuse as OPTIONS }
