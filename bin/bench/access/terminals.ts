/**
 * How soon fifty connected terminals know: a server as it runs, terminals in another process that follow it by long polls. From a
 * batch of a thousand attendees to the acknowledgement of each terminal, and from a member's removal to the refusal at each.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openContext } from '@/bin/_context'
import { changeHead, readChanges } from '@/domain/changes'
import { createClient, type NewClient } from '@/domain/clients'
import { confirmTerminal, createPairingCode } from '@/domain/terminals/pairing'
import { RunningServer } from '@/e2e/running-server'
import { encodeId } from '@/graphql/ids'
import { median, percentile } from '../timing'
import { processorMs } from './processor-time'
import type { Order, Report } from './terminal-process'
import { newEvent, openVenue, type Venue } from './venue'

const terminals = 50
const attendees = 1_000
const batches = 10
const removals = 20
const patienceMs = 60_000

export interface TerminalsRow {
  what: string
  terminals: number
  /** Of one terminal each. */
  samples: number
  /** From the moment before the first row was written, so that the transaction counts too; milliseconds. */
  p50Ms: number
  p99Ms: number
  maxMs: number
  /** Processor time for all terminals together, medians; they share the machine with the server. */
  serverCpuMs: number
  terminalsCpuMs: number
}

type Applied = Extract<Report, { kind: 'applied' }>

