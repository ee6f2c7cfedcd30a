/** `/api` itself, which names no edition: the 404 that every path below it without a route gets from [edition]/[[...rest]]. */
import { getContext } from '@/app/_lib/context'
import { Refusal } from './[edition]/_legacy/envelope'
import { presentFailure } from './[edition]/_legacy/legacy'

async function nowhere(request: Request): Promise<Response> {
  return presentFailure(new Refusal('NOT_FOUND'), await getContext(request))
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
