/** The first owner, who registers and signs in through the pages that a person would use. */
import { expect, type Browser, type Page } from 'playwright/test'
import type { Bureau } from './bureau'

export const owner = {
  firstName: 'Ada',
  lastName: 'Byron',
  email: 'ada@example.org',
  password: 'a door and its threshold',
}

export async function registerOwner(page: Page, { setUpUrl, url }: Pick<Bureau, 'setUpUrl' | 'url'>): Promise<void> {
  await page.goto(setUpUrl!.replace(/^http:\/\/[^/]+/, url))
  await page.getByLabel('First name').fill(owner.firstName)
  await page.getByLabel('Last name').fill(owner.lastName)
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.getByLabel('Password again').fill(owner.password)
  await page.getByRole('button', { name: 'Become the owner' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The bureau has its owner')
}

export async function signIn(
  page: Page,
  { url }: Pick<Bureau, 'url'>,
  { email, password }: { email: string; password: string } = owner,
): Promise<void> {
  await page.goto(url)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((to) => to.pathname !== '/')
}

/** Somebody else, invited at the command line, signed in in a browser of their own. */
export async function signedInAs(
  browser: Browser,
  bureau: Pick<Bureau, 'url' | 'limen'>,
  role: 'owner' | 'admin' | 'auditor',
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const email = `${role}-${Date.now()}@example.org`
  const { url } = JSON.parse(await bureau.limen('admin', 'invite', email, '--role', role, '--json'))
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(url.replace(/^https?:\/\/[^/]+/, bureau.url))
  await page.getByLabel('First name').fill('Eve')
  await page.getByLabel('Last name').fill('Moss')
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.getByLabel('Password again').fill(owner.password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome')
  await signIn(page, bureau, { email, password: owner.password })
  await use(page)
  await context.close()
}
