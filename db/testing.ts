/**
 * Storage for tests: a fresh database, keystore and blob folder on every dialect there is, gone after the test.
 * Nothing outside of tests imports it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe } from 'vitest'
import { openBlobs } from './blobs'
import { readTestDatabaseUrl } from './env'
import { openKeys } from './keys'
import { openDatabase, openDatabaseOver } from './open'
import { sharedStore } from './testing-postgres'
import { openSnapshots } from './snapshots'
import type { Blobs, Database, Keys, Snapshots } from './types'
import type { MasterKeySource } from './unlock'

export type TestDialect = 'sqlite' | 'pglite' | 'postgres'

export interface TestStorage {
  db: Database
  keys: Keys
  blobs: Blobs
  snapshots: Snapshots
  /** The data folder; only SQLite keeps databases in it. */
  dataDir: string
  keyFile: string
  /** Opens the same keystore once more, as another process would. */
  reopenKeys(master?: MasterKeySource): Promise<Keys>
}

export interface StorageOptions {
  dialect?: TestDialect
  /** Keep it until the end of the file: for `beforeAll`. Without it, it goes after the test. */
  keep?: boolean
}

const afterTest: (() => Promise<unknown>)[] = []
const afterFile: (() => Promise<unknown>)[] = []
const closeAll = async (closing: (() => Promise<unknown>)[]) => {
  for (const close of closing.splice(0).reverse()) await close()
}
afterEach(() => closeAll(afterTest))
afterAll(() => closeAll(afterFile))

/**
 * Empty storage. On SQLite it is the caller's own; on PGlite and PostgreSQL one database serves a whole test file and is
 * emptied here, so that only the newest storage of a file is usable. Commits do not wait for the disk.
 */
export async function testStorage({ dialect = 'sqlite', keep = false }: StorageOptions = {}): Promise<TestStorage> {
  const closing = keep ? afterFile : afterTest
  const home = await mkdtemp(join(tmpdir(), 'limen-test-'))
  closing.push(() => rm(home, { recursive: true, force: true }))
  const dataDir = join(home, 'data')
  const keyFile = join(home, 'data.key')

  const store = dialect === 'sqlite' ? undefined : await sharedStore(dialect, (close) => afterFile.push(close))
  await store?.empty()
  const where = store ? { store } : { dataDir, durable: false }
  const reopenKeys = async (master: MasterKeySource = { kind: 'file', path: keyFile }) => {
    const keys = await openKeys({ ...where, master })
    closing.push(() => keys.close())
    return keys
  }
  const db = store ? await openDatabaseOver(store) : await openDatabase({ dataDir, durable: false })
  closing.push(() => db.close())
  const keys = await reopenKeys()
  const blobs = await openBlobs(join(dataDir, 'blobs'))
  const snapshots = await openSnapshots(join(dataDir, 'galleries'))
  return { db, keys, blobs, snapshots, dataDir, keyFile, reopenKeys }
}

/**
 * Runs a suite on both dialects: SQLite, and PostgreSQL where LIMEN_TEST_DATABASE_URL names a server. Without one PGlite stands
 * in for it, so that no machine tests less than both.
 */
export function describeDialects(name: string, suite: (dialect: TestDialect) => void): void {
  describe(`${name} on SQLite`, () => suite('sqlite'))
  if (readTestDatabaseUrl()) describe(`${name} on PostgreSQL`, () => suite('postgres'))
  else describe(`${name} on PGlite`, () => suite('pglite'))
}
