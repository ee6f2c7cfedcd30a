/** What every end-to-end test starts from. A page that logs an error or runs into the content security policy fails its test. */
import { AxeBuilder } from '@axe-core/playwright'
import { join } from 'node:path'
import { expect, test as base, type Page } from 'playwright/test'
import { startBureau, type Bureau } from './bureau'

interface Fixtures {
  /** A bureau for this test alone, without an owner. */
  freshBureau: Bureau
}

interface WorkerFixtures {
  /** A bureau shared by the tests of one file that change nothing in it. */
  bureau: Bureau
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  bureau: [
    async ({}, provide) => {
      const bureau = await startBureau()
      await provide(bureau)
      await bureau.stop()
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  freshBureau: [
    async ({ page }, provide) => {
      const bureau = await startBureau()
      await provide(bureau)
      // What a page still loads at the end of its test would miss the server, and that is no fault of the page.
      await page.goto('about:blank')
      await bureau.stop()
    },
    { timeout: 90_000 },
  ],

  page: async ({ page }, provide) => {
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      // A page that is meant to answer 404 is not a fault of the page.
      if (message.type() === 'error' && !message.text().includes('status of 404')) complaints.push(message.text())
    })
    await provide(page)
    expect(complaints).toEqual([])
  },
})

export { expect }

export const schemes = ['light', 'dark'] as const

/** Fails on any serious or critical finding of axe, in light and in dark, and keeps a picture of both for people. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  // A title may arrive after the page it belongs to.
  await expect(page).toHaveTitle(/Limen/)
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({
      path: join(import.meta.dirname, `../.test/screenshots/${name}-${colorScheme}.png`),
      fullPage: true,
    })
    const { violations } = await new AxeBuilder({ page }).analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
      [],
    )
  }
}
