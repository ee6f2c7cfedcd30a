/** The description of the events API, for anyone: it holds nothing of anybody's. */
import { getContext } from '@/app/_lib/context'
import { documentHeaders } from '@/app/_lib/openapi'
import { everyRoute } from '../_public/every-route'
import { describeApi } from '../_public/openapi'

export async function GET(request: Request): Promise<Response> {
  const { publicUrl } = await getContext(request)
  return Response.json(describeApi(everyRoute, publicUrl), { headers: documentHeaders })
}
