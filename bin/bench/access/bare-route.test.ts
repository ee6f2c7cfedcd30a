/** The peer of the benchmark does what GraphQL does, no less: the same statements, the same bytes. */
import { expect, test, vi } from 'vitest'
import { createClient } from '@/domain/clients'
import type { Context } from '@/domain/context'
import { addAttendees } from '@/domain/events/attendees'
import { createEvent } from '@/domain/events/events'
import { accessBureau, hour } from '@/domain/events/testing'
import { addMembers } from '@/domain/members/members'
import { testContext, watchStatements, type TestContext } from '@/domain/testing'
import { questions } from './questions'
import { POST as overGraphql } from '@/app/api/graphql/route'
import { POST as bare } from '@/app/api/bench/route.bench'

let bureau: TestContext

vi.mock('@/app/_lib/context', () => ({
  getContext: async () => ({ ...bureau, actor: { kind: 'nobody' }, requestId: 'x' }) satisfies Context,
}))

test('The route that GraphQL is compared with asks the same of the database and answers the same', async () => {
  const at = await accessBureau(testContext)
  bureau = at.operator
  const { facility } = await at.venue()
  const userIds = (await at.people(25)).map(({ id }) => id)
  const range = { startsAt: new Date(at.clock.at + hour), endsAt: new Date(at.clock.at + 2 * hour) }
  const { id: eventId } = await createEvent(at.admin, { zoneRow: facility.id, ...range })
  await addAttendees(at.admin, { eventId, userIds })
  await addMembers(at.admin, { userIds: userIds.slice(0, 5) })
  const { key, secret } = await createClient(bureau, {
    tenantSlug: 'acme',
    name: 'Bench',
    scopes: ['read', 'events', 'members'],
  })
  const ask = async (post: (request: Request) => Promise<Response>, body: object) => {
    const statements: string[] = []
    // That a client was there, and how often, is written now and then, behind a request.
    const stop = watchStatements((statement) => void (statement.startsWith('select') && statements.push(statement)))
    const headers = { 'content-type': 'application/json', authorization: `Basic ${btoa(`${key}:${secret}`)}` }
    const response = await post(
      new Request('http://limen.test/api/graphql', { method: 'POST', headers, body: JSON.stringify(body) }),
    )
    const text = await response.text()
    stop()
    return { status: response.status, text, statements: statements.sort() }
  }
  for (const body of Object.values(questions)) {
    const byHand = await ask(bare, body)
    expect(byHand.status).toBe(200)
    expect(byHand.statements.length).toBeGreaterThan(2)
    expect(await ask(overGraphql, body)).toEqual(byHand)
  }
})
