/** A built server of its own for a test: own data, key and port, started and stopped as a process, seen from outside only. */
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Bureau {
  url: string
  port: number
  /** The one-time address the console printed; undefined once there is an owner. */
  setUpUrl: string | undefined
  /** Everything printed so far. */
  output(): string
  /** Runs `limen` against the same data; resolves with what it printed. */
  limen(...args: string[]): Promise<string>
  stop(): Promise<void>
}

const root = join(import.meta.dirname, '..')

export async function startBureau(env: Record<string, string> = {}): Promise<Bureau> {
  const home = await mkdtemp(join(tmpdir(), 'limen-e2e-'))
  const port = await freePort()
  const ownEnv: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: 'production',
    LIMEN_BUILD_DIR: process.env.LIMEN_BUILD_DIR ?? '.next-test',
    LIMEN_DATA_DIR: join(home, 'data'),
    DATABASE_URL: '',
    PORT: String(port),
    ...env,
  }
  const options: SpawnOptions = { cwd: root, env: ownEnv, stdio: ['ignore', 'pipe', 'pipe'] }
  const server = spawn(process.execPath, ['bin/server.mjs'], options)
  const printed = collect(server)
  const bureau = {
    url: `http://127.0.0.1:${port}`,
    port,
    output: printed,
    async limen(...args: string[]) {
      const child = spawn(process.execPath, ['bin/limen.mjs', ...args], options)
      const said = collect(child)
      const [code] = await once(child, 'close')
      if (code !== 0) throw new Error(`limen ${args.join(' ')} ended with ${code}: ${said()}`)
      return said()
    },
    async stop() {
      if (server.exitCode === null) {
        server.kill('SIGTERM')
        await once(server, 'exit')
      }
      await rm(home, { recursive: true, force: true })
    },
  }
  try {
    await ready(server, printed)
  } catch (error) {
    await bureau.stop()
    throw error
  }
  return { ...bureau, setUpUrl: /http\S+\/set-up\/\S+/.exec(printed())?.[0] }
}

function collect(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
  }
  return () => text
}

/** Listening, every worker warm. */
async function ready(server: ChildProcess, printed: () => string): Promise<void> {
  for (let attempt = 0; attempt < 600 && server.exitCode === null; attempt++) {
    if (printed().includes('Limen is ready') && printed().includes('workers are warm')) return
    await sleep(100)
  }
  throw new Error(`The server did not become ready:\n${printed()}`)
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
