/**
 * The way of every request to the wallet's contract: which route it means, who asks, how much of it is read, and how the outcome
 * is told. The routes themselves are in routes.ts; `/v1` and `/t/{slug}/v1` lead here alike, and so do both addresses of the keys.
 */
import type { z } from 'zod'
import { getBureau, getContext } from '@/app/_lib/context'
import { routeOf } from '@/app/_lib/route-of'
import { authenticatePair } from '@/app/api/graphql/credentials'
import { countRequest } from '@/domain/client-calls'
import type { Context } from '@/domain/context'
import { mainSlug } from '@/domain/tenants'
import { tenantAt } from '@/domain/wallet/issuer'
import { noteTurnedAway } from '@/domain/turned-away'
import { enterAsWallet } from '@/domain/wallet/open'
import { present, presentFailure, Refusal, type Answer } from './answer'
import { readJson } from './body'

export interface Call {
  context: Context
  /** Whose documents are meant: of the path, `main` on the bare one. */
  tenantSlug: string
  publicUrl: string
  /** What the path has in the place of `:id`. */
  id: string
  /** Empty where the route takes none. */
  body: Record<string, unknown>
  idempotencyKey: string | undefined
  accepts: string
  ifNoneMatch: string
}

export interface Route {
  method: 'GET' | 'POST'
  /** Below `/v1`; `:id` stands for one part. */
  path: string
  /** `anyone`; a client by key and secret; or a wallet without a key, counted under that purpose, unless it brings one. */
  caller: 'anyone' | 'client' | { wallet: 'request' | 'challenge' }
  /** How much is read of a body, for a route that takes one. */
  mostBytes?: number
  /** One line of the reference. */
  summary: string
  /** What a body holds; the domain checks it with these very schemas. */
  takes?: z.ZodType
  /** What a success looks like, by status; null where it has no body. The tests hold every answer against it. */
  answers: Record<number, z.ZodType | null>
  answer(call: Call): Promise<Answer>
}

type Params = Promise<{ slug?: string; path?: string[] } | undefined>
type Handler = (request: Request, route: { params: Params }) => Promise<Response>

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/**
 * Handlers for every method, so that whatever is not served is refused in the contract's own form.
 * @param above what of a route's path stands before the parts that the address has of its own
 */
export function serve(routes: Route[], above: string[] = []): Record<(typeof methods)[number], Handler> {
  const handler: Handler = async (request, { params }) => {
    // Next resolves to nothing where the address has no part of its own.
    const { slug, path = [] } = (await params) ?? {}
    const context = await getContext(request)
    try {
      const { route, id } = find(routes, request.method, [...above, ...path])
      return present(await run(route, context, request, slug, id), context.requestId)
    } catch (error) {
      noteTurnedAway(context, routeOf(request, slug), error)
      return presentFailure(error, context)
    }
  }
  return Object.fromEntries(methods.map((method) => [method, handler])) as Record<(typeof methods)[number], Handler>
}

/** @throws Refusal `not_found`, `method_not_allowed` */
function find(routes: Route[], method: string, path: string[]): { route: Route; id: string } {
  const here = routes.flatMap((route) => {
    const parts = route.path.split('/')
    const fits = parts.length === path.length && parts.every((part, at) => part === ':id' || part === path[at])
    return fits ? [{ route, id: path[parts.indexOf(':id')] ?? '' }] : []
  })
  if (here.length === 0) throw new Refusal('not_found', 'There is no such address.')
  const found = here.find(({ route }) => route.method === (method === 'HEAD' ? 'GET' : method))
  if (found) return found
  const allowed = here.flatMap(({ route }) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]))
  throw new Refusal('method_not_allowed', 'This method is not served here.', { allow: allowed.join(', ') })
}

async function run(
  route: Route,
  base: Context,
  request: Request,
  slug: string | undefined,
  id: string,
): Promise<Answer> {
  const context = await callerOf(route, base, request, slug)
  const body = route.mostBytes === undefined ? {} : await readJson(request, route.mostBytes)
  const { environment } = await getBureau()
  return route.answer({
    context,
    tenantSlug: slug ?? mainSlug,
    publicUrl: environment.publicUrl,
    id,
    body,
    idempotencyKey: request.headers.get('idempotency-key') ?? undefined,
    accepts: request.headers.get('accept') ?? '',
    ifNoneMatch: request.headers.get('if-none-match') ?? '',
  })
}

async function callerOf(
  { caller }: Route,
  context: Context,
  { headers }: Request,
  slug: string | undefined,
): Promise<Context> {
  if (caller === 'anyone') return context
  if (caller === 'client' || headers.has('authorization') || headers.has('x-biometrid-key')) {
    return asClient(context, headers, slug)
  }
  // The front server has put the real address there.
  const source = headers.get('x-forwarded-for') ?? ''
  return enterAsWallet(context, { tenantSlug: slug ?? mainSlug, purpose: caller.wallet, source })
}

/** A client works on its own tenant; a path that names another one leads nowhere. */
async function asClient(context: Context, headers: Headers, slug: string | undefined): Promise<Context> {
  const client = await authenticatePair(context, headers)
  if (slug !== undefined && (await tenantAt(context.db, slug)).id !== client.tenantId) {
    throw new Refusal('not_found', 'There is no such address.')
  }
  await countRequest(context, client)
  return { ...context, actor: client.actor }
}
