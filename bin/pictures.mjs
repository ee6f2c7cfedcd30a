/** `npm run pictures`: walks through the first hour in a browser and keeps its pictures in docs/pictures, for the README. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './checkout.mjs'
import { findChromium } from './chromium.mjs'
import { prepare } from './prepare.mjs'

await prepare()
const playwright = join(root, 'node_modules/playwright/cli.js')
const done = spawnSync(
  process.execPath,
  [playwright, 'test', '--config', 'e2e/playwright.config.ts', 'e2e/walk-through.spec.ts'],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      NODE_ENV: 'production',
      LIMEN_BUILD_DIR: '.next',
      LIMEN_CHROMIUM: await findChromium(),
      LIMEN_PICTURES_DIR: join(root, 'docs/pictures'),
    },
  },
)
process.exitCode = done.status ?? 1
