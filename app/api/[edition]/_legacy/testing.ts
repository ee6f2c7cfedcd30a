/**
 * A legacy API to test against: the route files found and chosen as Next does, a fresh bureau behind them, and callers. A test
 * file mocks '@/app/_lib/context' with `contextModule` and calls `describeLegacy`.
 */
import { describe, expect } from 'vitest'
import { createClient, type NewClient } from '@/domain/clients'
import type { Context } from '@/domain/context'
import { describeDialects, type TestContext, type TestOptions } from '@/domain/testing'
import type { Code } from './codes'
import { isIn, requireEdition, type Edition } from './editions'
import type { Declared, Handler } from './legacy'
import { answerSchemas, refusalsOf } from './openapi'

type RouteModule = Record<string, Handler | undefined>

const publicUrl = 'https://limen.example'
let serving: Context | undefined

/** Stands in for app/_lib/context.ts, whose bureau is the real one of a process. */
export const contextModule = {
  getContext: async ({ headers }: { headers: Headers }): Promise<Context> => {
    if (!serving) throw new Error('No bureau is open.')
    return { ...serving, actor: { kind: 'nobody' }, requestId: headers.get('x-request-id') ?? 'test-request' }
  },
  getBureau: async () => ({ environment: { publicUrl } }),
}

/** An answer as old clients read it. */
export interface Answered {
  http: number
  status: unknown
  message: unknown
  data: Record<string, unknown>
  body: unknown
  headers: Headers
}

export interface Call {
  query?: Record<string, string>
  form?: Record<string, string>
  json?: unknown
  /** Sent as multipart: bytes become file parts. A list allows a name twice. */
  parts?: Record<string, string | Uint8Array> | [name: string, value: string | Uint8Array][]
  /** What the file parts are said to be. Default: JPEG. */
  type?: string
  /** Of a GET it arrives as the front server carries it. */
  raw?: { body: string | Uint8Array; contentType?: string }
  headers?: Record<string, string>
}

export interface LegacyApi {
  /** The operator's context, to look behind the API. */
  context: TestContext
  client: NewClient
  edition: string
  newClient(options: Omit<Parameters<typeof createClient>[1], 'name'>): Promise<NewClient>
  /** As the API's own client unless another (or none) is given. */
  call(method: string, path: string, call?: Call, as?: { key: string; secret: string } | null): Promise<Answered>
  fetch(method: string, url: string, init?: RequestInit): Promise<Response>
}

/** Runs a suite for both editions on every dialect. */
export function describeLegacy(
  name: string,
  suite: (open: (options?: Omit<TestOptions, 'dialect'>) => Promise<LegacyApi>, edition: '1.0' | '1.1') => void,
): void {
  for (const edition of ['1.0', '1.1'] as const) {
    describe(`Edition ${edition}`, () =>
      describeDialects(name, (open) => suite(async (options) => openApi(await open(options), edition), edition)))
  }
}

async function openApi(context: TestContext, edition: '1.0' | '1.1'): Promise<LegacyApi> {
  serving = context
  const client = await createClient(context, { tenantSlug: 'acme', name: 'Old app' })
  const api: LegacyApi = {
    context,
    client,
    edition,
    newClient: (options) => createClient(context, { name: 'Another', ...options }),
    fetch: (method, url, init) => dispatch(new Request(new URL(url, publicUrl), { ...init, method })),
    async call(method, path, call = {}, as = client) {
      const url = new URL(`/api/${edition}${path}`, publicUrl)
      for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.append(name, value)
      const { body, contentType } = await encode(call)
      const headers = new Headers(contentType ? { 'content-type': contentType } : {})
      if (as) {
        headers.set('x-biometrid-key', as.key)
        headers.set('x-biometrid-secret', as.secret)
      }
      for (const [name, value] of Object.entries(call.headers ?? {})) headers.set(name, value)
      if (method === 'GET' && call.raw) {
        headers.set('x-limen-get-body', Buffer.from(call.raw.body).toString('base64'))
        return answered(await dispatch(new Request(url, { method, headers })))
      }
      return answered(await dispatch(new Request(url, { method, headers, body })))
    },
  }
  return api
}

