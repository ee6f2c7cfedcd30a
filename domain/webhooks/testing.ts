/** What tests of webhooks start from: a bureau whose doors report, and receivers on this machine. Nothing outside of tests imports it. */
import { asc } from 'drizzle-orm'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import type { Tables } from '@/db/tables'
import { accessBureau } from '../events/testing'
import { newId } from '../ids'
import { openOutgoing } from '../outgoing'
import type { TestContext, TestOptions } from '../testing'
import { enqueueWebhooks } from './enqueue'
import { runWebhooks } from './loop'

export interface Received {
  headers: Record<string, string>
  body: string
  json: { type: string; timestamp: string; data: Record<string, unknown> }
}

type Respond = (response: http.ServerResponse, received: Received) => void

/** Closes with the test. It answers 204 until `answer` is changed. */
export async function receiver(respond: Respond = (response) => void response.writeHead(204).end()) {
  const got: Received[] = []
  const state = { answer: respond, atOnce: 0, mostAtOnce: 0 }
  const server = http.createServer((request, response) => {
    state.mostAtOnce = Math.max(state.mostAtOnce, ++state.atOnce)
    response.on('close', () => state.atOnce--)
    void text(request).then((body) => {
      const received = { headers: request.headers as Record<string, string>, body, json: JSON.parse(body) }
      got.push(received)
      state.answer(response, received)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  return Object.assign(state, { got, url })
}

type Open = (options?: Omit<TestOptions, 'dialect'>) => Promise<TestContext>
type Line = Partial<Tables['accessEvents']['$inferInsert']>

export async function reportingBureau(open: Open) {
  const bureau = await accessBureau((options) =>
    open({ ...options, outgoing: openOutgoing({ allow: ['127.0.0.1', '::1'] }) }),
  )
  // Receivers compare with their own clock.
  bureau.clock.at = Date.now()
  const { operator, tenantId, clock } = bureau
  const venue = await bureau.venue()
  let sequence = 0
  return {
    ...bureau,
    ...venue,
    /** Lines of the access log as the report of a terminal leaves them. */
    async report(lines: Line[]) {
      const rows = lines.map((line) => ({
        id: newId(),
        tenantId,
        terminalId: venue.door.id,
        reportId: newId(),
        zoneRow: venue.facility.id,
        type: 'access_granted' as const,
        occurredAt: new Date(clock.at),
        receivedAt: new Date(clock.at),
        scoreBand: 'high' as const,
        offline: false,
        sequence: ++sequence,
        ...line,
      }))
      await operator.db.transact(async (tx) => {
        await tx.sql.insert(tx.tables.accessEvents).values(rows)
        await enqueueWebhooks(tx, { tenantId, at: new Date(clock.at), events: rows })
      })
      return rows
    },
    /** In the order in which they came into the queue. */
    async deliveries() {
      const { webhookDeliveries } = operator.db.tables
      return operator.db.sql.select().from(webhookDeliveries).orderBy(asc(webhookDeliveries.id))
    },
    /** In the order in which they came in. */
    async lines() {
      const { accessEvents } = operator.db.tables
      return operator.db.sql.select().from(accessEvents).orderBy(asc(accessEvents.id))
    },
    /** Sends from now on. @returns stops; it does by itself with the test */
    send(context: TestContext = operator): () => Promise<void> {
      const stop = new AbortController()
      const sending = runWebhooks(context, stop.signal, { pollMs: 10 })
      const end = async () => {
        stop.abort()
        await sending
      }
      onTestFinished(end)
      return end
    },
  }
}
