/**
 * The server under load over real HTTP: requests per second and latencies of Verify Face at 1, 8 and 32 callers, and what
 * the load does to the main thread's event loop, compared with the same load while plain CPU-spinning threads stand in the
 * engines' place.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { createClient, RunningServer, type Credentials } from '@/e2e/running-server'
import { benchPhoto } from './photo'
import { median, percentile } from './timing'

export interface HttpRow {
  callers: number
  requests: number
  requestsPerSecond: number
  p50Ms: number
  p95Ms: number
}

export interface LoopReport {
  /** Median over the rounds of the event loop delay's 99th percentile during 32 concurrent verifies. */
  enginesP99Ms: number
  spinningP99Ms: number
  ratio: number
}

interface Bureau {
  server: RunningServer
  client: Credentials
  userId: string
  photo: Uint8Array
}

const loopRounds = 5

async function verifyFor(bureau: Bureau, callers: number, ms: number): Promise<number[]> {
  const latencies: number[] = []
  const until = performance.now() + ms
  const path = `/users/${bureau.userId}/dialogue/verify/face`
  const caller = async () => {
    while (performance.now() < until) {
      const startedAt = performance.now()
      const { httpStatus } = await bureau.server.legacy(bureau.client, 'POST', path, { photo: bureau.photo })
      if (httpStatus !== 200) throw new Error(`Verify Face answered ${httpStatus} under load`)
      latencies.push(performance.now() - startedAt)
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return latencies
}

async function withBureau<T>(
  root: string,
  preloads: string[],
  extraEnv: Record<string, string>,
  use: (bureau: Bureau, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'limen-bench-'))
  const env = {
    LIMEN_DATA_DIR: join(folder, 'data'),
    LIMEN_LOG_LEVEL: 'warn',
    DATABASE_URL: '',
    LIMEN_BENCH_LOOP_FILE: join(folder, 'loop.json'),
    ...extraEnv,
  }
  const client = await createClient(root, env, 'bench')
  const nodeOptions = preloads.flatMap((file) => ['--import', pathToFileURL(join(root, 'bin/bench', file)).href])
  const server = await RunningServer.start(root, env, { nodeOptions })
  try {
    const photo = (await benchPhoto(root)).jpeg
    const { data } = await server.legacy(client, 'POST', '/users', { reference_id: 'bench' })
    const bureau = { server, client, userId: data.id!, photo }
    await server.legacy(client, 'POST', `/users/${data.id}/dialogue/enroll/face`, { photo })
    await verifyFor(bureau, 4, 1_500)
    return await use(bureau, folder)
  } finally {
    await server.end('SIGTERM')
    await rm(folder, { recursive: true, force: true })
  }
}

export async function benchHttp(
  root: string,
  step: (label: string) => void,
): Promise<{ rows: HttpRow[]; rssMiB: number }> {
  return withBureau(root, [], {}, async (bureau) => {
    const rows: HttpRow[] = []
    for (const callers of [1, 8, 32]) {
      step(`Verify Face with ${callers} callers`)
      const startedAt = performance.now()
      const latencies = await verifyFor(bureau, callers, 8_000)
      rows.push({
        callers,
        requests: latencies.length,
        requestsPerSecond: latencies.length / ((performance.now() - startedAt) / 1000),
        p50Ms: percentile(latencies, 0.5),
        p95Ms: percentile(latencies, 0.95),
      })
    }
    return { rows, rssMiB: await rssMiB(bureau.server.pid) }
  })
}

/** Resident memory of a process as the kernel counts it; NaN where there is no /proc. */
async function rssMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)
}

async function loopDelay(bureau: Bureau, folder: string): Promise<number[]> {
  const file = join(folder, 'loop.json')
  const read = async () => {
    await rm(file, { force: true })
    process.kill(bureau.server.pid, 'SIGUSR2')
    for (;;) {
      const text = await readFile(file, 'utf8').catch(() => null)
      if (text) return JSON.parse(text).p99Ms as number
      await wait(10)
    }
  }
  const p99s: number[] = []
  for (let round = 0; round < loopRounds; round++) {
    await read()
    await verifyFor(bureau, 32, 4_000)
    p99s.push(await read())
  }
  return p99s
}

export async function benchLoop(root: string, step: (label: string) => void): Promise<LoopReport> {
  step('event loop under 32 verifies, engines at work')
  let spinMs = 0
  const engines = await withBureau(root, ['loop-probe.mjs'], {}, async (bureau, folder) => {
    const alone = await verifyFor(bureau, 1, 3_000)
    spinMs = Math.round(median(alone))
    return loopDelay(bureau, folder)
  })
  step('event loop under 32 verifies, spinning threads instead')
  const spinning = await withBureau(
    root,
    ['loop-probe.mjs', 'spin-workers.mjs'],
    { LIMEN_BENCH_SPIN_MS: String(spinMs) },
    loopDelay,
  )
  const [enginesP99Ms, spinningP99Ms] = [median(engines), median(spinning)]
  return { enginesP99Ms, spinningP99Ms, ratio: enginesP99Ms / spinningP99Ms }
}
