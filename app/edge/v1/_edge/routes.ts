/** The routes of terminals, each a call of one domain function. */
import { z } from 'zod'
import { spend, type Budget } from '@/app/_lib/budgets'
import { endsWithServer, untilStopping } from '@/app/_lib/stopping'
import { parse } from '@/domain/parse'
import { qrForTerminal } from '@/domain/qr-credential/for-terminals'
import { publicJwkSchema } from '@/domain/terminals/agreement-key'
import { acknowledge, longestWaitMs, nextPage } from '@/domain/terminals/feed'
import { heartbeat, rotateFeedKey } from '@/domain/terminals/heartbeat'
import { claimTerminal } from '@/domain/terminals/pairing'
import { mostReports, recordReports } from '@/domain/terminals/reports'
import { snapshotPage } from '@/domain/terminals/snapshot'
import { issueTerminalToken, provenDevice } from '@/domain/terminals/tokens'
import { confirmWiped } from '@/domain/terminals/wipe'
import { pageJson } from '@/domain/terminals/sealed-page'
import { present, presentBytes } from './answer'
import type { Route } from './serve'
import { streamChanges } from './stream'

/** 500 reports with every field at its longest. */
const reportBytes = 1024 * 1024
/** What piled up in some hours without a connection at once, then far more than pass by a door; a mad device goes no faster. */
const reportBudget: Budget = { name: 'reports', perSecond: 20, most: 10_000 }

const pairSchema = z.object({ code: z.string().max(40), agreement_key: publicJwkSchema })

const pair: Route = {
  method: 'POST',
  path: 'pair',
  async answer({ context, presented, body, source }) {
    const device = await provenDevice(context, presented)
    const { code, agreement_key } = parse(pairSchema, await body())
    const claim = await claimTerminal(context, device, source, { code, agreementKey: agreement_key })
    const answer = {
      terminal_id: claim.terminalId,
      agreement_key: claim.agreementKey,
      fingerprint: claim.fingerprint,
      state: 'claimed',
      server_time: context.now().toISOString(),
    }
    return present(context, answer, 201)
  },
}

const token: Route = {
  method: 'POST',
  path: 'token',
  async answer({ context, presented }) {
    const issued = await issueTerminalToken(context, presented)
    return { ...issued, server_time: context.now().toISOString() }
  },
}

const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number')
  .transform(Number)
const changesSchema = z.object({
  after: wholeNumber,
  /** Seconds. */
  wait: wholeNumber.default(0),
})

const changes: Route = {
  method: 'GET',
  path: 'changes',
  async answer({ context, caller, query, wantsStream }) {
    const known = await caller()
    const { after, wait } = parse(changesSchema, Object.fromEntries(query))
    if (wantsStream) return endsWithServer(streamChanges(known, after))
    const untilToken = known.expiresAt.getTime() - context.now().getTime()
    const waitMs = Math.min(wait * 1_000, longestWaitMs, untilToken)
    const page = await untilStopping(known.context.signal, (signal) =>
      nextPage({ ...known.context, signal }, known.terminal, { after, waitMs }),
    )
    return 'reset' in page ? page : presentBytes(context, pageJson(page, 'put'))
  },
}

const acks: Route = {
  method: 'POST',
  path: 'acks',
  async answer({ caller, body }) {
    const known = await caller()
    const given = parse(z.object({ revision: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }), await body())
    return acknowledge(known.context, known.terminal, given)
  },
}

const snapshot: Route = {
  method: 'GET',
  path: 'snapshot',
  async answer({ context, caller, query }) {
    const known = await caller()
    const page = await snapshotPage(known.context, known.terminal, { cursor: query.get('cursor') ?? undefined })
    return presentBytes(context, pageJson(page, 'people'))
  },
}

type Input<Run extends (context: never, terminal: never, input: never) => unknown> = Parameters<Run>[2]

/** What is no list of reports is refused for that, and not for how much it is. */
const costOf = (reports: unknown) => (Array.isArray(reports) ? Math.min(reports.length, mostReports) : 1)

const accessEvents: Route = {
  method: 'POST',
  path: 'access-events',
  async answer({ caller, body }) {
    const { context, terminal } = await caller()
    const sent = (await body(reportBytes)) as Input<typeof recordReports>
    spend(reportBudget, terminal.id, context.now(), costOf(sent?.reports))
    return recordReports(context, terminal, sent)
  },
}

const heartbeats: Route = {
  method: 'POST',
  path: 'heartbeat',
  async answer({ caller, body }) {
    const known = await caller()
    return heartbeat(known.context, known.terminal, (await body()) as Input<typeof heartbeat>)
  },
}

const feedKey: Route = {
  method: 'POST',
  path: 'feed-key',
  async answer({ caller, body }) {
    const known = await caller()
    return rotateFeedKey(known.context, known.terminal, (await body()) as Input<typeof rotateFeedKey>)
  },
}

const wiped: Route = {
  method: 'POST',
  path: 'wiped',
  answer: ({ context, presented }) => confirmWiped(context, presented),
}

const qr: Route = {
  method: 'GET',
  path: 'qr',
  async answer({ caller }) {
    const known = await caller()
    return qrForTerminal(known.context, known.terminal)
  },
}

export const routes = [pair, token, changes, acks, snapshot, qr, accessEvents, heartbeats, feedKey, wiped]
