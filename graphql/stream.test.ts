import { expect, test } from 'vitest'
import { accessBureau } from '@/domain/events/testing'
import { tellAccess } from '@/domain/access-log'
import { cancelDump } from '@/domain/dumps/cancel'
import { runDump } from '@/domain/dumps/run'
import { newId } from '@/domain/ids'
import type { Context } from '@/domain/context'
import { describeDialects } from '@/domain/testing'
import { encodeId } from './ids'
import { readSubscription, subscribe } from './stream'

const welcome = { isStillWelcome: async () => true }

async function watch(context: Context, query: string, variables: Record<string, unknown> = {}, options = welcome) {
  const args = readSubscription({ query, variables }, context)
  if ('errors' in args) return { errors: args.errors.map(({ message }) => message) }
  const events = await subscribe(args, options)
  if (!(Symbol.asyncIterator in events)) return { errors: events.errors!.map(({ message }) => message) }
  return {
    next: async () => {
      const { value, done } = await events.next()
      return done ? null : (JSON.parse(JSON.stringify(value)) as { data: Record<string, never>; errors?: never[] })
    },
    stop: () => events.return!(),
  }
}

const progress = `subscription ($id: ID!) { dumpProgress(dumpId: $id) { state share } }`

describeDialects('Subscriptions', (open) => {
  test('A dump is watched until it has ended', async () => {
    const { admin } = await accessBureau(open)
    const { id } = await runDump(admin, {})
    const dump = await watch(admin, progress, { id: encodeId('Dump', id) })
    expect(await dump.next!()).toEqual({ data: { dumpProgress: { state: 'QUEUED', share: 0 } } })
    await cancelDump(admin, { id })
    expect(await dump.next!()).toMatchObject({ data: { dumpProgress: { state: 'CANCELLED' } } })
    expect(await dump.next!()).toBeNull()
  })

  test('Terminals are told once and when they change, and what was read for one event is read anew for the next', async () => {
    const { admin, operator, venue } = await accessBureau(open)
    const { facility, door, gate } = await venue()
    const terminals = await watch(
      admin,
      `subscription ($zone: ID) { terminalState(zoneId: $zone) { name state zone { name } } }`,
      { zone: encodeId('Zone', facility.id) },
    )
    const first = [await terminals.next!(), await terminals.next!()].map((event) => event!.data.terminalState['name'])
    expect(first.sort()).toEqual([door.name, gate.name].sort())
    await operator.db.transact(async (tx) => {
      const { terminals: table, zones } = tx.tables
      await tx.sql.update(table).set({ state: 'retired' })
      await tx.sql.update(zones).set({ name: 'Renamed' })
      tx.wake('changes', facility.tenantId)
    })
    for (const _ of [door, gate]) {
      expect(await terminals.next!()).toMatchObject({
        data: { terminalState: { state: 'RETIRED', zone: { name: 'Renamed' } } },
      })
    }
    await terminals.stop!()
  })

  test('What comes into the access log is told at once, to its own tenant only', async () => {
    const { admin, operator, tenantId, venue, clock } = await accessBureau(open)
    const { facility, door } = await venue()
    const report = (type: 'access_granted' | 'not_recognised') =>
      operator.db.transact(async (tx) => {
        await tx.sql.insert(tx.tables.accessEvents).values({
          id: newId(clock.at),
          tenantId,
          terminalId: door.id,
          reportId: newId(),
          zoneRow: facility.id,
          type,
          occurredAt: operator.now(),
          receivedAt: operator.now(),
          offline: false,
          sequence: 1,
        })
        tellAccess(tx, tenantId)
      })
    await report('access_granted')
    const log = await watch(
      admin,
      `subscription { accessEvents(filter: { types: [NOT_RECOGNISED] }) { type terminal { name } } }`,
    )
    const next = log.next!()
    // What was there before is not told; nor is what the filter leaves out.
    await new Promise((resolve) => setTimeout(resolve, 100))
    await report('access_granted')
    const began = performance.now()
    await report('not_recognised')
    expect(await next).toEqual({ data: { accessEvents: { type: 'NOT_RECOGNISED', terminal: { name: door.name } } } })
    expect(performance.now() - began).toBeLessThan(1_500)
    await log.stop!()
  })

  test('A stream that waits ends at once when it is left, and when its caller may no longer look', async () => {
    const { admin } = await accessBureau(open)
    const query = `subscription { accessEvents { type } }`
    const left = await watch(admin, query)
    const waiting = left.next!()
    await new Promise((resolve) => setTimeout(resolve, 50))
    await left.stop!()
    expect(await waiting).toBeNull()

    let is = true
    const options = { isStillWelcome: async () => is, checkMs: 20 }
    const signedOut = await watch(admin, query, {}, options)
    const event = signedOut.next!()
    await new Promise((resolve) => setTimeout(resolve, 100))
    is = false
    expect(await event).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
    expect(await signedOut.next!()).toBeNull()
  })

  test('Other tenants, other operations, circles and multiplying fragments are refused', async () => {
    const { admin, operator, asClient } = await accessBureau(open)
    const other = await accessBureau(async () => operator, 'other')
    const { id } = await runDump(admin, {})
    const dump = await watch(other.admin, progress, { id: encodeId('Dump', id) })
    expect((await dump.next!())!.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }])
    expect(await dump.next!()).toBeNull()

    const none = await watch(asClient('enrol'), `subscription { accessEvents { type } }`)
    expect((await none.next!())!.errors).toMatchObject([
      {
        message: "This caller may not do 'access-log:read': that takes one of the scopes 'read', 'events', 'members'.",
        extensions: { code: 'FORBIDDEN' },
      },
    ])

    expect(await watch(admin, '{ viewer { name } }')).toMatchObject({ errors: [expect.stringContaining('Only a')] })
    expect(await watch(admin, 'subscription {')).toMatchObject({ errors: [expect.stringContaining('Syntax')] })
    const doubled = Array.from({ length: 20 }, (_, n) =>
      n === 19
        ? `fragment F19 on Zone { name }`
        : `fragment F${n} on Zone { facility { ...F${n + 1} } facility { ...F${n + 1} } }`,
    )
    const many = `subscription { terminalState { zone { ...F0 } } } ${doubled.join(' ')}`
    expect(await watch(admin, many)).toMatchObject({ errors: [expect.stringContaining('selections')] })
    const deep = `subscription { terminalState { zone { facility { spaces { facility { spaces { facility { spaces { facility { spaces { name } } } } } } } } } } }`
    const refused = await watch(admin, deep)
    const { errors } = refused.next ? (await refused.next())! : refused
    expect(JSON.stringify(errors)).toContain('exceeds the limit')
  })
})
