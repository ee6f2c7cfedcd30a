/** A server of its own for a test: new data and key, gone when it stops. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { limen, RunningServer, seedUsers } from './running-server'

export interface Bureau {
  url: string
  port: number
  /** The one-time address the console printed; undefined once there is an owner. */
  setUpUrl: string | undefined
  /** Everything printed so far. */
  output(): string
  /** What tells other processes which data and which build these are. */
  env: Record<string, string>
  /** Runs `limen` against the same data; resolves with what it printed. */
  limen(...args: string[]): Promise<string>
  /** Adds users whose templates are random, past the API. */
  seed(users: number): Promise<void>
  /** Makes every sign-in so many minutes old, as waiting would. */
  ageSignIns(minutes: number): Promise<void>
  /** Makes every line of the feed and every pairing so many minutes old, as waiting would. */
  ageFeed(minutes: number): Promise<void>
  /** Every terminal was last heard of so many minutes before it was. */
  ageTerminals(minutes: number): Promise<void>
  stop(): Promise<void>
  /** Stops the server and starts it again, over the same data and on the same port. @param away what happens in between */
  restart(away?: () => Promise<void>): Promise<void>
}

const root = join(import.meta.dirname, '..')

/** @param host the name that pages are asked under: the portal's cookies and passkeys belong to `localhost` */
export async function startBureau(
  env: Record<string, string> = {},
  { host = '127.0.0.1' }: { host?: string } = {},
): Promise<Bureau> {
  const home = await mkdtemp(join(tmpdir(), 'limen-e2e-'))
  const remove = () => rm(home, { recursive: true, force: true })
  const ownEnv = {
    LIMEN_BUILD_DIR: process.env.LIMEN_BUILD_DIR ?? '.next-test',
    LIMEN_DATA_DIR: join(home, 'data'),
    DATABASE_URL: '',
    ...env,
  }
  let server = await RunningServer.start(root, ownEnv).catch(async (error: unknown) => {
    await remove()
    throw error
  })
  const age = async (minutes: number, ...statements: string[]) => {
    // As db/sqlite-driver.ts: the newer driver ends a Node that is too old for it.
    const hasNodeApi10 = Number(process.versions.napi) >= 10
    const { default: Driver } = hasNodeApi10 ? await import('better-sqlite3') : await import('better-sqlite3-node20')
    const database = new Driver(join(ownEnv.LIMEN_DATA_DIR, 'limen.db'))
    for (const statement of statements) database.prepare(statement).run(minutes * 60_000)
    database.close()
  }
  return {
    url: server.url.replace('127.0.0.1', host),
    port: Number(new URL(server.url).port),
    setUpUrl: /http\S+\/set-up\/\S+/.exec(server.output())?.[0],
    output: () => server.output(),
    env: ownEnv,
    limen: (...args) => limen(root, ownEnv, ...args),
    seed: (users) => seedUsers(root, ownEnv, users),
    ageSignIns: (minutes) => age(minutes, 'update admin_sessions set proved_at = proved_at - ?'),
    ageFeed: (minutes) =>
      age(minutes, 'update changes set at = at - ?', 'update terminals set paired_at = paired_at - ?'),
    ageTerminals: (minutes) => age(minutes, 'update terminals set last_seen_at = last_seen_at - ?'),
    async stop() {
      await server.end('SIGTERM')
      await remove()
    },
    async restart(away) {
      await server.end('SIGTERM')
      await away?.()
      server = await RunningServer.start(root, { ...ownEnv, PORT: new URL(server.url).port })
    },
  }
}
