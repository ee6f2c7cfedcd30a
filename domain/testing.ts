/**
 * What tests of the domain stand on: a fresh bureau with a real database, keystore and blob folder, and a suite that runs
 * on every dialect. Nothing outside of tests imports it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, describe } from 'vitest'
import { openBlobs } from '@/db/blobs'
import { openKeys } from '@/db/keys'
import { openDatabase } from '@/db/open'
import type { Dialect } from '@/db/types'
import type { Engines } from '@/engines/types'
import type { Actor, Context } from './context'
import { newId } from './ids'

export interface TestOptions {
  dialect?: Dialect
  actor?: Actor
  engines?: Engines
  now?: () => Date
}

export interface TestContext extends Context {
  /** The bureau's data folder, gone after the test. */
  dataDir: string
}

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A bureau of its own, empty, closed and removed after the test. Commits do not wait for the disk. */
export async function testContext({ actor, engines, now }: TestOptions = {}): Promise<TestContext> {
  const home = await mkdtemp(join(tmpdir(), 'limen-test-'))
  closing.push(() => rm(home, { recursive: true, force: true }))
  const dataDir = join(home, 'data')
  const where = { dataDir, durable: false }
  const db = await openDatabase(where)
  closing.push(() => db.close())
  const keys = await openKeys({ ...where, master: { kind: 'file', path: join(home, 'data.key') } })
  closing.push(() => keys.close())
  return {
    db,
    keys,
    blobs: await openBlobs(join(dataDir, 'blobs')),
    engines: engines ?? noEngines,
    log: pino({ level: 'silent' }),
    actor: actor ?? { kind: 'operator', id: 'cli' },
    now: now ?? (() => new Date()),
    requestId: newId(),
    dataDir,
  }
}

/** Runs a suite on every dialect there is to test. `open` makes a fresh bureau. */
export function describeDialects(
  name: string,
  suite: (open: (options?: Omit<TestOptions, 'dialect'>) => Promise<TestContext>) => void,
): void {
  describe(`${name} on SQLite`, () => suite((options) => testContext({ ...options, dialect: 'sqlite' })))
}

const noEngines = new Proxy({} as Engines, {
  get: (_, name) => {
    throw new Error(`This test gave testContext no engines, and something asked for engines.${String(name)}.`)
  },
})
