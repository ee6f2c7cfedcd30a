/**
 * A thousand attendees in one batch, as GraphQL and REST add them (domain/events/attendees.ts), against the same rows inserted bare:
 * those of every table that the batch writes, with prepared statements in one transaction. The two in turn, over one database.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getTableName } from 'drizzle-orm'
import { openContext } from '@/bin/_context'
import { startPostgres } from '@/bin/postgres.mjs'
import type { Context } from '@/domain/context'
import { addAttendees } from '@/domain/events/attendees'
import { newId } from '@/domain/ids'
import { pairedRatio, median } from '../timing'
import { openPeers, type BarePeer, type Row, type Written } from './bare-rows'
import { newEvent, openVenue, type Venue } from './venue'

const attendees = 1_000
const rounds = 5
/** Batches of either side in a round, in turn. */
const batches = 10
const warmUps = 2

export interface AttendeesRow {
  database: string
  peer: string
  attendees: number
  /** Batches measured, of either side. */
  samples: number
  /** Rows that a batch writes, by table. */
  rows: Record<string, number>
  /** Medians of the rounds, milliseconds for one batch. */
  batchMs: number
  bareMs: number
  /** Median of the ratios round by round. */
  ratio: number
  ratios: number[]
  /** The same of processor time; null where the database works in another process, whose time this one does not see. */
  cpuRatio: number | null
}

export async function benchAttendees(root: string, step: (label: string) => void): Promise<AttendeesRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'limen-bench-'))
  const postgres = process.env.LIMEN_TEST_DATABASE_URL ? null : await startPostgres()
  const databaseUrl = process.env.LIMEN_TEST_DATABASE_URL ?? postgres?.url
  try {
    const report: AttendeesRow[] = []
    for (const DATABASE_URL of ['', databaseUrl]) {
      if (DATABASE_URL === undefined) continue
      const env = {
        LIMEN_DATA_DIR: join(folder, DATABASE_URL ? 'postgres' : 'sqlite'),
        LIMEN_BLOB_DIR: join(folder, 'blobs'),
        LIMEN_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
        LIMEN_LOG_LEVEL: 'warn',
        DATABASE_URL,
      }
      const context = await openContext({ env, root })
      try {
        const venue = await openVenue(context, { people: attendees, terminals: 1 })
        for (const peer of await openPeers(context.db.source!)) {
          step(`${attendees} attendees at once on ${context.db.dialect}, against ${peer.name}`)
          try {
            report.push(await compare(venue, peer))
          } finally {
            await peer.close()
          }
        }
      } finally {
        await context.close()
      }
    }
    return report
  } finally {
    await postgres?.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function compare(venue: Venue, peer: BarePeer): Promise<AttendeesRow> {
  const pattern = await newEvent(venue)
  const rows = await rowsOf(venue, () => addAll(venue, pattern))
  const rowsOfPeer = await rowsOf(venue, peer.prepare(await rowsAgain(venue, peer, pattern)))
  if (JSON.stringify(rows) !== JSON.stringify(rowsOfPeer)) {
    throw new Error(`The batch writes ${JSON.stringify(rows)}, and its peer ${JSON.stringify(rowsOfPeer)}.`)
  }
  const sides = {
    async ours() {
      const event = await newEvent(venue)
      await peer.settle()
      return timed(() => addAll(venue, event))
    },
    async bare() {
      const write = peer.prepare(await rowsAgain(venue, peer, pattern))
      await peer.settle()
      return timed(write)
    },
  }
  const took = { ours: [] as number[], bare: [] as number[] }
  const cpu = { ours: 0, bare: 0 }
  for (let round = -warmUps; round < rounds; round++) {
    const sum = { ours: 0, bare: 0 }
    for (let n = 0; n < batches; n++) {
      for (const side of n % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
        const timed = await sides[side]()
        sum[side] += timed.ms
        if (round >= 0) cpu[side] += timed.cpuMs
      }
    }
    if (round < 0) continue
    took.ours.push(sum.ours / batches)
    took.bare.push(sum.bare / batches)
  }
  return {
    database: venue.context.db.dialect,
    peer: peer.name,
    attendees,
    samples: rounds * batches,
    rows,
    batchMs: median(took.ours),
    bareMs: median(took.bare),
    ratio: pairedRatio(took.ours, took.bare),
    ratios: took.ours.map((value, round) => value / took.bare[round]!),
    cpuRatio: venue.context.db.dialect === 'sqlite' ? cpu.ours / cpu.bare : null,
  }
}

/** @throws unless everybody was added, in one transaction */
async function addAll({ admin, people }: Venue, eventId: string): Promise<void> {
  let transactions = 0
  const transact: Context['db']['transact'] = (run) => {
    transactions++
    return admin.db.transact(run)
  }
  const db = Object.create(admin.db, { transact: { value: transact } }) as Context['db']
  const answers = await addAttendees({ ...admin, db }, { eventId, userIds: people.map(({ uuid }) => uuid) })
  const added = answers.filter(({ outcome }) => outcome === 'added').length
  if (added !== attendees || transactions !== 1) {
    throw new Error(`The batch added ${added} attendees in ${transactions} transactions.`)
  }
}

async function timed(run: () => Promise<void>): Promise<{ ms: number; cpuMs: number }> {
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  await run()
  const ms = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpu)
  return { ms, cpuMs: (user + system) / 1_000 }
}

