/** The first owner, who registers and signs in through the pages that a person would use. */
import { expect, type Page } from 'playwright/test'
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
