import type { Page } from 'playwright/test'
import { makeActivity } from './activity'
import { expect, expectAccessible, test } from './fixtures'

const shown = (page: Page, name: string) =>
  page
    .getByRole('dialog')
    .locator('dl > div', { hasText: new RegExp(`^${name}`) })
    .locator('code')

const act = async (page: Page, client: string, name: string) => {
  await page.getByRole('button', { name: `Acts for ${client}` }).click()
  await page.getByRole('menuitem', { name }).click()
}

async function asks(url: string, key: string, secret: string): Promise<number> {
  const answer = await fetch(`${url}/api/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-biometrid-key': key, 'x-biometrid-secret': secret },
    body: JSON.stringify({ query: '{ viewer { tenant { name } } }' }),
  })
  const { data } = (await answer.json()) as { data?: { viewer: object } | null }
  return data?.viewer ? 200 : 401
}

test('a client is made, its secret shown once, rotated with an overlap, and revoked', async ({
  owned: { page, url },
}) => {
  test.slow()
  await page.goto(`${url}/clients`)
  await expect(page.getByText('No program may call yet')).toBeVisible()
  await expectAccessible(page, 'clients-empty')

  await page.getByRole('button', { name: 'New client' }).click()
  await page.getByRole('button', { name: 'Make the client' }).click()
  await expect(page.getByLabel('Name')).toBeFocused()
  await page.getByLabel('Name').fill('<script>alert(1)</script> gate')
  await page.getByLabel('Quota of calls').fill('many')
  await page.getByRole('button', { name: 'Make the client' }).click()
  await expect(page.getByText('A whole number, or nothing')).toBeVisible()
  await expect(page.getByLabel('Name')).toHaveValue('<script>alert(1)</script> gate')
  await page.getByLabel('Quota of calls').fill('5')
  await expectAccessible(page, 'clients-new')
  await page.getByRole('button', { name: 'Make the client' }).click()

  await expect(page.getByRole('dialog', { name: /^The secret of/ })).toBeVisible()
  const [key, first] = [await shown(page, 'Key').innerText(), await shown(page, 'Secret').innerText()]
  await expect(page.getByRole('dialog').getByText(/curl -s -u/)).toContainText(first)
  await expectAccessible(page, 'clients-secret')
  expect(await asks(url, key, first)).toBe(200)
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await page.reload()
  expect(await page.content()).not.toContain(first)
  await expect(page.getByRole('row', { name: /gate/ })).toContainText('1 of 5')

  const name = '<script>alert(1)</script> gate'
  await act(page, name, 'New secret')
  await expectAccessible(page, 'clients-rotate')
  await page.getByLabel('24 hours').check()
  await page.getByRole('button', { name: 'Make a new secret' }).click()
  const second = await shown(page, 'Secret').innerText()
  await expect(page.getByText('The old secret works until')).toBeVisible()
  await page.getByRole('button', { name: 'I have kept it' }).click()
  expect(await asks(url, key, first)).toBe(200)
  expect(await asks(url, key, second)).toBe(200)
  await expect(page.getByRole('row', { name: /gate/ })).toContainText('old secret until')

  await act(page, name, 'End the old secret')
  await page.getByRole('button', { name: 'End it now' }).click()
  await expect(page.getByText('The old secret works no more.')).toBeVisible()
  expect(await asks(url, key, first)).toBe(401)
  expect(await asks(url, key, second)).toBe(200)

  await act(page, name, 'Change')
  await page.getByLabel('Quota of calls').fill('')
  await page.getByLabel('Name').fill('North gate')
  await page.getByLabel('Erase').check()
  await page.getByLabel('Web pages that may call').fill('https://app.example.org/path')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('an address without a path')).toBeVisible()
  await page.getByLabel('Web pages that may call').fill('https://app.example.org')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved; it holds from the next call on.')).toBeVisible()
  await expect(page.getByRole('row', { name: /North gate/ })).toContainText('any number')

  await act(page, 'North gate', 'Revoke')
  await expect(page.getByRole('dialog')).toContainText(/It made \d+ calls in the last 24 hours/)
  await expectAccessible(page, 'clients-revoke')
  await page.getByLabel('To confirm, type').fill('North')
  await page.getByRole('button', { name: 'Revoke for good' }).click()
  await expect(page.getByText('Please type exactly: North gate')).toBeVisible()
  expect(await asks(url, key, second)).toBe(200)
  await page.getByLabel('To confirm, type').fill('North gate')
  await page.keyboard.press('Enter')
  await expect(page.getByText('North gate is revoked.')).toBeVisible()
  expect(await asks(url, key, second)).toBe(401)
})

test('the list tells of use, by keyboard and on a phone', async ({ owned }) => {
  const { page, url } = owned
  const { key } = await makeActivity(owned, 'Turnstile')
  await page.goto(`${url}/clients`)
  const row = page.getByRole('row', { name: /Turnstile/ })
  await expect(row).toContainText(key)
  await expect(row.getByRole('cell').nth(4)).toHaveText('5')
  await expectAccessible(page, 'clients')

  await page.getByRole('button', { name: 'Acts for Turnstile' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Try Turnstile' })).toContainText(`${key}:`)
  await expect(page).toHaveURL(/open=test\./)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()

  await page.setViewportSize({ width: 375, height: 740 })
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(await overflow()).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'clients-phone')
})