export async function benchTerminals(root: string, step: (label: string) => void): Promise<TerminalsRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'limen-bench-'))
  const env = { LIMEN_DATA_DIR: join(folder, 'data'), LIMEN_LOG_LEVEL: 'warn', DATABASE_URL: '' }
  const context = await openContext({ env, root })
  try {
    step(`${terminals} terminals and ${attendees} people`)
    const venue = await openVenue(context, { people: attendees, terminals })
    const client = await createClient(context, {
      tenantSlug: 'main',
      name: 'Bench',
      scopes: ['read', 'events', 'members'],
    })
    const server = await RunningServer.start(root, env)
    try {
      const crowd = await Crowd.start(root, server.url, venue)
      try {
        const bureau = new Bureau(server, client, venue, crowd)
        return [await bureau.addInBatches(step), await bureau.removeMembers(step)]
      } finally {
        crowd.end()
      }
    } finally {
      await server.end('SIGTERM')
    }
  } finally {
    await context.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** The terminals' process, seen from here. */
class Crowd {
  readonly #applied: Applied[] = []
  #heard = () => {}
  #failure: Error | null = null

  private constructor(readonly child: ReturnType<typeof fork>) {
    child.on('message', (report: Report) => {
      if (report.kind === 'applied') this.#applied.push(report)
      if (report.kind === 'failed') this.#failure = new Error(`A terminal failed: ${report.message}`)
      this.#heard()
    })
    child.once('exit', () => {
      this.#failure ??= new Error('The process of the terminals ended.')
      this.#heard()
    })
  }

  static async start(root: string, server: string, { admin, terminalIds }: Venue): Promise<Crowd> {
    const child = fork(join(root, 'build/bench-terminals.mjs'), { cwd: root })
    const crowd = new Crowd(child)
    const codes: string[] = []
    for (const id of terminalIds) codes.push((await createPairingCode(admin, { id })).code)
    const { fingerprints } = await crowd.ask({ kind: 'pair', server, codes }, 'paired')
    for (const [n, id] of terminalIds.entries()) await confirmTerminal(admin, { id, fingerprint: fingerprints[n]! })
    await crowd.ask({ kind: 'follow' }, 'following')
    return crowd
  }

  tell(order: Order): void {
    this.child.send(order)
  }

  async ask<Kind extends Report['kind']>(order: Order, kind: Kind): Promise<Extract<Report, { kind: Kind }>> {
    const stop = new AbortController()
    const answered = new Promise<Extract<Report, { kind: Kind }>>((resolve, reject) => {
      const onMessage = (report: Report) => {
        if (report.kind === kind) resolve(report as Extract<Report, { kind: Kind }>)
        if (report.kind === 'failed') reject(new Error(report.message))
      }
      this.child.on('message', onMessage)
      stop.signal.addEventListener('abort', () => this.child.off('message', onMessage))
    })
    const gone = once(this.child, 'exit', { signal: stop.signal }).then(() =>
      Promise.reject(new Error('The process of the terminals ended.')),
    )
    this.tell(order)
    try {
      return await Promise.race([answered, gone])
    } finally {
      stop.abort()
      gone.catch(() => undefined)
    }
  }

  /** What each terminal said of the page by which it came to that line. */
  async allAt(revision: number): Promise<Applied[]> {
    const until = performance.now() + patienceMs
    for (;;) {
      if (this.#failure) throw this.#failure
      const first = new Map<number, Applied>()
      for (const one of this.#applied) {
        if (one.revision >= revision && !first.has(one.terminal)) first.set(one.terminal, one)
      }
      if (first.size === terminals) {
        this.#applied.length = 0
        return [...first.values()]
      }
      if (performance.now() > until) throw new Error(`Only ${first.size} terminals came to line ${revision} in time.`)
      const timer = setTimeout(() => this.#heard(), 1_000)
      await new Promise<void>((resolve) => (this.#heard = resolve))
      clearTimeout(timer)
    }
  }

  end(): void {
    this.child.disconnect()
  }
}

/** What is done over the server's own API, and how long it took until all terminals knew. */
class Bureau {
  #calls = 0

  constructor(
    readonly server: RunningServer,
    readonly client: NewClient,
    readonly venue: Venue,
    readonly crowd: Crowd,
  ) {}

  async addInBatches(step: (label: string) => void): Promise<TerminalsRow> {
    const rounds: Round[] = []
    const userIds = this.venue.people.map(({ id }) => encodeId('User', id))
    // The first compiles.
    for (let n = 0; n <= batches; n++) {
      const eventId = encodeId('Event', await newEvent(this.venue))
      if (n > 0) step(`${attendees} attendees at once, ${n} of ${batches}`)
      const round = await this.#round(
        () =>
          this.#mutate<{ added: number }>('addAttendees', { eventId, userIds }, '... on AddAttendeesPayload { added }'),
        ({ added }) => added === attendees,
      )
      if (round.applied.some(({ held }) => held !== attendees)) throw new Error('A terminal does not hold everybody.')
      if (n > 0) rounds.push(round)
      await this.#round(
        () =>
          this.#mutate<{ attendees: number }>('deleteEvent', { eventId }, '... on DeletedEventPayload { attendees }'),
        (deleted) => deleted.attendees === attendees,
      )
    }
    return toRow(`${attendees} attendees added, acknowledged`, rounds, ({ acknowledgedAt }) => acknowledgedAt)
  }

  async removeMembers(step: (label: string) => void): Promise<TerminalsRow> {
    const rounds: Round[] = []
    step('members removed')
    for (let n = 0; n <= removals; n++) {
      const { id } = this.venue.people[n]!
      this.crowd.tell({ kind: 'watch', subject: id })
      let memberId = ''
      const added = await this.#round(
        () =>
          this.#mutate<{ results: { member: { id: string } }[] }>(
            'addMembers',
            { userIds: [encodeId('User', id)] },
            '... on AddMembersPayload { results { member { id } } }',
          ),
        ({ results }) => Boolean((memberId = results[0]!.member.id)),
      )
      if (!added.applied.every(({ letsIn }) => letsIn)) throw new Error('A member was not let in at every terminal.')
      const round = await this.#round(
        () =>
          this.#mutate<{ removed: number }>(
            'removeMembers',
            { memberIds: [memberId] },
            '... on RemovedPayload { removed }',
          ),
        ({ removed }) => removed === 1,
      )
      if (round.applied.some(({ letsIn }) => letsIn)) throw new Error('Who was removed was let in.')
      if (n > 0) rounds.push(round)
    }
    return toRow('a member removed, refused', rounds, ({ decidedAt }) => decidedAt)
  }

  async #round<Answer>(act: () => Promise<Answer>, isDone: (answer: Answer) => boolean): Promise<Round> {
    const { context, tenantId } = this.venue
    const cpu = () => Promise.all([processorMs(this.server.pid), processorMs(this.crowd.child.pid!)])
    const before = await cpu()
    const answer = await act()
    if (!isDone(answer)) throw new Error(`The bureau answered ${JSON.stringify(answer)}.`)
    const revision = await changeHead(context.db, tenantId)
    const [line] = await readChanges(context.db, tenantId, revision - 1, 1)
    const applied = await this.crowd.allAt(revision)
    const after = await cpu()
    return {
      applied,
      writtenAt: line!.at.getTime(),
      serverCpuMs: after[0] - before[0],
      terminalsCpuMs: after[1] - before[1],
    }
  }

  async #mutate<Answer>(name: string, input: object, selection: string): Promise<Answer> {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`
    const query = `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ${selection} ... on Refusal { message } } }`
    const variables = { input: { ...input, idempotencyKey: `bench-call-${++this.#calls}` } }
    const { key, secret } = this.client
    const response = await fetch(`${this.server.url}/api/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${key}:${secret}`)}` },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = (await response.json()) as { data?: Record<string, Answer>; errors?: unknown[] }
    if (!data?.[name] || errors) throw new Error(`${name} answered ${response.status}: ${JSON.stringify(errors)}`)
    return data[name]
  }
}

interface Round {
  applied: Applied[]
  writtenAt: number
  serverCpuMs: number
  terminalsCpuMs: number
}

function toRow(what: string, rounds: Round[], endOf: (applied: Applied) => number): TerminalsRow {
  const took = rounds.flatMap(({ applied, writtenAt }) => applied.map((one) => endOf(one) - writtenAt))
  return {
    what,
    terminals,
    samples: took.length,
    p50Ms: percentile(took, 0.5),
    p99Ms: percentile(took, 0.99),
    maxMs: Math.max(...took),
    serverCpuMs: median(rounds.map(({ serverCpuMs }) => serverCpuMs)),
    terminalsCpuMs: median(rounds.map(({ terminalsCpuMs }) => terminalsCpuMs)),
  }
}
