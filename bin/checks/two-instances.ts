/**
 * Two servers over one PostgreSQL: what one enrols the other finds within a second, and 10,000 random writes from both
 * sides leave one unforked audit chain, a change feed without gaps and galleries that agree. `npm run check:two-instances`.
 * Uses the PostgreSQL of LIMEN_TEST_DATABASE_URL (an empty database), or starts a throwaway one.
 *
 *   --writes N   random writes in all (default 10000)
 *   --finds N    enrol-here-find-there rounds (default 10)
 *   --within MS  how long the first search may take (default 1000; a busy test machine needs more)
 */
import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { eq } from 'drizzle-orm'
import { openContext } from '@/bin/_context'
import { createClient, RunningServer } from '@/e2e/running-server'
import { createEngines } from '@/engines/index'
import { cutFaces } from './faces'
import { findHalfEnrolments } from './whole'
import { endWith } from './findings'

const root = process.cwd()

/** Enrols at one server and asks the other until it finds the person; the milliseconds each took. */
async function enrolHereFindThere(
  env: Record<string, string>,
  finds: number,
  withinMs: number,
): Promise<{ tookMs: number[]; wrong: string[] }> {
  const client = await createClient(root, env, 'pair')
  const engines = createEngines({ root, workers: 1 })
  const faces = (await cutFaces(root, engines)).slice(0, finds)
  await engines.close()
  const servers = [await RunningServer.start(root, env), await RunningServer.start(root, env)]
  const tookMs: number[] = []
  const wrong: string[] = []
  try {
    for (const [number, { jpeg }] of faces.entries()) {
      const [here, there] = number % 2 === 0 ? servers : [servers[1], servers[0]]
      const { data } = await here.legacy(client, 'POST', '/users', { reference_id: `pair-${number}` })
      const enrolled = await here.legacy(client, 'POST', `/users/${data.id}/dialogue/enroll/face`, { photo: jpeg })
      if (enrolled.data.enrolled !== true) throw new Error(`Enrolment was refused: ${JSON.stringify(enrolled.data)}`)
      const startedAt = performance.now()
      const found = await there.legacy(client, 'POST', '/users/find-by-face', { photo: jpeg })
      tookMs.push(Math.round(performance.now() - startedAt))
      if (found.data.userId !== data.id) wrong.push(`person ${number}: the first search at the other server missed`)
      await there.legacy(client, 'DELETE', `/users/${data.id}`)
      const gone = await here.legacy(client, 'POST', '/users/find-by-face', { photo: jpeg })
      if (gone.data.userId === data.id) wrong.push(`person ${number}: still found here after the erasure there`)
    }
  } finally {
    for (const server of servers) await server.end('SIGTERM')
  }
  wrong.push(...tookMs.filter((ms) => ms > withinMs).map((ms) => `a search took ${ms} ms`))
  return { tookMs, wrong }
}

/**
 * Two processes write at random, sixteen acts at a time each; then both say how many templates their galleries hold.
 */
async function writeFromBothSides(env: Record<string, string>, writes: number) {
  const half = String(Math.ceil(writes / 2))
  const children = ['1', '2'].map((seed) =>
    fork(join(root, 'build/check-writer.mjs'), [half, seed], { cwd: root, env: { ...process.env, ...env } }),
  )
  const answers = () =>
    Promise.all(
      children.map(async (child) => {
        const [report] = await Promise.race([
          once(child, 'message'),
          once(child, 'exit').then(([code]) => Promise.reject(new Error(`a writer ended with ${code}`))),
        ])
        return report as Record<string, number>
      }),
    )
  const written = await answers()
  for (const child of children) child.send('compare')
  const galleries = (await answers()).map(({ gallery }) => gallery)
  return { written, galleries }
}

/** Revisions must run 1, 2, 3 … up to the head, for every tenant. */
async function findFeedGaps(env: Record<string, string>): Promise<string[]> {
  const context = await openContext({ env })
  const { sql, tables } = context.db
  const wrong: string[] = []
  for (const { tenantId, revision: head } of await sql.select().from(tables.changeHeads)) {
    const revisions = (await sql.select().from(tables.changes))
      .filter((change) => change.tenantId === tenantId)
      .map(({ revision }) => revision)
      .sort((a, b) => a - b)
    const gap = revisions.findIndex((revision, index) => revision !== index + 1)
    if (gap !== -1 || revisions.length !== head) {
      wrong.push(`feed of ${tenantId}: ${revisions.length} lines, head ${head}, first gap at ${gap}`)
    } else console.log(`feed of ${tenantId}: ${head} lines without a gap`)
  }
  wrong.push(...(await findHalfEnrolments(context)))
  await context.close()
  return wrong
}

async function countTemplates(env: Record<string, string>, slug: string): Promise<number> {
  const context = await openContext({ env })
  const { sql, tables } = context.db
  const [tenant] = await sql.select().from(tables.tenants).where(eq(tables.tenants.slug, slug))
  const rows = await sql.select().from(tables.templates).where(eq(tables.templates.tenantId, tenant.id))
  await context.close()
  return rows.length
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      writes: { type: 'string', default: '10000' },
      finds: { type: 'string', default: '10' },
      within: { type: 'string', default: '1000' },
    },
  })
  const given = process.env.LIMEN_TEST_DATABASE_URL
  const { startPostgres } = await import('../postgres.mjs')
  const postgres = given ? { url: given, stop: async () => {} } : await startPostgres()
  if (!postgres)
    throw new Error('No PostgreSQL was found. Install it (apt-get install postgresql) or set LIMEN_TEST_DATABASE_URL.')
  const folder = await mkdtemp(join(tmpdir(), 'limen-pair-'))
  const env = {
    DATABASE_URL: postgres.url,
    LIMEN_DATA_DIR: join(folder, 'data'),
    LIMEN_BLOB_DIR: join(folder, 'blobs'),
    LIMEN_MASTER_KEY: randomBytes(32).toString('base64'),
    LIMEN_LOG_LEVEL: 'warn',
  }
  const wrong: string[] = []
  try {
    const pair = await enrolHereFindThere(env, Number(values.finds), Number(values.within))
    console.log(`enrolled at one, found at the other on the first search: ${pair.tookMs.join(', ')} ms`)
    wrong.push(...pair.wrong)

    const startedAt = performance.now()
    const { written, galleries } = await writeFromBothSides(env, Number(values.writes))
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    console.log(`${values.writes} writes from two processes in ${seconds} s: ${JSON.stringify(written)}`)
    const stored = await countTemplates(env, 'writers')
    console.log(`templates stored: ${stored}; in the galleries of the two processes: ${galleries.join(', ')}`)
    if (galleries.some((size) => size !== stored)) wrong.push('a gallery disagrees with the database')

    const audit = spawnSync(process.execPath, [join(root, 'bin/limen.mjs'), 'audit', 'verify'], {
      cwd: root,
      env: { ...process.env, ...env },
      encoding: 'utf8',
    })
    console.log(audit.stdout.trim())
    if (audit.status !== 0) wrong.push(`audit verify: ${audit.stderr}`)
    wrong.push(...(await findFeedGaps(env)))
  } finally {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
  endWith(wrong)
}

await main()
