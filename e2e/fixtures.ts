/** What every end-to-end test starts from. A page that logs an error or runs into the content security policy fails its test. */
import { AxeBuilder } from '@axe-core/playwright'
import { join } from 'node:path'
import { expect, test as base, type Browser, type Page } from 'playwright/test'
import { startBureau, type Bureau } from './bureau'
import { owner, registerOwner, signIn } from './owner'

interface Fixtures {
  /** A bureau for this test alone, without an owner. */
  freshBureau: Bureau
  /** A bureau with an owner, shared by the tests of one file. */
  ownedBureau: OwnedBureau
  /** A bureau with an owner, and a page of the portal on which that owner is signed in. */
  owned: Owned
}

interface WorkerFixtures {
  /** A bureau shared by the tests of one file that change nothing in it. */
  bureau: Bureau
  /** Stops the bureau of the file before. */
  ownedByFile: (file: string) => Promise<OwnedBureau>
}

interface OwnedBureau extends Bureau {
  owner: typeof owner
  /** Cookies of the signed-in owner, for a context of the browser. */
  storageState: Awaited<ReturnType<Awaited<ReturnType<Browser['newContext']>>['storageState']>>
}

export interface Owned extends OwnedBureau {
  page: Page
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

  ownedByFile: [
    async ({ browser }, provide) => {
      let now: { file: string; bureau: OwnedBureau } | undefined
      await provide(async (file) => {
        if (now?.file !== file) {
          await now?.bureau.stop()
          now = { file, bureau: await startOwned(browser) }
        }
        return now.bureau
      })
      await now?.bureau.stop()
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  ownedBureau: [async ({ ownedByFile }, provide, { file }) => provide(await ownedByFile(file)), { timeout: 90_000 }],

  owned: async ({ page, ownedBureau }, provide) => {
    await page.context().addCookies(ownedBureau.storageState.cookies)
    await provide({ ...ownedBureau, page })
  },

  page: async ({ page }, provide) => {
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      // A page that is meant to answer 404, a wrong password its 401, or a wrong question its 400, is not a fault of the page.
      if (message.type() === 'error' && !/status of 40[014]/.test(message.text())) complaints.push(message.text())
    })
    await provide(page)
    expect(complaints).toEqual([])
  },
})

async function startOwned(browser: Browser): Promise<OwnedBureau> {
  const bureau = await startBureau({}, { host: 'localhost' })
  const context = await browser.newContext()
  const page = await context.newPage()
  await registerOwner(page, bureau)
  await signIn(page, bureau)
  const storageState = await context.storageState()
  await context.close()
  return { ...bureau, owner, storageState }
}

export { expect }

export const schemes = ['light', 'dark'] as const

interface Options {
  /** There is a shadow root: axe reads the style sheets of those by a style of its own, which the policy of pages refuses. */
  hasShadow?: boolean
}

/** Fails on any serious or critical finding of axe, in light and in dark, and keeps a picture of both for people. */
export async function expectAccessible(page: Page, name: string, options: Options = {}): Promise<void> {
  // A title may arrive after the page it belongs to.
  await expect(page).toHaveTitle(/Limen/)
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme })
    await settled(page)
    await page.screenshot({
      path: join(import.meta.dirname, `../.test/screenshots/${name}-${colorScheme}.png`),
      fullPage: true,
    })
    const violations = await analyse(page, colorScheme, options)
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
      [],
    )
  }
}

/** A message that begins to fade while axe looks has colours that nobody chose: then it looks again. */
async function analyse(page: Page, colorScheme: (typeof schemes)[number], { hasShadow = false }: Options) {
  const messages = page.locator('[data-sonner-toast][data-removed="false"]')
  for (;;) {
    const before = await messages.count()
    // No frames: without its way through them axe needs no page of its own for each answer.
    const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'], preload: !hasShadow })
    const { violations } = await (colorScheme === 'light' ? axe : axe.withRules(rulesOfColour)).analyze()
    if (violations.length === 0 || (await messages.count()) === before) return violations
    await settled(page)
  }
}

/** The scheme changes colours and nothing else: whatever the other rules look at, light has shown. */
const rulesOfColour = ['color-contrast', 'link-in-text-block']

/** Waits until what fades has faded: halfway, no colour is the one that is meant. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity)
    await Promise.all(ending.map((one) => one.finished.catch(() => undefined)))
  })
}
