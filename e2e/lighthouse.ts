/** What Lighthouse says of a page, in a browser of its own as nobody uses it: a phone, nothing kept from before. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import lighthouse from 'lighthouse'
import { chromium, type BrowserContext } from 'playwright/test'

export interface Judged {
  /** 0..100 */
  accessibility: number
  /** Titles of what is not as it should be. */
  failing: string[]
}

/**
 * @param before what happens in that browser first, as pairing a terminal
 * @throws Error where Lighthouse could not load the page
 */
export async function judgePage(url: string, before?: (context: BrowserContext) => Promise<void>): Promise<Judged> {
  const home = await mkdtemp(join(tmpdir(), 'limen-lighthouse-'))
  const port = await freePort()
  const context = await chromium.launchPersistentContext(home, {
    executablePath: process.env.LIMEN_CHROMIUM ?? '/usr/bin/chromium',
    args: [`--remote-debugging-port=${port}`],
  })
  try {
    await before?.(context)
    const judged = await lighthouse(url, {
      port,
      output: 'json',
      logLevel: 'error',
      onlyCategories: ['accessibility'],
      disableStorageReset: true,
    })
    const { runtimeError, categories, audits, finalDisplayedUrl } = judged!.lhr
    if (runtimeError) throw new Error(`Lighthouse: ${runtimeError.message}`)
    if (new URL(finalDisplayedUrl).pathname !== new URL(url).pathname)
      throw new Error(`Lighthouse saw ${finalDisplayedUrl}.`)
    const asked = categories['accessibility']!.auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => audits[id]!)
    if (!asked.some(({ score }) => score === 1)) throw new Error('Lighthouse looked at nothing.')
    return {
      accessibility: categories['accessibility']!.score! * 100,
      failing: asked.filter(({ score }) => score !== null && score < 1).map(({ title }) => title),
    }
  } finally {
    await context.close()
    await rm(home, { recursive: true, force: true })
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
