/**
 * A built server as a process, for the end-to-end tests, the committed checks and the benchmark: on a port of its own, over the
 * data that its starter names, seen from outside only.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { get as getOverHttp } from 'node:http'
import { get as getOverTls } from 'node:https'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

export interface Credentials {
  tenantId: string
  clientId: string
  key: string
  secret: string
}

export interface LegacyAnswer {
  httpStatus: number
  status: boolean
  data: Record<string, unknown> & { message?: string; id?: string; userId?: string }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  await new Promise((closed) => probe.close(closed))
  return port
}

export class RunningServer {
  #printed = ''

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#printed += text
      })
    }
  }

  /** Starts `bin/server.mjs` and waits until it reports itself ready. `env` is laid over this process's own. */
  static async start(
    root: string,
    env: Record<string, string>,
    { readyWithinMs = 60_000, nodeOptions = [] as string[] } = {},
  ): Promise<RunningServer> {
    const { PORT: port = String(await freePort()), LIMEN_TLS_CERT: certificate } = env
    const child = spawn(process.execPath, [...nodeOptions, join(root, 'bin/server.mjs')], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production', ...env, PORT: port },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const server = new RunningServer(`${certificate ? 'https' : 'http'}://127.0.0.1:${port}`, child)
    const giveUpAt = Date.now() + readyWithinMs
    while (!(await server.isReady())) {
      if (server.#isGone || Date.now() > giveUpAt) {
        child.kill('SIGKILL')
        throw new Error(`The server did not become ready:\n${server.output()}`)
      }
      await wait(50)
    }
    return server
  }

  /** Healthy, so that every worker is warm. It must have said it listens too: on a taken port it is another server that answers. */
  private async isReady(): Promise<boolean> {
    if (!this.#printed.includes('Limen is ready')) return false
    const get = this.url.startsWith('https') ? getOverTls : getOverHttp
    return new Promise((resolve) => {
      get(`${this.url}/api/health`, { rejectUnauthorized: false }, (answer) => {
        answer.resume()
        resolve(answer.statusCode === 200)
      }).on('error', () => resolve(false))
    })
  }

  get #isGone(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null
  }

  get pid(): number {
    return this.child.pid!
  }

  /** Everything printed so far. */
  output(): string {
    return this.#printed
  }

  /** Ends the process and waits until it is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.#isGone) return
    const gone = once(this.child, 'exit')
    this.child.kill(signal)
    await gone
  }

  /** One legacy call. A picture goes as the multipart part `photo`, other fields as JSON. */
  async legacy(
    { key, secret }: Credentials,
    method: string,
    path: string,
    body: { photo: Uint8Array } | Record<string, string> = {},
  ): Promise<LegacyAnswer> {
    const headers: Record<string, string> = { 'x-biometrid-key': key, 'x-biometrid-secret': secret }
    let payload: BodyInit | undefined
    if (body.photo instanceof Uint8Array) {
      const form = new FormData()
      form.set('photo', new Blob([new Uint8Array(body.photo)], { type: 'image/jpeg' }), 'photo.jpg')
      payload = form
    } else if (method !== 'GET') {
      payload = JSON.stringify(body)
      headers['content-type'] = 'application/json'
    }
    const response = await fetch(`${this.url}/api/1.1${path}`, { method, headers, body: payload })
    const answer = (await response.json()) as { status: boolean; data: LegacyAnswer['data'] }
    return { httpStatus: response.status, ...answer }
  }
}

/** Runs `npx limen` over the same data; resolves with what it printed, rejects with what it complained of. */
export async function limen(root: string, env: Record<string, string>, ...args: string[]): Promise<string> {
  const run = { cwd: root, env: { ...process.env, ...env } }
  return (await promisify(execFile)(process.execPath, [join(root, 'bin/limen.mjs'), ...args], run)).stdout
}

/** Makes a client the way an operator does. */
export async function createClient(root: string, env: Record<string, string>, tenant: string): Promise<Credentials> {
  return JSON.parse(await limen(root, env, 'client', 'create', '--tenant', tenant, '--name', 'check', '--json'))
}

/** Fills tenant `main` with users whose templates are random (bin/checks/seed.ts). */
export async function seedUsers(root: string, env: Record<string, string>, users: number): Promise<void> {
  const run = { cwd: root, env: { ...process.env, ...env } }
  await promisify(execFile)(process.execPath, [join(root, 'build/check-seed.mjs'), '--users', String(users)], run)
}
