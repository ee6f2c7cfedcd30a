/**
 * A dump as large as they come, made by a running server, restored on the other dialect, dumped again and compared; then a
 * restored person is verified with the photo they were enrolled from. `npm run check:dump`.
 *
 *   --users N  users with templates (default 100000)
 */
import { execFileSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createHash, randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { openContext } from '@/bin/_context'
import { fillWithTemplates } from '@/bin/bench/start'
import { downloadDump } from '@/domain/dumps/download'
import { listDumps } from '@/domain/dumps/list'
import { openSource } from '@/domain/dumps/restore/source'
import { runDump } from '@/domain/dumps/run'
import type { Context } from '@/domain/context'
import { createClient, limen, RunningServer, type Credentials } from '@/e2e/running-server'
import { endWith } from './findings'

const root = process.cwd()
/** How much larger the server may become while it makes a dump, in MB. */
const growthMb = 150
const passphrase = 'six words that nobody else would choose'

type Env = Record<string, string>

const rssMb = (pid: number) =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024

async function enrol(server: RunningServer, client: Credentials, photo: Uint8Array): Promise<string> {
  const { data: created } = await server.legacy(client, 'POST', '/users', { reference_id: 'the-person-with-a-photo' })
  const path = `/users/${created.id}/dialogue/enroll/face`
  const { data } = await server.legacy(client, 'POST', path, { photo })
  if (data.enrolled !== true) throw new Error(`Enrolment was refused: ${data.message}`)
  return created.id!
}

/** Asks for a dump as an owner does and watches the server make it. */
async function watchDump(owner: Context, server: RunningServer) {
  // What the start left behind is collected when it likes; the least of two seconds is what the server needs.
  let before = Infinity
  for (let look = 0; look < 8; look++) {
    before = Math.min(before, rssMb(server.pid))
    await wait(250)
  }
  const startedAt = performance.now()
  const { id, name } = await runDump(owner, { biometrics: 'passphrase', passphrase })
  let peak = 0
  const shares: number[] = []
  for (;;) {
    peak = Math.max(peak, rssMb(server.pid))
    const { dumps } = await listDumps(owner)
    const dump = dumps.find((one) => one.id === id)!
    const share = dump.progress?.share
    if (share !== undefined && share !== shares.at(-1)) shares.push(share)
    if (dump.state === 'ready') {
      return { name, dump, before, peak, shares, seconds: (performance.now() - startedAt) / 1000 }
    }
    if (dump.state === 'failed') throw new Error(`The dump failed: ${dump.error}\n${server.output()}`)
    await wait(100)
  }
}

/** File of the dump -> hashes of its records, in order. */
async function hashesOf(path: string, scratchDir: string): Promise<Map<string, string[]>> {
  const source = await openSource({ path, passphrase, scratchDir })
  const hashes = new Map<string, string[]>()
  try {
    for (const name of source.names) {
      const found: string[] = []
      let rest = ''
      for await (const part of source.read(name)) {
        const lines = (rest + part.toString('latin1')).split('\n')
        rest = lines.pop()!
        for (const line of lines) found.push(createHash('sha256').update(line, 'latin1').digest('base64'))
      }
      hashes.set(name, found)
    }
  } finally {
    await source.close()
  }
  return hashes
}

function compare(first: Map<string, string[]>, second: Map<string, string[]>): string[] {
  const wrong: string[] = []
  for (const [name, records] of first) {
    if (name === 'manifest.json') continue
    const other = second.get(name) ?? []
    if (name === 'audit.jsonl') {
      // The chain of the second goes on from that of the first.
      const added = other.length - records.length
      if (!records.every((hash, index) => hash === other[index])) wrong.push('the audit trail is another one')
      if (added !== 1) wrong.push(`the restore added ${added} lines to the audit trail, expected 1`)
      continue
    }
    // Databases order text by rules of their own.
    const [a, b] = [[...records].sort(), [...other].sort()]
    const missing = a.filter((hash, index) => hash !== b[index]).length
    if (a.length !== b.length || missing > 0) {
      wrong.push(`${name}: ${a.length} records, then ${b.length}; ${missing} differ`)
    }
  }
  if (second.size !== first.size) wrong.push(`${first.size} files, then ${second.size}`)
  return wrong
}

/** A database of its own on a server that is there or started for this; null where there is none. */
async function otherDialect(folder: string): Promise<{ env: Env; stop(): Promise<void> }> {
  const { startPostgres } = await import('../postgres.mjs')
  const given = process.env.LIMEN_TEST_DATABASE_URL
  const started = given ? null : await startPostgres()
  const url = given ?? started?.url
  const common = { LIMEN_DATA_DIR: join(folder, 'restored'), LIMEN_LOG_LEVEL: 'warn' }
  if (!url) {
    console.log('no PostgreSQL was found: the dump is restored on SQLite again')
    return { env: { ...common, DATABASE_URL: '' }, stop: async () => undefined }
  }
  const name = `limen_dump_${randomBytes(6).toString('hex')}`
  const administer = async (statement: string) => {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query(statement)
    await client.end()
  }
  await administer(`create database ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  return {
    env: {
      ...common,
      DATABASE_URL: own.href,
      LIMEN_BLOB_DIR: join(folder, 'restored-blobs'),
      LIMEN_MASTER_KEY: randomBytes(32).toString('base64'),
    },
    stop: async () => {
      await administer(`drop database ${name} with (force)`)
      await started?.stop()
    },
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { users: { type: 'string', default: '100000' } } })
  const users = Number(values.users)
  const folder = await mkdtemp(join(tmpdir(), 'limen-dump-'))
  const env: Env = { LIMEN_DATA_DIR: join(folder, 'data'), LIMEN_LOG_LEVEL: 'warn', DATABASE_URL: '' }
  const findings: string[] = []
  const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1)
  const other = await otherDialect(folder)
  let server: RunningServer | undefined
  try {
    const photo = new Uint8Array(await readFile(join(root, 'samples/anna-1.jpg')))
    const client = await createClient(root, env, 'main')
    const seeding = performance.now()
    const context = await openContext({ env })
    const { model } = context.engines.face
    await fillWithTemplates(context, client.tenantId, model.id, model.dimension, users)
    console.log(`${users} users with sealed templates in ${seconds(seeding)} s`)

    server = await RunningServer.start(root, env)
    const userId = await enrol(server, client, photo)
    const { tenantId } = client
    const owner: Context = {
      ...context,
      actor: { kind: 'admin', id: 'check', tenantId, role: 'owner', provedAt: new Date() },
    }
    const made = await watchDump(owner, server)
    const growth = made.peak - made.before
    const megabytes = (made.dump.sizeBytes! / 1e6).toFixed(1)
    console.log(
      `dump of ${made.dump.counts!.users} users and ${made.dump.counts!.templates} templates: ${megabytes} MB in ${made.seconds.toFixed(1)} s; ` +
        `server ${made.before.toFixed(0)} MB before, ${made.peak.toFixed(0)} MB at most, growth ${growth.toFixed(0)} MB`,
    )
    console.log(`progress seen: ${made.shares.map((share) => `${Math.floor(share * 100)} %`).join(', ') || 'none'}`)
    if (growth > growthMb) findings.push(`memory grew by ${growth.toFixed(0)} MB, allowed are ${growthMb}`)
    if (made.dump.counts!.users !== users + 1) findings.push(`${made.dump.counts!.users} users in the dump`)
    if (users >= 50_000 && made.shares.length < 3) findings.push('no progress was to be seen')
    if (made.shares.some((share, index) => share < (made.shares[index - 1] ?? 0))) findings.push('progress went back')

    const first = join(folder, `${made.name}.zip.age`)
    const { bytes } = await downloadDump(owner, { dump: made.name })
    await pipeline(bytes, createWriteStream(first))
    await context.close()
    await server.end('SIGTERM')

    const passphraseFile = join(folder, 'passphrase')
    await writeFile(passphraseFile, `${passphrase}\n`, { mode: 0o600 })
    await mkdir(other.env.LIMEN_DATA_DIR!, { recursive: true })
    const restoring = performance.now()
    const restored = JSON.parse(
      await limen(root, other.env, 'restore', first, '--passphrase-file', passphraseFile, '--json'),
    )
    console.log(
      `restored on ${other.env.DATABASE_URL ? 'PostgreSQL' : 'SQLite'} in ${seconds(restoring)} s: ${JSON.stringify(restored.counts)}`,
    )
    const second = join(folder, 'second.zip.age')
    const dumping = performance.now()
    await limen(root, other.env, 'dump', second, '--passphrase-file', passphraseFile)
    console.log(`dumped again in ${seconds(dumping)} s`)
    const [before, after] = [await hashesOf(first, folder), await hashesOf(second, folder)]
    const wrong = compare(before, after)
    findings.push(...wrong.map((line) => `second dump: ${line}`))
    const records = [...before]
      .filter(([name]) => name !== 'manifest.json')
      .reduce((sum, [, all]) => sum + all.length, 0)
    if (wrong.length === 0) console.log(`${records} records of the first dump are in the second, equal to the byte`)

    await limen(root, other.env, 'audit', 'verify').catch((error: Error) =>
      findings.push(`audit verify: ${error.message}`),
    )
    const [pair] = JSON.parse(await readFile(restored.clientsFile, 'utf8')) as Credentials[]
    server = await RunningServer.start(root, other.env)
    const verify = async (picture: string) => {
      const path = `/users/${userId}/dialogue/verify/face`
      const { data } = await server!.legacy(pair!, 'POST', path, {
        photo: new Uint8Array(await readFile(join(root, 'samples', picture))),
      })
      return data
    }
    const [same, stranger] = [await verify('anna-1.jpg'), await verify('ben-1.jpg')]
    console.log(`the restored person with the same photo: ${same.message}; with another’s: ${stranger.message}`)
    if (same.verified !== true) findings.push(`the restored person does not verify: ${JSON.stringify(same)}`)
    if (stranger.verified !== false)
      findings.push(`a stranger verifies as the restored person: ${JSON.stringify(stranger)}`)
    const old = await server.legacy(client, 'POST', '/users', { reference_id: 'x' })
    if (old.httpStatus === 200) findings.push('the client’s old secret still works')
  } finally {
    await server?.end('SIGTERM')
    await other.stop()
    await rm(folder, { recursive: true, force: true })
  }
  endWith(findings)
}

await main()
