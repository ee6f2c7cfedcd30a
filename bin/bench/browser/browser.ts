/**
 * Frame-to-decision time in Chromium, with the share of each step, and the same on the server in the same run, rounds of both by turns. And the
 * longest task of the page's own thread while its engine loads and works.
 */
import { build } from 'esbuild'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium, type Page } from 'playwright'
import { findChromium } from '../../chromium.mjs'
import { RunningServer } from '@/e2e/running-server'
import { defaultLimits } from '@/engines/decode'
import { decodeNode } from '@/engines/decode-node'
import { loadManifest } from '@/engines/models'
import { createRuntime } from '@/engines/runtime'
import { benchPhoto } from '../photo'
import { median, pairedRatio, percentile } from '../timing'
import { frameClock, steps, type FrameTimes, type Step } from './frames'
import type { Order } from './worker'

const rounds = 6
const framesPerRound = 10
const warmUpFrames = 10

export interface BrowserBench {
  widthPx: number
  heightPx: number
  rows: {
    where: string
    medianMs: number
    p95Ms: number
    /** The browser on one thread over this, median of the rounds' ratios. */
    oneThreadOverThis: number
    steps: { step: Step; ms: number; share: number }[]
  }[]
  /** The engine's worker and what it imports, as gzip. */
  workerGzipBytes: number
  /** Of the page's main thread while the check of a device ran; what is under 50 ms is no long task, and is told as 0. */
  longestTaskMs: number
}

type Measure = (count: number) => Promise<FrameTimes[]>

export async function benchBrowser(root: string, step: (label: string) => void): Promise<BrowserBench> {
  const photo = await benchPhoto(root)
  const folder = await mkdtemp(join(tmpdir(), 'limen-bench-'))
  const env = { LIMEN_DATA_DIR: join(folder, 'data'), LIMEN_LOG_LEVEL: 'warn', DATABASE_URL: '' }
  const film = join(folder, 'film.mjpeg')
  await writeFile(film, Buffer.concat(Array.from({ length: 10 }, () => photo.jpeg)))
  const server = await RunningServer.start(root, env)
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: [
      '--no-sandbox',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`,
    ],
  })
  try {
    step('the engine in Chromium and on the server, by turns')
    const context = await browser.newContext({ permissions: ['camera'] })
    const script = await bundled(root, 'bin/bench/browser/worker.ts')
    const hosts: [string, Measure][] = [
      ['Chromium, 1 thread', await inPage(await context.newPage(), server.url, script, photo.jpeg, 1)],
      ['Chromium, 2 threads', await inPage(await context.newPage(), server.url, script, photo.jpeg, 2)],
      ['server, 1 thread', await onServer(root, photo.jpeg)],
    ]
    const times = await byTurns(hosts)
    step('the main thread of a page')
    return {
      widthPx: photo.widthPx,
      heightPx: photo.heightPx,
      rows: hosts.map(([where]) => rowOf(where, times.get(where)!, times.get(hosts[0]![0])!)),
      workerGzipBytes: gzipSync(await bundled(root, 'app/_engine/worker.ts')).length,
      longestTaskMs: await longestTask(await context.newPage(), server.url),
    }
  } finally {
    await browser.close()
    await server.end('SIGTERM')
    await rm(folder, { recursive: true, force: true })
  }
}

async function byTurns(hosts: readonly [string, Measure][]): Promise<Map<string, FrameTimes[][]>> {
  const times = new Map<string, FrameTimes[][]>(hosts.map(([where]) => [where, []]))
  for (const [, measure] of hosts) await measure(warmUpFrames)
  for (let round = 0; round < rounds; round++) {
    for (const [where, measure] of hosts) times.get(where)!.push(await measure(framesPerRound))
  }
  return times
}

function rowOf(where: string, ofRounds: FrameTimes[][], oneThread: FrameTimes[][]): BrowserBench['rows'][number] {
  const all = ofRounds.flat()
  const wholes = all.map(({ whole }) => whole)
  const medianMs = median(wholes)
  const medians = (of: FrameTimes[][]) => of.map((round) => median(round.map(({ whole }) => whole)))
  return {
    where,
    medianMs,
    p95Ms: percentile(wholes, 0.95),
    oneThreadOverThis: pairedRatio(medians(oneThread), medians(ofRounds)),
    steps: steps.map((step) => {
      const ms = median(all.map((times) => times[step]))
      return { step, ms, share: ms / medianMs }
    }),
  }
}

async function onServer(root: string, jpeg: Uint8Array): Promise<Measure> {
  const readNet = (file: string) => readFile(join(root, 'build/models', file))
  const frame = async () => (await decodeNode(jpeg, defaultLimits)).image
  return frameClock(createRuntime({ threads: 1 }), loadManifest(), readNet, frame)
}

/** In a page of the server's, which is isolated, so that there are threads; the worker's script is put in the place of an address. */
async function inPage(page: Page, url: string, script: string, jpeg: Uint8Array, threads: number): Promise<Measure> {
  const address = `${url}/bench-worker.js`
  const headers = { 'content-type': 'text/javascript', 'cross-origin-embedder-policy': 'require-corp' }
  await page.route(address, (route) => route.fulfill({ body: script, headers }))
  await page.goto(`${url}/device`)
  await page.evaluate((from) => {
    const worker = new Worker(from)
    const ask = (order: Order) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<{ value?: unknown; error?: string }>) =>
          data.error === undefined ? resolve(data.value) : reject(new Error(data.error))
        worker.onerror = ({ message }) => reject(new Error(message))
        worker.postMessage(order)
      })
    Object.assign(globalThis, { ask })
  }, address)
  const ask = <Answer>(order: { base64?: string; threads?: number; count?: number }) =>
    page.evaluate(async ({ base64, ...rest }) => {
      const jpeg = base64 && Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer
      return (globalThis as unknown as { ask: (order: object) => Promise<unknown> }).ask({ ...rest, jpeg })
    }, order) as Promise<Answer>
  await ask({ base64: Buffer.from(jpeg).toString('base64'), threads })
  return (count) => ask<FrameTimes[]>({ count })
}

async function longestTask(page: Page, url: string): Promise<number> {
  await page.addInitScript(() => {
    const tasks: number[] = []
    Object.assign(globalThis, { tasks })
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
      buffered: true,
    })
  })
  await page.goto(`${url}/device`)
  await page.getByRole('button', { name: 'Check this device' }).click()
  await page.getByText(/^This device (can stand|is too slow)/).waitFor({ timeout: 120_000 })
  const tasks = await page.evaluate(() => (globalThis as unknown as { tasks: number[] }).tasks)
  return Math.max(0, ...tasks)
}

/** As Next makes it: the runtime's loader for browsers in the place of the one for Node. */
async function bundled(root: string, entry: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    alias: { 'onnxruntime-web': './node_modules/onnxruntime-web/dist/ort.wasm.min.mjs' },
    logLevel: 'error',
    // It names its own address where it is a module; here it is given everything.
    logOverride: { 'empty-import-meta': 'silent' },
  })
  return outputFiles[0]!.text
}