/** What a batch wrote, once more: under new ids, for another event, as the next lines of feed and audit trail. */
async function rowsAgain(venue: Venue, peer: BarePeer, pattern: string): Promise<Written[]> {
  const { tenantId } = venue
  const eventId = await newEvent(venue)
  const one = async (table: string) => (await peer.read(`select * from ${table} where tenant_id = ?`, [tenantId]))[0]!
  const feed = await one('change_heads')
  const trail = await one('audit_heads')
  const [revision, seq] = [Number(feed.revision), Number(trail.seq) + 1]
  const granted = await peer.read('select * from grants where event_id = ? order by revision', [pattern])
  const lines = await peer.read(
    'select changes.* from changes join grants on grants.tenant_id = changes.tenant_id and grants.revision = changes.revision where event_id = ? order by changes.revision',
    [pattern],
  )
  const [audited] = await peer.read(
    `select * from audit_lines where tenant_id = ? and action = 'attendees.added' and subject_id = ?`,
    [tenantId, pattern],
  )
  const at = venue.context.now().getTime()
  const grants = granted.map((row, n): Row => ({
    ...row,
    id: newId(at),
    event_id: eventId,
    standing: `${eventId}:${String(row.user_id)}`,
    revision: revision + n + 1,
  }))
  return [
    { table: 'audit_lines', rows: [{ ...audited, seq, subject_id: eventId }] },
    { table: 'audit_heads', rows: [{ ...trail, seq }], replaces: ['tenant_id'] },
    { table: 'change_heads', rows: [{ ...feed, revision: revision + lines.length }], replaces: ['tenant_id'] },
    { table: 'changes', rows: lines.map((row, n) => ({ ...row, revision: revision + n + 1 })) },
    { table: 'grants', rows: grants },
  ]
}

/** How many rows each table has more of; the tables without are left out. */
async function rowsOf({ context: { db } }: Venue, write: () => Promise<unknown>): Promise<Record<string, number>> {
  const count = async () => {
    const counted: [string, number][] = []
    for (const table of Object.values(db.tables)) counted.push([getTableName(table), await db.sql.$count(table)])
    return new Map(counted)
  }
  const before = await count()
  await write()
  const grown = [...(await count())].map(([name, rows]) => [name, rows - before.get(name)!] as const)
  return Object.fromEntries(grown.filter(([, rows]) => rows !== 0).sort())
}
