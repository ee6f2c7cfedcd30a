/** A passkey as a suggestion at the e-mail field: chosen, left for the button, refused, and offered for as long as the page is open. */
import type { BrowserContext, Page } from 'playwright/test'
import { addAuthenticator } from './authenticator'
import { expect, expectAccessible, test as base } from './fixtures'
import { owner, signIn } from './owner'

type Held = Awaited<ReturnType<typeof addAuthenticator>>

interface Door {
  page: Page
  context: BrowserContext
  /** Holds the owner's passkey. Nobody touches it yet. */
  held: Held
  /** What the page has asked the browser for, how, and what came of it; oldest first. */
  asked: string[]
  /** From now on its owner says yes to the dialog as it opens, and to no suggestion that was made before. */
  touchDialogs(): void
}

/** A browser on the sign-in page, elsewhere than the owner's own. */
const test = base.extend<{ door: Door }>({
  door: async ({ owned, browser }, provide) => {
    const own = await addAuthenticator(owned.page)
    await owned.page.goto(`${owned.url}/account`)
    await owned.page.getByRole('button', { name: 'Add a passkey' }).click()
    await owned.page.getByLabel('Name', { exact: true }).fill('Work laptop')
    await owned.page.getByRole('button', { name: 'Add it' }).click()
    await owned.page.getByRole('button', { name: 'I have kept them' }).click()

    const context = await browser.newContext()
    const page = await context.newPage()
    const asked: string[] = []
    const held = await addAuthenticator(page, { isTouched: false })
    let areDialogsTouched = false
    // The page asks its question once this is through.
    await page.exposeFunction('note', async (what: string) => {
      asked.push(what)
      if (what === 'dialog asked' && areDialogsTouched) await held.touch(true)
    })
    await page.addInitScript(watchQuestions)
    for (const credential of await own.credentials()) await held.hold(credential)
    await page.goto(owned.url)
    await expect.poll(() => asked).toEqual(['suggestion asked'])
    await provide({ page, context, held, asked, touchDialogs: () => (areDialogsTouched = true) })
    await context.close()
    await removePasskey(owned.page)
  },
})

async function removePasskey(page: Page): Promise<void> {
  await page.reload()
  const remove = page.getByRole('button', { name: 'Remove Work laptop' })
  await expect(page.getByRole('heading', { name: 'Passkeys' })).toBeVisible()
  if ((await remove.count()) === 0) return
  await remove.click()
  await page.getByRole('button', { name: 'Remove the passkey' }).click()
  await expect(remove).toBeHidden()
}

/** Runs in the page. */
function watchQuestions(): void {
  const { note } = globalThis as unknown as { note: (what: string) => Promise<void> }
  const get = navigator.credentials.get.bind(navigator.credentials)
  navigator.credentials.get = async (options) => {
    const kind = options?.mediation === 'conditional' ? 'suggestion' : 'dialog'
    await note(`${kind} asked`)
    const answer = get(options)
    const end = (what: string) => note(`${kind} ${what}`)
    await answer.then(
      () => end('answered'),
      (error: Error) => end(error.name),
    )
    return answer
  }
}

test('chosen, it signs in without a click on anything else', async ({ door: { page, held, asked } }) => {
  await expect(page.getByLabel('E-mail')).toHaveAttribute('autocomplete', 'username webauthn')
  await expectAccessible(page, 'sign-in-passkey')
  await held.touch(true)
  await page.reload()
  await page.waitForURL(/\/dashboard$/)
  expect(asked.slice(-2)).toEqual(['suggestion asked', 'suggestion answered'])
})

test('the button and the password work beside it', async ({
  door: { page, context, held, asked, touchDialogs },
  owned,
}) => {
  touchDialogs()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.waitForURL(/\/dashboard$/)
  expect(asked).toEqual(['suggestion asked', 'suggestion AbortError', 'dialog asked', 'dialog answered'])

  await context.clearCookies()
  await held.touch(false)
  await page.goto(owned.url)
  // Whoever types faster than the page asks is suggested a passkey only afterwards.
  await expect.poll(() => asked.at(-1)).toBe('suggestion asked')
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password').fill('a window and its sill')
  await page.keyboard.press('Enter')
  await expect(page.getByText('do not belong together')).toBeVisible()
  // After a wrong password it is suggested anew; before the second step, which has no such field, it is taken back.
  await expect.poll(() => asked.slice(-2)).toEqual(['suggestion AbortError', 'suggestion asked'])
  await page.getByLabel('Password').fill(owner.password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Use a passkey' })).toBeVisible()
  await expect.poll(() => asked.at(-1)).toBe('suggestion AbortError')
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.waitForURL(/\/dashboard$/)
  expect(asked.slice(-2)).toEqual(['dialog asked', 'dialog answered'])
})

test('one that the bureau does not know any more is refused in words, and the password signs in', async ({
  door: { page, held, asked },
  owned,
}) => {
  await removePasskey(owned.page)
  await held.touch(true)
  await page.reload()
  await expect(page.getByText('This passkey was not accepted.')).toBeVisible()
  await held.touch(false)
  await expect.poll(() => asked.at(-1)).toBe('suggestion asked')
  await signIn(page, owned)
})

test('a page that stays open asks anew before its question is too old', async ({ door: { page, held, asked } }) => {
  await page.addInitScript(() => {
    const timeout = AbortSignal.timeout.bind(AbortSignal)
    AbortSignal.timeout = (ms) => timeout(ms === 4 * 60_000 ? 500 : ms)
  })
  asked.length = 0
  await page.reload()
  const old = ['suggestion asked', 'suggestion TimeoutError']
  await expect.poll(() => asked.slice(0, 4)).toEqual([...old, ...old])
  await held.touch(true)
  await page.waitForURL(/\/dashboard$/)
})
