/**
 * Kills the server at random moments while people are being enrolled, starts it again and asks what is left:
 * every enrolment that was acknowledged verifies, none is half there, the audit chain holds. `npm run check:crash`.
 *
 *   --rounds N      how often the server is killed (default 20)
 *   --enrolments N  how many enrolments each round sends (default 300)
 *   --callers N     how many at a time (default 6)
 *   --seed N        of the random moments (default: the clock; printed, so that a failure can be repeated)
 */
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openContext } from '@/bin/_context'
import { seededRandom } from '@/bin/eval/statistics'
import { createClient, RunningServer, type Credentials } from '@/e2e/running-server'
import { createEngines } from '@/engines/index'
import { cutFaces, type CutFace } from './faces'
import { endWith } from './findings'
import { findHalfEnrolments } from './whole'

interface Acknowledged {
  userId: string
  face: CutFace
}

const root = process.cwd()

/** Enrols until everybody is in or the server is gone; returns what it acknowledged. */
async function enrolMany(
  server: RunningServer,
  client: Credentials,
  faces: CutFace[],
  { enrolments, callers, label }: { enrolments: number; callers: number; label: string },
): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = []
  let next = 0
  const caller = async () => {
    while (next < enrolments) {
      const number = next++
      const face = faces[number % faces.length]
      const created = await server.legacy(client, 'POST', '/users', { reference_id: `${label}-${number}` })
      const userId = created.data.id!
      const enrolled = await server.legacy(client, 'POST', `/users/${userId}/dialogue/enroll/face`, {
        photo: face.jpeg,
      })
      if (enrolled.data.message === 'FACE_ENROLLED_WITH_SUCCESS') acknowledged.push({ userId, face })
      else throw new Error(`Enrolment was refused: ${enrolled.httpStatus} ${JSON.stringify(enrolled.data)}`)
    }
  }
  // A broken connection is what the kill looks like from outside; anything else is a finding.
  await Promise.all(
    Array.from({ length: callers }, () =>
      caller().catch((error: Error) => {
        if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error
      }),
    ),
  )
  return acknowledged
}

async function verifyAll(server: RunningServer, client: Credentials, people: Acknowledged[]): Promise<string[]> {
  const lost: string[] = []
  const waiting = [...people]
  const caller = async () => {
    for (let person = waiting.shift(); person; person = waiting.shift()) {
      const path = `/users/${person.userId}/dialogue/verify/face`
      const { data } = await server.legacy(client, 'POST', path, { photo: person.face.jpeg })
      if (data.verified !== true) lost.push(`${person.userId}: ${data.message}`)
    }
  }
  await Promise.all([caller(), caller(), caller()])
  return lost
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '20' },
      enrolments: { type: 'string', default: '300' },
      callers: { type: 'string', default: '6' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  })
  const [rounds, enrolments, callers] = [values.rounds, values.enrolments, values.callers].map(Number)
  const random = seededRandom(Number(values.seed))
  const folder = await mkdtemp(join(tmpdir(), 'limen-crash-'))
  const env = { LIMEN_DATA_DIR: join(folder, 'data'), LIMEN_LOG_LEVEL: 'warn', DATABASE_URL: '' }
  const engines = createEngines({ root, workers: 1 })
  const faces = await cutFaces(root, engines)
  await engines.close()
  console.log(`${rounds} rounds of up to ${enrolments} enrolments, ${faces.length} faces, seed ${values.seed}`)

  const failures: string[] = []
  let total = 0
  try {
    const client = await createClient(root, env, 'crash')
    // How long a whole round takes is learnt from an unkilled stretch, so that kills fall anywhere within it.
    let msPerEnrolment = 0
    for (let round = 1; round <= rounds; round++) {
      const server = await RunningServer.start(root, env)
      if (msPerEnrolment === 0) {
        const startedAt = Date.now()
        await enrolMany(server, client, faces, { enrolments: 2 * callers, callers, label: 'warm' })
        msPerEnrolment = (Date.now() - startedAt) / (2 * callers)
      }
      const enrolling = enrolMany(server, client, faces, { enrolments, callers, label: `round-${round}` })
      await wait(random() * enrolments * msPerEnrolment)
      await server.end('SIGKILL')
      const acknowledged = await enrolling
      total += acknowledged.length

      const again = await RunningServer.start(root, env)
      const lost = await verifyAll(again, client, acknowledged)
      await again.end('SIGTERM')
      const context = await openContext({ env })
      const half = await findHalfEnrolments(context)
      await context.close()
      const audit = spawnSync(process.execPath, [join(root, 'bin/limen.mjs'), 'audit', 'verify'], {
        cwd: root,
        env: { ...process.env, ...env },
        encoding: 'utf8',
      })
      if (audit.status !== 0) failures.push(`round ${round}: audit verify: ${audit.stdout}${audit.stderr}`)
      failures.push(...lost.map((line) => `round ${round}: acknowledged, but not verified: ${line}`))
      failures.push(...half.map((line) => `round ${round}: half there: ${line}`))
      console.log(
        `round ${round}: killed after ${acknowledged.length} acknowledged; ${lost.length} lost, ${half.length} half`,
      )
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  endWith(failures, `${total} acknowledged enrolments over ${rounds} kills; `)
}

await main()
