import { expect, expectAccessible, test } from './fixtures'

test('the home page says that the bureau is ready and how to enrol a first face', async ({ page, bureau }) => {
  await page.goto(bureau.url)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Who may cross the threshold')
  await expect(page.getByText('Ready to recognise people.')).toBeVisible()
  await expect(page.getByText('Nobody owns this bureau yet')).toBeVisible()
  await expect(page.getByRole('group', { name: 'Make a client' })).toContainText('npx limen client create')
  await expectAccessible(page, 'home')
})

test('commands are copied with one click', async ({ page, context, bureau }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(bureau.url)
  await page.getByRole('button', { name: 'Copy: Make a client' }).click()
  await expect(page.getByText('Copied.')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('npx limen client create')
})

test('the home page fits a phone without scrolling sideways', async ({ page, bureau }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(bureau.url)
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
  // Nor do the commands, which would not show it.
  const cut = await page.locator('pre').evaluateAll((all) => all.filter((pre) => pre.scrollWidth > pre.clientWidth))
  expect(cut).toEqual([])
  await expectAccessible(page, 'home-phone')
})

test('a page that does not exist says so, with a way back', async ({ page, bureau }) => {
  const response = await page.goto(`${bureau.url}/nowhere`)
  expect(response!.status()).toBe(404)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no such page')
  await expectAccessible(page, 'not-found')
  await page.getByRole('link', { name: 'Go to the start' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Who may cross the threshold')
})

test('pages carry a policy with a nonce of their own, and no address leaks to other sites', async ({ bureau }) => {
  const [first, second] = await Promise.all([fetch(bureau.url), fetch(bureau.url)])
  const nonce = /script-src [^;]*'nonce-([^']+)'/
  const nonces = [first, second].map((answer) => nonce.exec(answer.headers.get('content-security-policy') ?? '')?.[1])
  expect(nonces[0]).toBeTruthy()
  expect(nonces[0]).not.toBe(nonces[1])
  expect(first.headers.get('referrer-policy')).toBe('same-origin')
  expect(first.headers.get('x-powered-by')).toBeNull()
})
