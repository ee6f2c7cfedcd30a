/**
 * The first hour with Limen, as the README tells it: from the set-up link to a downloaded dump. `npm run pictures` runs it to
 * make the README's pictures anew.
 */
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { expect as patient, test } from './fixtures'
import { owner } from './owner'

const expect = patient.configure({ timeout: 20_000 })
const sample = (name: string) => join(import.meta.dirname, '../samples', name)

const folder = process.env.LIMEN_PICTURES_DIR ?? join(import.meta.dirname, '../.test/screenshots/walk-through')

async function picture(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0)
  await page.evaluate(() => window.scrollTo(0, 0))
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
}

test.use({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' })

test('from the set-up link to a downloaded dump', async ({ page, freshBureau: { url, setUpUrl } }) => {
  test.setTimeout(180_000)

  // 1. The link that `npm start` printed.
  await page.goto(setUpUrl!.replace(/^http:\/\/[^/]+/, url))
  await page.getByLabel('First name').fill(owner.firstName)
  await page.getByLabel('Last name').fill(owner.lastName)
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.getByLabel('Password again').fill(owner.password)
  await picture(page, '1-set-up')
  await page.getByRole('button', { name: 'Become the owner' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The bureau has its owner')

  // 2. Sign in.
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password').fill(owner.password)
  await picture(page, '2-sign-in')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dashboard')
  await expect(page.getByRole('region', { name: 'Setting up' })).toBeVisible()
  await picture(page, '3-dashboard')

  // 3. Enrol somebody.
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Users' }).click()
  await page.getByRole('link', { name: 'Enrol somebody' }).click()
  await page.getByLabel('Choose pictures').setInputFiles(sample('ben-1.jpg'))
  await expect(page.getByText(/^\s*(Good|Can be enrolled, could be better)/)).toBeVisible()
  await page.getByLabel('External id').fill('ben')
  await page.getByLabel('This person was told').check()
  await page.getByRole('button', { name: 'Enrol', exact: true }).click()
  await expect(page.getByText(/^Enrolled\./)).toBeVisible()
  const [userPage] = /^.*\/users\/[0-9a-f]{24}/.exec(page.url())!

  // 4. Is it the same man on another picture?
  await page.goto(userPage)
  const verify = page.getByRole('region', { name: 'Verify a picture' })
  await verify.getByLabel('Choose a picture').setInputFiles(sample('ben-2.jpg'))
  await expect(verify.getByText('The same person', { exact: true })).toBeVisible()
  await picture(page, '4-verified')
  await verify.getByLabel('Choose a picture').setInputFiles(sample('anna-1.jpg'))
  await expect(verify.getByText('Not the same person')).toBeVisible()

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Users' }).click()
  await expect(page.getByRole('table', { name: 'Users' }).locator('tbody tr')).toHaveCount(1)
  await picture(page, '5-users')

  // 5. Take everything along.
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Dumps' }).click()
  await page.getByRole('button', { name: 'Run dump' }).click()
  await page.getByRole('dialog', { name: 'Run dump' }).getByRole('button', { name: 'Run dump' }).click()
  const newest = page.getByRole('table', { name: 'Dumps' }).getByRole('row').nth(1)
  await expect(newest).toContainText('Ready')
  await picture(page, '6-dump')
  const saving = page.waitForEvent('download')
  await newest.getByRole('button', { name: /^Download/ }).click()
  expect((await saving).suggestedFilename()).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d\.zip$/)
})
