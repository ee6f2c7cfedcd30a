/** The reference terminal as a process, beside a server: both are killed, and in the end it is retired. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { json } from 'node:stream/consumers'
import { expect as patient, test } from './fixtures'
import { limen, RunningServer } from './running-server'

const root = join(import.meta.dirname, '..')
const expect = patient.configure({ timeout: 40_000 })
const sample = (name: string) => join(root, 'samples', name)

/** What a customer's own system calls. */
class Customer {
  #token = ''
  constructor(
    readonly url: string,
    readonly client: { key: string; secret: string },
  ) {}

  async signIn() {
    const form = { grant_type: 'client_credentials', client_id: this.client.key, client_secret: this.client.secret }
    const address = `${this.url}/auth/realms/main/protocol/openid-connect/token`
    const answer = await fetch(address, { method: 'POST', body: new URLSearchParams(form) })
    this.#token = ((await answer.json()) as { access_token: string }).access_token
  }

  async #send(path: string, body?: object) {
    const headers = {
      authorization: `Bearer ${this.#token}`,
      'x-dasgate-tenant-id': 'main',
      'content-type': 'application/json',
    }
    const init = { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body) }
    return (await (await fetch(this.url + path, init)).json()) as Record<string, never>
  }

  api = (path: string, body?: object) => this.#send(`/api/public/${path}`, body)

  async act<Payload>(name: string, input: object, fields: string): Promise<Payload> {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input!`
    const query = `mutation ($input: ${type}) { ${name}(input: $input) { __typename ${fields} } }`
    const variables = { input: { ...input, idempotencyKey: crypto.randomUUID() } }
    const { data } = await this.#send('/api/graphql', { query, variables })
    return (data as Record<string, Payload>)[name]!
  }
}

test('a terminal outlives its server and its own end, and obeys when it is retired', async () => {
  test.setTimeout(300_000)
  const home = await mkdtemp(join(tmpdir(), 'limen-gate-'))
  const gate = join(home, 'gate')
  const env: Record<string, string> = {
    LIMEN_BUILD_DIR: process.env.LIMEN_BUILD_DIR ?? '.next-test',
    LIMEN_DATA_DIR: join(home, 'data'),
    DATABASE_URL: '',
  }
  let server = await RunningServer.start(root, env)
  env.PORT = new URL(server.url).port
  const children: ChildProcess[] = []

  const terminal = (...args: string[]) => limen(root, env, 'terminal', ...args, '--data', gate)
  /** With its exit code. */
  const tried = (...args: string[]) =>
    terminal(...args).then(
      (output) => ({ code: 0, output }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
        code,
        output: stdout + stderr,
      }),
    )
  /** As a camera would speak to it; null where nobody answers. */
  const atDoor = async (method: string, path: string, body?: Buffer) => {
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request({ socketPath: join(gate, 'door.sock'), method, path, agent: false }, resolve)
      asked.on('error', reject).end(body)
    })
    return answered.then(
      async (answer) => (await json(answer)) as Record<string, unknown>,
      () => null,
    )
  }
  const status = () => atDoor('GET', '/status')
  const show = async (name: string) => atDoor('POST', '/show', await readFile(sample(name)))
  function startTerminal() {
    const child = spawn(process.execPath, [join(root, 'bin/limen.mjs'), 'terminal', 'run', '--data', gate, '--json'], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    children.push(child)
    const decisions: Record<string, unknown>[] = []
    createInterface(child.stdout).on('line', (line) => decisions.push(JSON.parse(line) as Record<string, unknown>))
    return { child, decisions }
  }

  try {
    const scopes = 'enrol,read,events,members,device'
    const made = await limen(
      root,
      env,
      ...['client', 'create', '--tenant', 'main', '--name', 'x', '--scopes', scopes, '--json'],
    )
    const customer = new Customer(server.url, JSON.parse(made) as { key: string; secret: string })
    await customer.signIn()
    const hall = await customer.act<{ zone: { id: string } }>(
      'createFacility',
      { name: 'Hall', region: 'at' },
      '... on ZonePayload { zone { id } }',
    )
    const door = await customer.act<{ terminal: { id: string } }>(
      'createTerminal',
      { zoneId: hall.zone.id, name: 'North' },
      '... on TerminalPayload { terminal { id } }',
    )
    const terminalId = door.terminal.id
    const { code } = await customer.act<{ code: string }>(
      'createPairingCode',
      { terminalId },
      '... on PairingCodePayload { code }',
    )

    expect(await tried('status')).toMatchObject({ code: 1, output: expect.stringContaining('No terminal runs') })
    expect(await tried('show')).toMatchObject({ code: 2 })
    const paired = JSON.parse(await terminal('pair', '--server', server.url, '--code', code, '--json')) as {
      fingerprint: string
    }
    let running = startTerminal()
    await expect.poll(status).toMatchObject({ state: 'waiting' })
    const letIn = await customer.act('confirmTerminal', { terminalId, fingerprint: paired.fingerprint }, '')
    expect(letIn).toEqual({ __typename: 'TerminalPayload' })
    await expect.poll(status).toMatchObject({ state: 'online' })

    const selfie = `data:image/jpeg;base64,${(await readFile(sample('dora-1.jpg'))).toString('base64')}`
    const { user_id } = await customer.api('singles', { acs_id: 'dora', selfie })
    await customer.api('members', { user_id })
    await expect.poll(status).toMatchObject({ held_users: 1 })
    const granted = await tried('show', sample('dora-2.jpg'))
    expect(granted).toMatchObject({ code: 0, output: expect.stringMatching(/^GRANTED dora \(member\), no\. 1, /) })
    const refused = await tried('show', sample('anna-1.jpg'))
    expect(refused).toMatchObject({ code: 3, output: expect.stringContaining('REFUSED nobody known (not_recognised)') })
    expect(await show('../package.json')).toEqual({ message: expect.stringContaining('picture') })

    await server.end('SIGKILL')
    await expect.poll(status).toMatchObject({ state: 'offline' })
    expect(await show('dora-2.jpg')).toMatchObject({ decision: 'granted', sequence: 3, offline: true })
    running.child.kill('SIGKILL')
    await once(running.child, 'exit')
    running = startTerminal()
    await expect.poll(status).toMatchObject({ state: 'offline', held_users: 1 })
    expect(await show('dora-2.jpg')).toMatchObject({ decision: 'granted', sequence: 4, offline: true })
    // What is printed for programs has nothing of the face in it, and is one line each.
    await expect.poll(() => running.decisions).toHaveLength(1)
    expect(running.decisions[0]).toMatchObject({
      decision: 'granted',
      acs_id: 'dora',
      decision_token: expect.any(String),
    })
    expect(JSON.stringify(running.decisions[0])).not.toMatch(/vector|embedding|"score"|template/)

    server = await RunningServer.start(root, env)
    await expect.poll(status, { timeout: 60_000 }).toMatchObject({ state: 'online', queued_reports: 0 })
    await customer.signIn()
    const { items } = await customer.api('access-events')
    const seen = (items as { occurred_at: string; type: string; offline: boolean }[]).sort((a, b) =>
      a.occurred_at.localeCompare(b.occurred_at),
    )
    expect(seen.map(({ type, offline }) => [type, offline])).toEqual([
      ['access_granted', false],
      ['not_recognised', false],
      ['access_granted', true],
      ['access_granted', true],
    ])

    const gone = once(running.child, 'exit')
    await customer.act('retireTerminal', { terminalId }, '')
    expect(await gone).toEqual([4, null])
    expect(await readdir(gate)).toEqual([])
  } finally {
    for (const child of children) child.kill('SIGKILL')
    await server.end('SIGTERM')
    await rm(home, { recursive: true, force: true })
  }
})
