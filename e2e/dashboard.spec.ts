import { makeActivity } from './activity'
import { expect, expectAccessible, test } from './fixtures'
import { registerOwner, signIn } from './owner'

test('an empty bureau shows what is left to set up, and then what happened', async ({ freshBureau, page }) => {
  test.slow()
  await registerOwner(page, freshBureau)
  await signIn(page, freshBureau)
  await page.waitForURL('**/dashboard')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dashboard')
  const setUp = page.getByRole('region', { name: 'Setting up' })
  await expect(setUp.getByRole('listitem').filter({ hasText: 'Register the owner: done' })).toBeVisible()
  await expect(setUp.getByRole('link', { name: /Make a client/ })).toHaveAttribute('href', '/clients')
  await expect(page.getByText('Nothing happened in this time')).toBeVisible()
  await expectAccessible(page, 'dashboard-empty')

  await makeActivity(freshBureau)
  await page.reload()
  await expect(setUp.getByRole('listitem').filter({ hasText: 'Make a client: done' })).toBeVisible()
  await expect(setUp.getByRole('listitem').filter({ hasText: 'Verify a first face: done' })).toBeVisible()
  const tile = (name: string) => page.locator('dl > div').filter({ has: page.getByText(name, { exact: true }) })
  await expect(tile('Users')).toContainText('1 new, 0 erased')
  await expect(tile('Enrolments').locator('dd').first()).toHaveText('1')
  await expect(tile('Verifications')).toContainText('50 % accepted')
  await expect(tile('Searches')).toContainText('100 % found somebody')

  const chart = page.getByRole('region', { name: 'Recognition', exact: true })
  await expect(chart.locator('svg.recharts-surface').first()).toBeVisible()
  await chart.getByText('The same as a table').click()
  await expect(chart.getByRole('row').nth(1)).toContainText(/11100$/)
  await expect(page.getByRole('row', { name: /Read a picture/ })).toContainText(/\d m?s$/)
  await expect(page.getByRole('region', { name: 'Disk' })).toContainText(/free of/)
  await expectAccessible(page, 'dashboard')
})

test('the range stands in the address, by keyboard too', async ({ owned: { page, url } }) => {
  await page.goto(`${url}/dashboard?range=48h`)
  await expect(page.getByText('in the last 48 hours')).toBeVisible()
  const link = page.getByRole('navigation', { name: 'Time' }).getByRole('link', { name: '7 days' })
  await link.focus()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/dashboard?range=7d')
  await expect(page.getByText('in the last 7 days')).toBeVisible()
  await expect(link).toHaveAttribute('aria-current', 'true')
  await page.goto(`${url}/dashboard?range=nonsense`)
  await expect(page.getByText('What this bureau did in the last 30 days.')).toBeVisible()
})

test('on a phone nothing is wider than the screen', async ({ owned: { page, url } }) => {
  await page.setViewportSize({ width: 375, height: 740 })
  await page.goto(`${url}/dashboard`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(await overflow()).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'dashboard-phone')
})
