/** A real server for the committed checks and the benchmark: its own data folder and port, spoken to over HTTP only. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

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
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly printed: string[],
  ) {}

  /** Starts `bin/server.mjs` and waits until it reports itself ready. `env` is laid over this process's own. */
  static async start(
    root: string,
    env: Record<string, string>,
    { readyWithinMs = 60_000, nodeOptions = [] as string[] } = {},
  ): Promise<RunningServer> {
    const port = await freePort()
    const child = spawn(process.execPath, [...nodeOptions, join(root, 'bin/server.mjs')], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production', ...env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const printed: string[] = []
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed.push(text)
        if (printed.length > 200) printed.shift()
      })
    }
    const server = new RunningServer(`http://127.0.0.1:${port}`, child, printed)
    const giveUpAt = Date.now() + readyWithinMs
    while (!(await server.isReady())) {
      if (child.exitCode !== null || Date.now() > giveUpAt) {
        child.kill('SIGKILL')
        throw new Error(`The server did not become ready:\n${server.output()}`)
      }
      await wait(50)
    }
    return server
  }

  private async isReady(): Promise<boolean> {
    return fetch(`${this.url}/api/health`).then(
      (response) => response.ok,
      () => false,
    )
  }

  get pid(): number {
    return this.child.pid!
  }

  output(): string {
    return this.printed.join('')
  }

  /** Ends the process and waits until it is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
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

/** Makes a client the way an operator does, with `npx limen client create`. */
export function createClient(root: string, env: Record<string, string>, tenant: string): Credentials {
  const args = [join(root, 'bin/limen.mjs'), 'client', 'create', '--tenant', tenant, '--name', 'check', '--json']
  const made = spawnSync(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`limen client create failed:\n${made.stderr}`)
  return JSON.parse(made.stdout)
}
