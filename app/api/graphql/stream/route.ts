/**
 * Subscriptions over server-sent events: one for each POST, in the "distinct connections mode" of the GraphQL over SSE protocol.
 * Callers and their pages are those of /api/graphql; a stream ends within seconds of its caller's session or secret.
 */
import { createHandler } from 'graphql-sse/lib/use/fetch'
import type { ExecutionArgs } from 'graphql'
import { z } from 'zod'
import { hasTooManyParts, readBody } from '@/app/_lib/body'
import { getContext } from '@/app/_lib/context'
import { allowOrigin, answerPreflight } from '@/app/_lib/origins'
import { endsWithServer } from '@/app/_lib/stopping'
import type { Client } from '@/domain/clients'
import type { Context } from '@/domain/context'
import { AppError } from '@/domain/errors'
import { asGraphqlError } from '@/graphql/errors'
import { readSubscription, shown, subscribe } from '@/graphql/stream'
import { callerOf, type Caller } from '../caller'

/** A document and its variables, which hold no pictures here. */
const bodyBytes = 256 * 1024

/** At once, for one client or admin: each takes a place among the requests in progress. */
const streamsPerCaller = 20

/** On `globalThis`, because Next bundles this module several times into one process. */
const shared = globalThis as typeof globalThis & { limenStreams?: Map<string, number> }
const open = (shared.limenStreams ??= new Map<string, number>())

const bodySchema = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
})

export async function POST(request: Request): Promise<Response> {
  const known: { client?: Client } = {}
  const response = await answer(request, known).catch((error: unknown) => {
    if (error instanceof AppError) return refusal(error)
    throw error
  })
  return allowOrigin(request, response, known.client?.allowedOrigins)
}

async function answer(request: Request, known: { client?: Client }): Promise<Response> {
  const caller = await callerOf(request, known)
  // A form of another site can send neither.
  if (!isType(request.headers.get('content-type'), 'application/json')) {
    return error(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the subscription as application/json.')
  }
  if (!(request.headers.get('accept') ?? '').includes('text/event-stream')) {
    return error(406, 'NOT_ACCEPTABLE', 'Subscriptions are answered as text/event-stream.')
  }
  const body = await readBody(request, bodyBytes).catch(() => new Uint8Array(0))
  if (body === null || hasTooManyParts(body))
    throw new AppError('too_large', `A subscription may carry at most ${bodyBytes} bytes.`)
  const asked = readJson(body)
  if (!asked) return error(400, 'BAD_REQUEST', 'Send { "query": "subscription …" } as JSON.')
  const args = readSubscription(asked, caller.context)
  if ('errors' in args) {
    const { errors } = shown(caller.context, args)
    return Response.json({ errors }, { status: 400, headers: { 'cache-control': 'no-store' } })
  }
  return stream(caller, args, body, request.signal)
}

async function stream(caller: Caller, args: ExecutionArgs, body: Uint8Array<ArrayBuffer>, signal: AbortSignal) {
  const leave = enter(caller.context)
  const handler = createHandler({
    authenticate: () => null,
    // What it is executed with is ours alone: see `subscribe`.
    onSubscribe: () => ({ ...args, contextValue: undefined }),
    // It was validated already, against more rules than the handler knows.
    validate: () => [],
    subscribe: async () => {
      const events = await subscribe(args, caller)
      if (!(Symbol.asyncIterator in events)) leave()
      return events
    },
    onComplete: leave,
  })
  signal.addEventListener('abort', leave, { once: true })
  try {
    // As the protocol's handler wants to read it, whatever else the caller would accept.
    const headers = { accept: 'text/event-stream', 'content-type': 'application/json' }
    const url = `${caller.context.publicUrl}/api/graphql/stream`
    return endsWithServer(await handler(new Request(url, { method: 'POST', headers, body, signal })))
  } catch (fault) {
    leave()
    throw fault
  }
}

/** @returns gives the place back, however often it is called. @throws AppError `too_many_requests` */
function enter({ actor }: Context): () => void {
  const name = 'id' in actor ? `${actor.kind} ${actor.id}` : actor.kind
  const count = open.get(name) ?? 0
  if (count >= streamsPerCaller) {
    const message = `One caller may hold ${streamsPerCaller} streams at once. Close one first.`
    throw new AppError('too_many_requests', message, { retryAfterSeconds: 10 })
  }
  open.set(name, count + 1)
  let isIn = true
  return () => {
    if (!isIn) return
    isIn = false
    const left = (open.get(name) ?? 1) - 1
    if (left > 0) open.set(name, left)
    else open.delete(name)
  }
}

function readJson(body: Uint8Array): z.output<typeof bodySchema> | null {
  try {
    const asked = bodySchema.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)))
    return asked.success ? asked.data : null
  } catch {
    return null
  }
}

const isType = (header: string | null, type: string) => header?.split(';')[0]?.trim().toLowerCase() === type

function refusal(refused: AppError): Response {
  const { message, extensions } = asGraphqlError(refused)
  const { http, ...told } = extensions as { http: { status: number; headers: Map<string, string> } }
  return Response.json(
    { errors: [{ message, extensions: told }] },
    { status: http.status, headers: { 'cache-control': 'no-store', ...Object.fromEntries(http.headers) } },
  )
}

function error(status: number, code: string, message: string): Response {
  const headers = { 'cache-control': 'no-store', ...(status === 405 && { allow: 'POST' }) }
  return Response.json({ errors: [{ message, extensions: { code } }] }, { status, headers })
}

function notAllowed(): Response {
  return error(405, 'METHOD_NOT_ALLOWED', 'Subscriptions are asked for with POST.')
}

/** A browser asks so before it lets a page of another address call. */
export async function OPTIONS(request: Request): Promise<Response> {
  return (await answerPreflight(await getContext(request), request, ['POST'])) ?? notAllowed()
}

export { notAllowed as DELETE, notAllowed as GET, notAllowed as PATCH, notAllowed as PUT }
