/**
 * What a question over GraphQL costs the server, against a route of Next that does the same by hand (app/api/bench): same token
 * check, same statements, same bytes in and out, in one built server and in turn. Processor time of the server's process, because
 * that is what a busy server runs out of.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openContext } from '@/bin/_context'
import { createClient, type NewClient } from '@/domain/clients'
import { addAttendees } from '@/domain/events/attendees'
import { newId } from '@/domain/ids'
import { addMembers } from '@/domain/members/members'
import { presentIssuerKey } from '@/domain/wallet/issuer'
import { RunningServer } from '@/e2e/running-server'
import { median, pairedRatio } from '../timing'
import { processorMs } from './processor-time'
import { questions } from './questions'
import { newEvent, openVenue, type Venue } from './venue'

const people = 100
const rounds = 7
const warmUps = 2
/** Of one side and question in a round; so many at once. */
const requests = 600
const callers = 4

export interface GraphqlRow {
  question: string
  answerBytes: number
  /** Requests measured, of either side. */
  samples: number
  /** Processor time of the server for one request, medians of the rounds; milliseconds. */
  graphqlCpuMs: number
  bareCpuMs: number
  /** Median of the ratios round by round. */
  ratio: number
  ratios: number[]
}

export async function benchGraphql(root: string, step: (label: string) => void): Promise<GraphqlRow[]> {
  step('a build with a route to compare with')
  const { buildApp } = (await import(pathToFileURL(join(root, 'bin/prepare.mjs')).href)) as {
    buildApp(folder: string, env: Record<string, string>): Promise<void>
  }
  const LIMEN_BUILD_DIR = '.next-bench'
  await buildApp(LIMEN_BUILD_DIR, { LIMEN_BENCH_ROUTES: '1' })
  // Types of this build are for nobody, and would be wrong after the next change of a route.
  await rm(join(root, LIMEN_BUILD_DIR, 'types'), { recursive: true, force: true })
  const folder = await mkdtemp(join(tmpdir(), 'limen-bench-'))
  const env = { LIMEN_DATA_DIR: join(folder, 'data'), LIMEN_LOG_LEVEL: 'warn', DATABASE_URL: '', LIMEN_BUILD_DIR }
  try {
    const client = await fill(root, env)
    const server = await RunningServer.start(root, env)
    try {
      const report: GraphqlRow[] = []
      for (const [question, body] of Object.entries(questions)) {
        step(`GraphQL and by hand: ${question}`)
        report.push(await compare(server, client, question, JSON.stringify(body)))
      }
      return report
    } finally {
      await server.end('SIGTERM')
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Everybody has a credential, is a member, attends an event and came in once. */
async function fill(root: string, env: Record<string, string>): Promise<NewClient> {
  const context = await openContext({ env, root })
  try {
    const venue = await openVenue(context, { people, terminals: 1 })
    const userIds = venue.people.map(({ id }) => id)
    await addMembers(venue.admin, { userIds })
    await addAttendees(venue.admin, { eventId: await newEvent(venue), userIds })
    await addEdges(venue)
    return await createClient(context, { tenantSlug: 'main', name: 'Bench', scopes: ['read', 'events', 'members'] })
  } finally {
    await context.close()
  }
}

async function addEdges({ context, tenantId, zoneRow, terminalIds, people }: Venue): Promise<void> {
  const issuerKeyId = (await presentIssuerKey(context, tenantId)).id
  const at = context.now()
  await context.db.transact(async (tx) => {
    const { verifiableCredentials, accessEvents } = tx.tables
    await tx.sql.insert(verifiableCredentials).values(
      people.map(({ id: userId }, statusIndex) => ({
        id: newId(),
        tenantId,
        userId,
        issuerKeyId,
        statusList: 0,
        statusIndex,
        issuedAt: at,
        expiresAt: new Date(at.getTime() + 86_400_000),
      })),
    )
    await tx.sql.insert(accessEvents).values(
      people.map(({ id: userId }, sequence) => ({
        id: newId(),
        tenantId,
        terminalId: terminalIds[0]!,
        reportId: newId(),
        zoneRow,
        type: 'access_granted' as const,
        userId,
        occurredAt: at,
        receivedAt: at,
        offline: false,
        sequence,
      })),
    )
  })
}

async function compare(server: RunningServer, client: NewClient, question: string, body: string): Promise<GraphqlRow> {
  const paths = { graphql: '/api/graphql', bare: '/api/bench' }
  const took = { graphql: [] as number[], bare: [] as number[] }
  let answer = ''
  for (let round = -warmUps; round < rounds; round++) {
    // Good for five minutes, longer than a round.
    const token = await tokenOf(server, client)
    const ask = async (path: string) => {
      const response = await fetch(server.url + path, {
        method: 'POST',
        // Packing the answer would cost both sides the same, and hide what they differ in.
        headers: {
          'content-type': 'application/json',
          'accept-encoding': 'identity',
          authorization: `Bearer ${token}`,
        },
        body,
      })
      const text = await response.text()
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 1_000)}`)
      return text
    }
    answer = await ask(paths.graphql)
    const byHand = await ask(paths.bare)
    if (answer !== byHand) throw new Error(`The answers differ:\n${answer}\n${byHand}`)
    const sides = ['graphql', 'bare'] as const
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      const before = await processorMs(server.pid)
      let left = requests
      const caller = async () => {
        while (left-- > 0) {
          if ((await ask(paths[side])) !== answer) throw new Error(`${paths[side]} gave another answer under load.`)
        }
      }
      await Promise.all(Array.from({ length: callers }, caller))
      const cpuMs = ((await processorMs(server.pid)) - before) / requests
      if (round >= 0) took[side].push(cpuMs)
    }
  }
  return {
    question,
    answerBytes: Buffer.byteLength(answer),
    samples: rounds * requests,
    graphqlCpuMs: median(took.graphql),
    bareCpuMs: median(took.bare),
    ratio: pairedRatio(took.graphql, took.bare),
    ratios: took.graphql.map((value, round) => value / took.bare[round]!),
  }
}

async function tokenOf(server: RunningServer, { key, secret }: NewClient): Promise<string> {
  const response = await fetch(`${server.url}/auth/realms/main/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: key, client_secret: secret }),
  })
  const { access_token } = (await response.json()) as { access_token?: string }
  if (!access_token) throw new Error(`The token endpoint answered ${response.status}.`)
  return access_token
}
