/**
 * The second host of the legacy contract (section 6), which has an envelope of its own. It serves nothing yet; whatever is asked of
 * it is answered as that host would.
 */
import { getContext } from '@/app/_lib/context'

async function nowhere(request: Request): Promise<Response> {
  const { requestId } = await getContext(request)
  const meta = { ok: false, code: 404, mode: 'prod', message: 'There is no such address.' }
  return Response.json(
    { meta },
    {
      status: 404,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-request-id': requestId,
      },
    },
  )
}

export {
  nowhere as GET,
  nowhere as HEAD,
  nowhere as POST,
  nowhere as PUT,
  nowhere as PATCH,
  nowhere as DELETE,
  nowhere as OPTIONS,
}
