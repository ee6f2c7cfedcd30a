/**
 * Nothing of another tenant exists. Made of the route files themselves: every path with an id, and every field of a body or a query
 * that names something, is called with what belongs to another tenant. A new route or field fails here until it says what that is.
 */
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { everythingOf as allOf } from '@/domain/isolation-testing'
import { testContext } from '@/domain/testing'
import type { Handler, Method, Operation } from './_public/events-api'
import { contextModule, openEvents, routes, selfieOf } from './_public/testing'

vi.mock('@/app/_lib/context', () => contextModule)

async function furnish(tenant: Awaited<ReturnType<Awaited<ReturnType<typeof openEvents>>['tenant']>>) {
  const venue = await tenant.venue()
  const enrolled = (await tenant.enrol('anna')).body
  const gone = (await tenant.enrol('gone')).body
  const { event_id } = (await tenant.event(venue.facility.zoneId)).body
  const { attendee_id } = (await tenant.call('POST', '/attendees', { body: { event_id, user_id: enrolled.user_id } }))
    .body
  const { member_id } = (await tenant.call('POST', '/members', { body: { user_id: enrolled.user_id } })).body
  const { deletion_id } = (await tenant.call('DELETE', `/users/${gone.user_id}`)).body
  const [fresh] = await tenant.people(1)
  const { webhook_id } = (await tenant.call('POST', '/webhooks', { body: { url: 'https://acs.example/' } })).body
  const { delivery_id } = (await tenant.call('POST', `/webhooks/${webhook_id}/test`)).body
  return {
    ...tenant,
    fresh: fresh!.uuid,
    zone: venue.facility.zoneId,
    space: venue.space.zoneId,
    terminal: venue.door.id,
    /** By the folder that a path with an id lies in. */
    singles: enrolled.onboarding_id as string,
    users: enrolled.user_id as string,
    deletions: deletion_id as string,
    events: event_id as string,
    attendees: attendee_id as string,
    members: member_id as string,
    webhooks: webhook_id as string,
    'webhook-deliveries': delivery_id as string,
  }
}

type Furnished = Awaited<ReturnType<typeof furnish>>

let bureau: Awaited<ReturnType<typeof openEvents>>
let mine: Furnished
let theirs: Furnished

beforeEach(async () => {
  bureau = await openEvents((options) => testContext(options))
  mine = await furnish(await bureau.tenant('acme'))
  theirs = await furnish(await bureau.tenant('other'))
})

/** What a field names, where it names a row. Whatever ends like an id and is none of ours says so with null. */
const named: Record<string, ((of: Furnished) => string | string[]) | null> = {
  acs_id: null,
  external_id: null,
  user_id: (of) => of.fresh,
  user_ids: (of) => [of.fresh],
  event_id: (of) => of.events,
  zone_id: (of) => of.zone,
  zone_ids: (of) => [of.zone],
  space_ids: (of) => [of.space],
  access_points: (of) => [of.terminal],
  access_point_id: (of) => of.terminal,
}
const isName = (field: string) => /(_ids?|_points?)$/.test(field)

/** Calls that are in order, for those that need a body or a query. */
const valid: Record<string, (of: Furnished) => object> = {
  'POST singles': () => ({ acs_id: 'new', selfie: selfieOf('new') }),
  'PATCH users/[id]': () => ({ acs_id: 'renamed' }),
  'PUT users/[id]/portrayal': () => ({ selfie: selfieOf('anna') }),
  'POST events': (of) => ({ zone_id: of.zone, start_time: of.at(1), end_time: of.at(2) }),
  'PATCH events/[id]': () => ({ name: 'Renamed' }),
  'GET attendees': (of) => ({ event_id: of.events }),
  'POST attendees': (of) => ({ event_id: of.events, user_id: of.fresh }),
  'POST attendees/batch': (of) => ({ event_id: of.events, user_ids: [of.fresh] }),
  'POST members': (of) => ({ user_id: of.fresh }),
  'POST webhooks': () => ({ url: 'https://acs.example/other' }),
  'PATCH webhooks/[id]': () => ({ description: 'Renamed' }),
  'POST webhooks/[id]/replay': () => ({ after: null }),
}

