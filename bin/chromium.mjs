/** Finds a Chromium for the end-to-end tests: the one named, Debian's, Playwright's, or Playwright's after a download. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './checkout.mjs'

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** @returns {Promise<string>} its path. @throws Error naming the command that installs one */
export async function findChromium() {
  const named = process.env.LIMEN_CHROMIUM
  if (named && !existsSync(named)) throw new Error(`LIMEN_CHROMIUM: there is no ${named}.`)
  const here = [named, ...installed].find((path) => path && existsSync(path))
  if (here) return here

  const { chromium } = await import('playwright')
  const own = chromium.executablePath()
  if (!existsSync(own)) {
    spawnSync(process.execPath, [join(root, 'node_modules/playwright/cli.js'), 'install', 'chromium'], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
  }
  if (existsSync(own)) return own
  throw new Error(
    'No Chromium for the end-to-end tests. Install one with `apt-get install chromium` (Debian, Ubuntu) or ' +
      '`npx playwright install chromium`, or name yours in LIMEN_CHROMIUM. `npm run check` runs without a browser.',
  )
}
