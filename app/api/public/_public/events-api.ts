/**
 * The wrapper around every route of the events API: a route declares what it takes, this file decides in which order a request is
 * checked (token, tenant, key, role, quota, engine, rate, query, body) and puts the outcome into the contract's form.
 */
import { z } from 'zod'
import { balanceOf, spend } from '@/app/_lib/budgets'
import { hasTooManyParts, readBody } from '@/app/_lib/body'
import { getContext } from '@/app/_lib/context'
import { allowOrigin, answerPreflight } from '@/app/_lib/origins'
import { routeOf } from '@/app/_lib/route-of'
import { bearerToken } from '@/app/api/graphql/credentials'
import { authenticateToken, unauthenticated, type TokenCaller } from '@/domain/access-tokens'
import { countRequest, isKeyOfTenant } from '@/domain/client-calls'
import type { Context } from '@/domain/context'
import { assertRoomAtEngine } from '@/domain/faces/formats'
import { assertMay, type Action } from '@/domain/permissions'
import { noteTurnedAway } from '@/domain/turned-away'
import { checked, present, presentFailure, Refusal, wrongField, type Answer, type Trace } from './answer'
import { BODY_BYTES, budgets, SELFIE_BODY_BYTES } from './codes'
import { answerOnce } from './idempotency'

export interface Operation<Body extends z.ZodType = z.ZodType, Query extends z.ZodType = z.ZodType> {
  /** One line of the reference. */
  summary: string
  /** The first of what the caller has to be allowed; the domain asks again, for everything. */
  action: Action
  budget: keyof typeof budgets
  /** What a call costs its budget; 1 unless said otherwise. */
  cost?: (body: z.output<Body>) => number
  query?: Query
  body?: Body
  /** The body may carry a selfie: the engine must have room before anything of it is read. */
  selfie?: true
  /** What a success looks like, by status; null where it has no body. The tests hold every answer against it. */
  answers: Partial<Record<Answer['status'], z.ZodType | null>>
  /** Types of what a success is where it is no JSON. */
  files?: readonly string[]
  answer(call: Call<z.output<Body>, z.output<Query>>): Promise<Answer>
}

