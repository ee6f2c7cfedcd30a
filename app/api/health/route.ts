/** Readiness, for load balancers and people: 200 when a recognition could be served now, 503 until then. */
import { getContext } from '@/app/_lib/context'
import { readHealth } from '@/domain/health'

export async function GET(request: Request): Promise<Response> {
  const health = await readHealth(await getContext(request))
  const headers = { 'cache-control': 'no-store', ...(health.ready ? {} : { 'retry-after': '2' }) }
  return Response.json(health, { status: health.ready ? 200 : 503, headers })
}