async function encode(call: Call): Promise<{ body?: BodyInit; contentType?: string }> {
  if (call.raw) return { body: call.raw.body as BodyInit, contentType: call.raw.contentType }
  if (call.json !== undefined) return { body: JSON.stringify(call.json), contentType: 'application/json' }
  if (call.form) return { body: new URLSearchParams(call.form) }
  if (!call.parts) return {}
  const form = new FormData()
  for (const [name, value] of Array.isArray(call.parts) ? call.parts : Object.entries(call.parts)) {
    if (typeof value === 'string') form.append(name, value)
    else form.append(name, new File([value as BlobPart], 'the-file', { type: call.type ?? 'image/jpeg' }))
  }
  // As bytes: a form that is read as a stream and not to its end is an unhandled rejection of Node 24 now and then.
  const sent = new Response(form)
  return { body: await sent.arrayBuffer(), contentType: sent.headers.get('content-type')! }
}

async function answered(response: Response): Promise<Answered> {
  const text = await response.text()
  const body = (text === '' ? {} : JSON.parse(text)) as { status?: unknown; data?: Record<string, unknown> }
  const data = body.data ?? {}
  return { http: response.status, status: body.status, message: data.message, data, body, headers: response.headers }
}

/** Every route file of the API. */
export const routes = Object.entries(import.meta.glob<RouteModule>('../**/route.ts')).map(([file, load]) => ({
  segments: file.split('/').slice(1, -1),
  load,
}))

/** Finds the route as Next does: a plain segment before a parameter, a parameter before the rest. */
async function dispatch(request: Request): Promise<Response> {
  const [, , edition, ...path] = new URL(request.url).pathname.split('/').map(decodeURIComponent)
  const found = routes
    .map(({ segments, load }) => ({ load, match: match(segments, path) }))
    .filter(({ match }) => match !== null)
    .sort((a, b) => (a.match!.rank < b.match!.rank ? -1 : 1))[0]
  if (!found) throw new Error(`No route for ${request.url}`)
  const route = await found.load()
  const handler = route[request.method]
  if (!handler) return new Response(null, { status: 405 })
  const response = await handler(request, { params: Promise.resolve({ edition: edition!, ...found.match!.params }) })
  // Of an edition that there is not, nothing is described; nor of what an edition does not have.
  if (handler.operation && /^1\.[01]$/.test(edition!)) {
    const { operation } = handler
    const asked = requireEdition(edition)
    if (isIn(asked, operation.since)) await agrees(operation, asked, response.clone())
  }
  return response
}

/** Every answer of an operation is one that the reference tells of, field by field. */
async function agrees(operation: Declared, edition: Edition, response: Response): Promise<void> {
  const body = (await response.json()) as { data: { message: Code } }
  if (response.status === 200) {
    const fitting = answerSchemas(operation, edition).flatMap((schema) => {
      const read = schema.safeParse(body)
      return read.success ? [read.data] : []
    })
    expect(fitting, `${operation.summary} answered ${JSON.stringify(body).slice(0, 200)}`).toHaveLength(1)
    expect(fitting[0]).toEqual(body)
    return
  }
  expect(refusalsOf(operation, edition)).toContain(body.data.message)
}

function match(segments: string[], path: string[]): { params: Record<string, string | string[]>; rank: string } | null {
  const params: Record<string, string | string[]> = {}
  let rank = ''
  for (const [index, segment] of segments.entries()) {
    const rest = /^\[\[\.\.\.(.+)\]\]$/.exec(segment)
    if (rest) return { params: { ...params, [rest[1]!]: path.slice(index) }, rank: `${rank}2` }
    const parameter = /^\[(.+)\]$/.exec(segment)
    if (path[index] === undefined || (!parameter && path[index] !== segment)) return null
    if (parameter) params[parameter[1]!] = path[index]
    rank += parameter ? '1' : '0'
  }
  return path.length === segments.length ? { params, rank } : null
}