export interface Call<Body = unknown, Query = unknown> {
  context: Context
  tenantId: string
  /** What the path names; empty where it names nothing. */
  id: string
  query: Query
  body: Body
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
export type Method = (typeof methods)[number]
type Params = Promise<Record<string, string | string[] | undefined> | undefined>
export type Handler = ((request: Request, route: { params: Params }) => Promise<Response>) & { operation?: Operation }

/** Lets the body and the query be inferred where a route declares them. */
export function operation<Body extends z.ZodType = z.ZodUndefined, Query extends z.ZodType = z.ZodUndefined>(
  declared: Operation<Body, Query>,
): Operation {
  return declared as unknown as Operation
}

/** Handlers for every method: those that are declared, and the contract's refusal for all others. */
export function eventsApi(operations: Partial<Record<Method, Operation>>): Record<Method, Handler> {
  const declared = { ...operations, ...(operations.GET && { HEAD: operations.GET }) }
  const allowed = methods.filter((method) => declared[method] !== undefined)
  const served = methods.map((method) => {
    const handler: Handler = serve(declared[method], allowed)
    handler.operation = operations[method]
    return [method, handler] as const
  })
  return Object.fromEntries(served) as Record<Method, Handler>
}

function serve(declared: Operation | undefined, allowed: readonly Method[]): Handler {
  return async (request, { params }) => {
    const context = await getContext(request)
    const trace: Trace = { requestId: context.requestId }
    const caller: { known?: TokenCaller } = {}
    // Next resolves to nothing where the address has no part of its own.
    const held = Object.values((await params) ?? {})
    const respond = async () => {
      try {
        const preflight = request.method === 'OPTIONS' && (await answerPreflight(context, request, allowed))
        if (preflight) return preflight
        if (!declared) throw notServed(allowed)
        const id = String(held[0] ?? '')
        const answered = present(await run(declared, context, request, id, trace, caller), trace)
        return request.method === 'HEAD' ? new Response(null, answered) : answered
      } catch (error) {
        noteTurnedAway(context, routeOf(request, ...held), error)
        return presentFailure(error, context, trace)
      }
    }
    return allowOrigin(request, await respond(), caller.known?.allowedOrigins)
  }
}

const notServed = (allowed: readonly Method[]) =>
  allowed.length === 0
    ? new Refusal('not_found', 'There is no such address.')
    : new Refusal('method_not_allowed', 'This method is not served here.', { headers: { allow: allowed.join(', ') } })

async function run(
  declared: Operation,
  base: Context,
  request: Request,
  id: string,
  trace: Trace,
  known: { known?: TokenCaller },
): Promise<Answer> {
  const caller = await callerOf(base, request)
  known.known = caller
  trace.tag = tagOf(request)
  const log = trace.tag === undefined ? base.log : base.log.child({ tag: trace.tag })
  const context: Context = { ...base, log, actor: caller.actor }
  const { tenantId } = caller

  assertMay(context, declared.action)
  await countRequest(context, caller)
  // Turned away before anything is read: a request that was not looked at costs its sender nothing.
  if (declared.selfie) assertRoomAtEngine(context, tenantId)
  const pay = (cost: number) => {
    const budget = budgets[declared.budget]
    try {
      trace.balance = spend(budget, tenantId, context.now(), cost)
    } catch (error) {
      trace.balance = balanceOf(budget, 0)
      throw error
    }
  }
  if (!declared.cost) pay(1)
  const query = declared.query ? checked(declared.query, queryOf(request)) : undefined
  const sent = declared.body ? await readJson(request, declared.selfie ? SELFIE_BODY_BYTES : BODY_BYTES) : undefined
  const body = declared.body ? checked(declared.body, sent) : undefined
  if (declared.cost) pay(declared.cost(body))
  const answer = () => declared.answer({ context, tenantId, id, query, body })
  return request.method === 'POST' ? answerOnce(context, request, sent ?? null, answer) : answer()
}

async function callerOf(context: Context, { headers }: Request): Promise<TokenCaller> {
  const token = bearerToken(headers)
  if (token === null) {
    // Something that is no token at all was sent in its place, or nothing was.
    throw headers.has('authorization')
      ? unauthenticated('token_invalid', 'Send the token as Authorization: Bearer …')
      : unauthenticated('token_missing', 'Send a token as Authorization: Bearer …')
  }
  const caller = await authenticateToken(context, token)
  if (headers.get('x-dasgate-tenant-id') !== caller.realm) {
    throw new Refusal('tenant_mismatch', 'The header x-dasgate-tenant-id has to name the realm of the token.')
  }
  const key = headers.get('x-api-key')
  if (key !== null && key !== caller.key && !(await isKeyOfTenant(context, { key, tenantId: caller.tenantId }))) {
    throw new Refusal('api_key_invalid', 'The header x-api-key is no key of a client of this tenant.')
  }
  return caller
}

/** A string of the caller's own, to find the call again by. */
function tagOf({ headers }: Request): string | undefined {
  const tag = headers.get('x-veridas-rtag')
  if (tag === null) return undefined
  if (!/^[\x20-\x7e]{1,64}$/.test(tag)) throw wrongField('X-Veridas-RTag', 'invalid', 'has 1 to 64 ASCII characters')
  return tag
}

function queryOf({ url }: Request): Record<string, string> {
  const query: Record<string, string> = {}
  for (const [name, value] of new URL(url).searchParams) query[name] ??= value
  return query
}

async function readJson(request: Request, limit: number): Promise<unknown> {
  const bytes = await readBody(request, limit)
  if (bytes === null) {
    throw limit === SELFIE_BODY_BYTES
      ? new Refusal('selfie_too_large', 'The selfie is larger than 5 MiB.')
      : new Refusal('request_too_large', `A request to this address may carry at most ${limit} bytes.`)
  }
  const body = hasTooManyParts(bytes) ? undefined : parsed(bytes)
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body
  throw new Refusal('validation_error', 'The body of the request is not a JSON object.', {
    errors: [{ field: '', code: 'invalid', message: 'is not a JSON object' }],
  })
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // The parser's own words quote the body.
    return undefined
  }
}
