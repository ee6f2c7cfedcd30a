import { readFile } from 'node:fs/promises'
import { makeActivity } from './activity'
import { expect, expectAccessible, test } from './fixtures'

test('lines are named, filtered, followed, exported, and proven', async ({ owned }) => {
  test.slow()
  const { page, url } = owned
  const { userId, clientId, post } = await makeActivity(owned)
  await page.goto(`${url}/audit`)
  const rows = page.getByRole('region', { name: 'Audit lines' }).getByRole('row')
  await expect(rows.filter({ hasText: 'face.verified' })).toContainText('North gate')
  await expect(rows.filter({ hasText: 'admin.signed_in' }).first()).toContainText('Ada Byron')
  // What else a line tells is in words; as it was written, behind a disclosure.
  const enrolled = rows.filter({ hasText: 'face.enrolled' }).first()
  await expect(enrolled.getByRole('term')).toHaveText(['template', 'model'])
  await expect(enrolled.getByRole('button', { name: /^Copy template [0-9a-f-]{36}$/ })).toBeVisible()
  await expect(enrolled.getByText('"template":')).toBeHidden()
  await enrolled.getByText('As it was written').click()
  await expect(enrolled.getByText('"template":')).toBeVisible()
  await expectAccessible(page, 'audit')

  await page.getByLabel('Did what').selectOption('face.rejected')
  await page.waitForURL('**/audit?action=face.rejected')
  await expect(rows).toHaveCount(2)
  await page.getByRole('button', { name: 'Show every line' }).click()
  await page.getByLabel('To whom').fill(userId)
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/audit?subject=${userId}`)
  await expect(rows.filter({ hasText: 'user.created' })).toBeVisible()
  await expect(rows.filter({ hasText: 'admin.signed_in' })).toHaveCount(0)
  await page.getByLabel('Who', { exact: true }).selectOption(clientId)
  await page.waitForURL(/actor=/)
  await expect(rows.filter({ hasText: 'face.verified' })).toBeVisible()

  // What is new is told above, and comes when it is asked for.
  const before = await rows.count()
  await post(`/${userId}/dialogue/verify/face`, 'ben-2.jpg')
  await expect(page.getByRole('button', { name: '1 new line' })).toBeVisible()
  expect(await rows.count()).toBe(before)
  await page.getByRole('button', { name: '1 new line' }).click()
  await expect(rows).toHaveCount(before + 1)

  await page.getByLabel('Follow').check()
  await page.mouse.move(1, 1)
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await post(`/${userId}/dialogue/verify/face`, 'ben-2.jpg')
  await expect(rows).toHaveCount(before + 2)

  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: /JSON lines/ }).click()
  const file = await saving
  expect(file.suggestedFilename()).toMatch(/^audit-.*\.jsonl$/)
  const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\n')
  expect(lines).toHaveLength(before + 1)
  expect(JSON.parse(lines[0]!)).toMatchObject({ action: 'user.created', subjectId: userId, actorId: clientId })

  await page.goto(`${url}/audit`)
  await expect(rows.filter({ hasText: 'audit.exported' })).toBeVisible()
  await page.getByRole('button', { name: 'Prove the chain' }).click()
  await expect(page.getByText(/^Whole: \d+ lines, none changed, none missing\.$/)).toBeVisible({ timeout: 20_000 })
  await expectAccessible(page, 'audit-proven')
})

test('a page further down has an address, and so has the way back', async ({ owned }) => {
  test.slow()
  const { page, url } = owned
  const { post } = await makeActivity(owned, 'Gate')
  for (let user = 0; user < 55; user++) await post('', { reference_id: `user ${user}` })
  await page.goto(`${url}/audit`)
  const first = page.getByRole('region', { name: 'Audit lines' }).locator('tbody tr').first()
  // Until the page runs, its times are the server’s.
  await expect(first).not.toContainText('UTC')
  const newest = await first.innerText()
  await page.getByRole('link', { name: 'Older' }).click()
  await page.waitForURL(/before=\d+/)
  await expect(page.getByRole('link', { name: 'Newer' })).toBeVisible()
  expect(await first.innerText()).not.toBe(newest)
  await page.getByRole('link', { name: 'Newer' }).click()
  await page.waitForURL(/after=\d+/)
  expect(await first.innerText()).toBe(newest)
})

test('a filter that finds nothing says so; without a session there is nothing to read', async ({ owned, browser }) => {
  const { page, url } = owned
  await page.goto(`${url}/audit?subject=${encodeURIComponent('<img src=x onerror=alert(1)>')}`)
  await expect(page.getByText('No line fits this filter')).toBeVisible()
  await page.setViewportSize({ width: 375, height: 740 })
  await page.goto(`${url}/audit`)
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(await overflow()).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'audit-phone')

  const cross = { 'sec-fetch-site': 'cross-site' }
  expect((await page.request.get(`${url}/audit/export`, { headers: cross })).status()).toBe(403)
  for (const query of ['actor=%00', 'before=-4', 'after=99999999999999999999', `subject=${'a'.repeat(300)}`]) {
    expect([query, (await page.request.get(`${url}/audit?${query}`)).status()]).toEqual([query, 200])
  }

  const stranger = await browser.newContext()
  for (const path of ['/audit/export?format=csv', '/audit/new?since=0']) {
    const answer = await stranger.request.get(`${url}${path}`)
    expect(answer.status()).toBe(401)
    expect(await answer.text()).not.toContain('admin.signed_in')
  }
  await stranger.close()
})
