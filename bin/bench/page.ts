/**
 * The sign-in page as a stranger's browser meets it: nothing cached, slow 4G, a laptop's processor. The throttling is the
 * harsher of two in use, which Chromium's own tools apply to each request: 562.5 ms of latency and 1.44 Mbit/s down.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright'
import { findChromium } from '../chromium.mjs'
import { registerOwner } from '@/e2e/owner'
import { RunningServer } from '@/e2e/running-server'
import { median } from './timing'

const loads = 5
const slow4G = {
  offline: false,
  latency: 562.5,
  downloadThroughput: 1_474_560 / 8,
  uploadThroughput: 675_000 / 8,
}

export interface PageReport {
  /** Medians over five first loads. Largest Contentful Paint in ms, Cumulative Layout Shift without unit. */
  lcpMs: number
  lcpsMs: number[]
  cls: number
  /** JavaScript of the first load, as it comes over the wire. */
  scriptBytes: number
  allBytes: number
}

interface Load {
  lcpMs: number
  cls: number
  scriptBytes: number
  allBytes: number
}

export async function benchPage(root: string, step: (label: string) => void): Promise<PageReport> {
  step('the sign-in page over slow 4G')
  const folder = await mkdtemp(join(tmpdir(), 'limen-bench-'))
  const env = { LIMEN_DATA_DIR: join(folder, 'data'), LIMEN_LOG_LEVEL: 'warn', DATABASE_URL: '' }
  const server = await RunningServer.start(root, env)
  const browser = await chromium.launch({ executablePath: await findChromium(), args: ['--no-sandbox'] })
  try {
    const url = server.url.replace('127.0.0.1', 'localhost')
    const setUpUrl = /http\S+\/set-up\/\S+/.exec(server.output())?.[0]
    const page = await browser.newPage()
    await registerOwner(page, { url, setUpUrl })
    await page.close()
    // The first of all compiles and caches on the server's side.
    await load(browser, url)
    const all: Load[] = []
    for (let i = 0; i < loads; i++) all.push(await load(browser, url))
    const of = (name: keyof Load) => median(all.map((one) => one[name]))
    return {
      lcpMs: Math.round(of('lcpMs')),
      lcpsMs: all.map(({ lcpMs }) => Math.round(lcpMs)),
      cls: of('cls'),
      scriptBytes: of('scriptBytes'),
      allBytes: of('allBytes'),
    }
  } finally {
    await browser.close()
    await server.end('SIGTERM')
    await rm(folder, { recursive: true, force: true })
  }
}

async function load(browser: Browser, url: string): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', slow4G)
  const scripts = new Set<string>()
  const [bytes, ofScripts] = [
    new Map<string, number>(),
    () => [...scripts].reduce((sum, id) => sum + (bytes.get(id) ?? 0), 0),
  ]
  session.on('Network.responseReceived', ({ requestId, type }) => void (type === 'Script' && scripts.add(requestId)))
  session.on(
    'Network.loadingFinished',
    ({ requestId, encodedDataLength }) => void bytes.set(requestId, encodedDataLength),
  )
  await page.addInitScript(watchVitals)
  await page.goto(url, { waitUntil: 'load', timeout: 120_000 })
  // What comes after may still move what stands there.
  await page.waitForTimeout(1_500)
  const vitals = await page.evaluate(() => (globalThis as unknown as { vitals: { lcpMs: number; cls: number } }).vitals)
  await context.close()
  return { ...vitals, scriptBytes: ofScripts(), allBytes: [...bytes.values()].reduce((sum, one) => sum + one, 0) }
}

/** Runs in the page. See the W3C drafts Largest Contentful Paint and Layout Instability. */
function watchVitals(): void {
  const vitals = { lcpMs: 0, cls: 0 }
  Object.assign(globalThis, { vitals })
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) vitals.lcpMs = startTime
  }).observe({ type: 'largest-contentful-paint', buffered: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) vitals.cls += (entry as PerformanceEntry & { value: number }).value
  }).observe({ type: 'layout-shift', buffered: true })
}