interface Declared {
  name: string
  method: Method
  segments: string[]
  operation: Operation
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
const declared: Declared[] = []
const silent: string[] = []
for (const { file, segments, load } of routes) {
  const handlers = (await load()) as Record<Method, Handler>
  const found = methods.flatMap((method) => {
    const operation = handlers[method]?.operation
    return operation ? [{ name: `${method} ${segments.join('/')}`, method, segments, operation }] : []
  })
  if (found.length === 0) silent.push(file)
  declared.push(...found)
}

const fieldsOf = (schema: z.ZodType | undefined): string[] =>
  schema ? Object.keys(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }).properties ?? {}) : []

/** A call as `caller` makes it, in which the path names something of `owner`'s. */
function call(
  { name, method, segments, operation }: Declared,
  caller: Furnished,
  owner: Furnished,
  change: object = {},
) {
  const given = { ...valid[name]?.(caller), ...change }
  const path = segments.map((part) => (part === '[id]' ? owner[segments[0] as 'users'] : part)).join('/')
  if (operation.body) return caller.call(method, `/${path}`, { body: given })
  const query = new URLSearchParams(Object.entries(given).map(([field, value]) => [field, String(value)]))
  return caller.call(method, `/${path}?${query}`)
}

const everythingOf = ({ tenantId }: Furnished) => allOf(bureau.context, tenantId)

const idsOf = (of: Furnished) =>
  [
    of.singles,
    of.users,
    of.deletions,
    of.events,
    of.attendees,
    of.members,
    of.fresh,
    of.zone,
    of.terminal,
    of.webhooks,
    of['webhook-deliveries'],
  ] as string[]

test('every route file declares its operations, but the description and the one for unknown paths', () => {
  expect(silent.sort()).toEqual(['[[...rest]]/route.ts', 'openapi.json/route.ts'])
  expect(declared.length).toBeGreaterThan(24)
})

test('what names something stands at the top of a body, where it is probed', () => {
  const inner = (schema: unknown): string[] => {
    if (typeof schema !== 'object' || schema === null) return []
    const own = 'properties' in schema ? Object.keys(schema.properties as object) : []
    return [...own, ...Object.values(schema).flatMap(inner)]
  }
  for (const { name, operation } of declared) {
    if (!operation.body) continue
    const { properties = {} } = z.toJSONSchema(operation.body, { io: 'input', unrepresentable: 'any' })
    expect(Object.values(properties).flatMap(inner).filter(isName), name).toEqual([])
  }
})

describe.each(declared)('$name', (one) => {
  const { segments, method, operation } = one

  if (segments.includes('[id]')) {
    test('what the path names of another tenant’s does not exist, and is not touched', async () => {
      expect(idsOf(theirs)).toContain(theirs[segments[0] as 'users'])
      const before = await everythingOf(theirs)
      const { http, body } = await call(one, mine, theirs)
      expect([http, body.reason]).toEqual([404, expect.stringMatching(/_not_found$/)])
      expect(await everythingOf(theirs)).toBe(before)
      // As if it had never been: the same answer as for what nobody has.
      const nobody = await call(one, mine, { ...theirs, [segments[0]!]: 'never-there' })
      expect({ ...nobody.body }).toEqual(body)
      // And not because the call was wrong.
      expect((await call(one, theirs, theirs)).body.reason).not.toBe(body.reason)
    })
  } else {
    test('answers nothing of another tenant’s', async () => {
      const { http, body } = await call(one, mine, mine)
      expect(http).toBeLessThan(300)
      for (const id of idsOf(theirs)) expect(JSON.stringify(body)).not.toContain(id)
    })
  }

  test.each([...fieldsOf(operation.body), ...fieldsOf(operation.query)].filter(isName))(
    'what %s names of another tenant’s does not exist',
    async (field) => {
      const of = named[field]
      expect(of, `isolation.test.ts has to know what ${field} names`).not.toBeUndefined()
      if (!of) return
      const before = await everythingOf(theirs)
      const { http, body } = await call(one, mine, mine, { [field]: of(theirs) })
      expect(await everythingOf(theirs)).toBe(before)
      if (http === 207) return expect(body.items).toMatchObject([{ status: 404, reason: 'user_not_found' }])
      if (method === 'GET' && http === 200) return expect(body.items).toEqual([])
      expect([404, 422]).toContain(http)
    },
  )
})
