/**
 * Sends thousands of requests at once, three times over, and asks what came of them: each is answered in the contract's form,
 * with success or "come back later", what was answered is what was done, and memory does not go on growing.
 * `npm run check:flood`.
 *
 *   --requests N  at once, in each round (default 5000)
 */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openContext } from '@/bin/_context'
import { createEngines } from '@/engines/index'
import { createClient, limen, RunningServer, type Credentials } from '@/e2e/running-server'
import { cutFaces } from './faces'
import { endWith } from './findings'
import { findHalfEnrolments } from './whole'

const root = process.cwd()
const rounds = 3
/** How much larger the server may be after the last round than after the first, in MB. */
const growthMb = 50

interface Outcome {
  /** HTTP status, or the code of the connection's error. */
  status: number | string
  message: string
}

/** Enrolls one face, as its own connection of its own caller. */
function enrol(server: RunningServer, { key, secret }: Credentials, userId: string, body: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve({ status: error.code ?? error.message, message: '' })
    const call = request(`${server.url}/api/1.1/users/${userId}/dialogue/enroll/face`, {
      method: 'POST',
      agent,
      headers: {
        'x-biometrid-key': key,
        'x-biometrid-secret': secret,
        'content-type': 'application/json',
        'content-length': body.length,
      },
    })
    call.on('error', failed)
    call.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('error', failed)
      response.on('end', () => resolve({ status: response.statusCode!, message: messageOf(text) }))
    })
    call.end(body)
  })
}

const agent = new Agent({ keepAlive: false, maxSockets: Infinity })

function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as { data: { message: string } }).data.message
  } catch {
    return `not the contract's form: ${text.slice(0, 80)}`
  }
}

/** Resident memory in MB, the least of 15 s: collections of garbage come when they like. */
async function memoryOf(pid: number): Promise<number> {
  let least = Infinity
  for (let second = 0; second < 15; second++) {
    await wait(1_000)
    least = Math.min(least, Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024)
  }
  return least
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { requests: { type: 'string', default: '5000' } } })
  const count = Number(values.requests)
  const folder = await mkdtemp(join(tmpdir(), 'limen-flood-'))
  const env = { LIMEN_DATA_DIR: join(folder, 'data'), LIMEN_LOG_LEVEL: 'warn', DATABASE_URL: '' }
  const findings: string[] = []
  try {
    const engines = createEngines({ root, workers: 1 })
    const [face] = await cutFaces(root, engines)
    await engines.close()
    const body = JSON.stringify({ photo: Buffer.from(face.jpeg).toString('base64') })

    const client = await createClient(root, env, 'flood')
    const server = await RunningServer.start(root, env)
    // A server that has worked before: what its caches and compilers take at first is no fault of a flood.
    const { data: regular } = await server.legacy(client, 'POST', '/users', { reference_id: 'regular' })
    for (let call = 0; call < 150; call++) {
      const act = call === 0 ? 'enroll' : 'verify'
      await server.legacy(client, 'POST', `/users/${regular.id}/dialogue/${act}/face`, { photo: face.jpeg })
    }
    const memory: number[] = []
    for (let round = 1; round <= rounds; round++) {
      // Few users, so that many of those that are let in meet on the same one.
      const userIds: string[] = []
      for (let user = 0; user < 20; user++) {
        const { data } = await server.legacy(client, 'POST', '/users', { reference_id: `round-${round}-user-${user}` })
        userIds.push(data.id!)
      }
      const startedAt = performance.now()
      const outcomes = await Promise.all(
        Array.from({ length: count }, (_, number) => enrol(server, client, userIds[number % 20], body)),
      )
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
      const tally = new Map<string, number>()
      for (const { status, message } of outcomes) {
        const what = `${status} ${message}`
        tally.set(what, (tally.get(what) ?? 0) + 1)
      }
      const isPlanned = ({ status, message }: Outcome) =>
        (status === 200 && /^FACE_(ENROLLED_WITH_SUCCESS|ALREADY_DETECTED_ON_GALLERY)$/.test(message)) ||
        (status === 503 && message === 'PROBLEM_OCURRED_REPEAT_REQUEST')
      const unplanned = outcomes.filter((outcome) => !isPlanned(outcome))
      if (unplanned.length > 0) findings.push(`round ${round}: ${unplanned.length} unplanned answers`)
      if (!outcomes.some(({ status }) => status === 503)) findings.push(`round ${round}: nothing was turned away`)

      const told = outcomes.filter(({ message }) => message === 'FACE_ENROLLED_WITH_SUCCESS').length
      let enrolled = 0
      for (const userId of userIds) {
        const { data } = await server.legacy(client, 'POST', `/users/${userId}/dialogue/verify/face`, {
          photo: face.jpeg,
        })
        if (data.verified === true) enrolled++
      }
      if (enrolled !== told) findings.push(`round ${round}: ${told} were told of success, ${enrolled} are enrolled`)
      memory.push(await memoryOf(server.pid))
      const answers = [...tally].map(([what, times]) => `${times} x ${what}`).join(', ')
      console.log(`round ${round}: ${count} at once, ${seconds} s: ${answers}; then ${memory.at(-1)!.toFixed(0)} MB`)
    }
    const growth = memory.at(-1)! - memory[0]
    if (growth > growthMb) findings.push(`memory grew by ${growth.toFixed(0)} MB since the first round`)
    await server.end('SIGTERM')

    const context = await openContext({ env })
    findings.push(...(await findHalfEnrolments(context)).map((line) => `half there: ${line}`))
    await context.close()
    await limen(root, env, 'audit', 'verify').catch((error: Error) => findings.push(`audit verify: ${error.message}`))
    console.log(`memory after the last round is ${growth.toFixed(0)} MB above that after the first`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  endWith(findings)
}

await main()
