/**
 * An events API to test against: the route files found and chosen as Next does, a fresh bureau behind them, tenants with a venue, and
 * callers with tokens. A test file mocks '@/app/_lib/context' with `contextModule`.
 */
import { issueTokens } from '@/domain/access-tokens'
import { createClient, scopes, type NewClient } from '@/domain/clients'
import type { Context, Scope } from '@/domain/context'
import { acknowledgeAll, bureauOf, hour } from '@/domain/events/testing'
import { picture, testEngines } from '@/domain/faces/testing'
import type { TestContext, TestOptions } from '@/domain/testing'
import { agrees } from './testing-answers'
import type { Handler, Method } from './events-api'

export { hour }

const publicUrl = 'https://bureau.test'
let serving: Context | undefined

/** Stands in for app/_lib/context.ts, whose bureau is the real one of a process. */
export const contextModule = {
  getContext: async ({ headers }: { headers: Headers }): Promise<Context> => {
    if (!serving) throw new Error('No bureau is open.')
    return { ...serving, actor: { kind: 'nobody' }, requestId: headers.get('x-request-id') ?? 'test-request' }
  },
}

export interface Answered {
  http: number
  /** JSON of whatever shape; what is in it is what tests are about. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: Record<string, any>
  /** As they came. */
  bytes: Buffer
  headers: Headers
}

export interface CallOptions {
  body?: unknown
  headers?: Record<string, string>
  /** Sent in place of JSON. */
  raw?: BodyInit
}

type Open = (options?: Omit<TestOptions, 'dialect'>) => Promise<TestContext>

export const engines = testEngines()

/** A selfie of that person, as callers send it. */
export const selfieOf = (...faces: Parameters<typeof picture>) =>
  `data:image/jpeg;base64,${Buffer.from(picture(...faces)).toString('base64')}`

/** One bureau; `tenant` makes a tenant of it with a venue and a client that may do everything. */
export async function openEvents(open: Open, reading: Context['engines'] = engines) {
  const clock = { at: Date.UTC(2026, 10, 21, 8) }
  const context = await open({ engines: reading, now: () => new Date(clock.at) })
  serving = context
  return { clock, context, tenant: (slug: string) => tenantOf(context, clock, slug) }
}

export type EventsBureau = Awaited<ReturnType<typeof openEvents>>
export type EventsTenant = Awaited<ReturnType<typeof tenantOf>>

async function tenantOf(context: TestContext, clock: { at: number }, slug: string) {
  const client = await createClient(context, { tenantSlug: slug, name: 'Gates', scopes: [...scopes] })
  const bureau = bureauOf(context, client.tenantId)
  const token = (of: NewClient = client, only?: Scope[]) =>
    issueTokens(context, { realm: slug, pairs: [of], source: '', scope: only?.join(' ') }).then(
      (made) => made.accessToken,
    )
  /** As the tenant's own client, unless the headers say otherwise. Time goes on, so that budgets fill. */
  async function call(method: Method, path: string, { body, headers, raw }: CallOptions = {}): Promise<Answered> {
    clock.at += 200
    const authorization = headers?.authorization ?? `Bearer ${await token()}`
    const sent = new Headers({ 'x-dasgate-tenant-id': slug, ...headers, authorization })
    for (const [name, value] of [...sent]) if (value === 'none') sent.delete(name)
    const init = { method, headers: sent, body: raw ?? (body === undefined ? undefined : JSON.stringify(body)) }
    return answered(await dispatch(new Request(new URL(`/api/public${path}`, publicUrl), init)))
  }
  const at = (hours: number) => new Date(clock.at + hours * hour).toISOString()
  return {
    ...bureau,
    slug,
    client,
    tenantId: client.tenantId,
    token,
    call,
    at,
    /** @returns the user's id and what was answered */
    async enrol(person: string, more: object = {}) {
      return call('POST', '/singles', { body: { acs_id: person, selfie: selfieOf(person), ...more } })
    },
    event: (zoneId: string, more: object = {}) =>
      call('POST', '/events', { body: { zone_id: zoneId, start_time: at(1), end_time: at(3), ...more } }),
    /** As a terminal that has applied every line of the feed so far. */
    acknowledge: (terminalId: string) => acknowledgeAll(context, client.tenantId, terminalId),
  }
}

async function answered(response: Response): Promise<Answered> {
  const bytes = Buffer.from(await response.arrayBuffer())
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  return { http: response.status, body: isJson ? JSON.parse(bytes.toString()) : {}, bytes, headers: response.headers }
}

type RouteModule = Record<Method, Handler>

/** Every route file of the API. */
export const routes = Object.entries(import.meta.glob<RouteModule>('../**/route.ts')).map(([file, load]) => ({
  file: file.replace(/^\.\.\//, ''),
  segments: file.split('/').slice(1, -1),
  load,
}))

/** Finds the route as Next does: a plain segment before a parameter, a parameter before the rest. */
async function dispatch(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.split('/').slice(3).map(decodeURIComponent)
  const found = routes
    .map(({ segments, load }) => ({ load, match: match(segments, path) }))
    .filter(({ match }) => match !== null)
    .sort((a, b) => (a.match!.rank < b.match!.rank ? -1 : 1))[0]
  if (!found) throw new Error(`No route for ${request.url}`)
  const handler = (await found.load())[request.method as Method]
  const response = await handler(request, { params: Promise.resolve(found.match!.params) })
  await agrees(handler.operation, response.clone())
  return response
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
