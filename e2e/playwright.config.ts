/** End-to-end tests: a real browser against the built server, each worker with a bureau of its own (fixtures.ts). */
import { join } from 'node:path'
import { defineConfig } from 'playwright/test'

const reports = join(import.meta.dirname, '../.test')

export default defineConfig({
  testDir: '.',
  outputDir: join(reports, 'e2e-results'),
  reporter: 'list',
  forbidOnly: true,
  // Each worker has a browser and a server: two keep two cores busy, more would only wait for each other.
  workers: 2,
  timeout: 60_000,
  // A page of a busy machine: what never comes fails all the same.
  expect: { timeout: 15_000 },
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: process.env.LIMEN_CHROMIUM ?? '/usr/bin/chromium' },
    // A trace costs a fifth of the time of every test: it is kept for those that are tried once more (bin/test.mjs), and without its
    // film, which would take the time that the cameras of some tests need.
    trace: process.env.E2E_TRACE ? { mode: 'retain-on-failure', screenshots: false } : 'off',
    screenshot: 'only-on-failure',
  },
})
