/** Receipts of erasures: the list an owner and an auditor look through, one receipt, and the document that it is. */
import { readFile, writeFile } from 'node:fs/promises'
import { makeActivity } from './activity'
import { expect as patient, expectAccessible, test, type Owned } from './fixtures'
import { signedInAs } from './owner'

const expect = patient.configure({ timeout: 20_000 })

test.describe.configure({ mode: 'serial', timeout: 180_000 })

const rows = ({ page }: Pick<Owned, 'page'>) =>
  page.getByRole('table', { name: 'Receipts of erasures' }).locator('tbody tr')

let benId: string

async function runDump({ page, url }: Owned): Promise<void> {
  await page.goto(`${url}/dumps?run=true`)
  await page.getByRole('dialog').getByRole('button', { name: 'Run dump' }).click()
  await expect(page.getByRole('table', { name: 'Dumps' }).getByText('Ready')).toBeVisible()
}

test('nobody was erased yet, and the page says how it comes to that', async ({ owned }) => {
  const { page, url } = owned
  await page.goto(`${url}/dashboard`)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Erasures' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Erasures')
  await expect(page.getByText('Nobody was erased yet')).toBeVisible()
  await expectAccessible(page, 'erasures-empty')
})

test('an erasure is listed with what went where and what still holds something; the receipt is a document to check', async ({
  owned,
}) => {
  const { page, url } = owned
  const { userId, key, secret } = await makeActivity(owned)
  benId = userId
  await runDump(owned)
  const headers = { 'x-biometrid-key': key, 'x-biometrid-secret': secret }
  const erase = (id: string) => fetch(`${url}/api/1.0/users/${id}`, { method: 'DELETE', headers })
  expect((await erase(userId)).status).toBe(200)

  await page.goto(`${url}/erasures`)
  await expect(rows(owned)).toHaveCount(1)
  const row = rows(owned).first()
  await expect(row).toContainText('North gate')
  await expect(row).toContainText('The key, from the keystore')
  await expect(row).toContainText('The user, 1 template, 1 picture, from the database')
  await expect(row).toContainText('1 file, from the storage')
  await expect(row).toContainText(/Dump \d{4}-\d\d-\d\dT\d\d-\d\d, facts only: until /)
  await expect(row).toContainText('Genuine')
  await expectAccessible(page, 'erasures')

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    row.getByRole('link', { name: /^Download the receipt/ }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^receipt-[0-9a-f-]{36}\.json$/)
  const file = (await download.path())!
  const signed = JSON.parse(await readFile(file, 'utf8'))
  expect(signed).toMatchObject({ receipt: { userKey: 'destroyed' }, keyId: expect.any(String) })
  expect(JSON.stringify(signed)).not.toContain(userId)
  expect(await owned.limen('receipt', 'verify', file)).toContain('Genuine')
  const forged = test.info().outputPath('forged.json')
  await writeFile(forged, JSON.stringify({ ...signed, receipt: { ...signed.receipt, stillHeld: [] } }))
  await expect(owned.limen('receipt', 'verify', forged)).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringContaining('NOT GENUINE'),
  })

  await row.getByRole('link').first().click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Erased')
  await expect(page.getByText('this bureau signed that it was')).toBeVisible()
  await expect(page.getByText('Asked for by North gate')).toBeVisible()
  await expect(page.getByRole('group', { name: 'Check the receipt' })).toContainText(download.suggestedFilename())
  await expectAccessible(page, 'erasures-receipt')

  // Who destroys the dump sees that it holds nothing any more; the signed words stay as they were.
  await page.goto(`${url}/dumps`)
  await page
    .getByRole('button', { name: /^Destroy \d/ })
    .first()
    .click()
  await page.getByRole('dialog').getByRole('button', { name: 'Destroy the dump' }).click()
  await expect(page.getByRole('table', { name: 'Dumps' }).getByText('Destroyed', { exact: true })).toBeVisible()
  await page.goto(`${url}/erasures`)
  await expect(row).toContainText('facts only: destroyed by now')
})

test('the list has pages, is filtered by day and by the id of who was erased, and says when nothing fits', async ({
  owned,
}) => {
  const { page, url, limen } = owned
  const made = ['client', 'create', '--tenant', 'main', '--name', 'Cleaner', '--json']
  const { key, secret } = JSON.parse(await limen(...made))
  const headers = { 'x-biometrid-key': key, 'x-biometrid-secret': secret }
  for (let guest = 0; guest < 15; guest++) {
    const body = new URLSearchParams({ reference_id: `guest ${guest}` })
    const answer = await fetch(`${url}/api/1.0/users`, { method: 'POST', headers, body })
    const { data } = (await answer.json()) as { data: { id: string } }
    expect((await fetch(`${url}/api/1.0/users/${data.id}`, { method: 'DELETE', headers })).status).toBe(200)
  }
  await page.goto(`${url}/erasures`)
  await expect(page.getByText('1–15 of 16')).toBeVisible()
  await expect(rows(owned).first()).toContainText('Cleaner')
  await page.getByRole('button', { name: 'Next page' }).click()
  await page.waitForURL(/page=2/)
  await expect(rows(owned)).toHaveCount(1)
  await expect(rows(owned).first()).toContainText('North gate')

  await page.getByLabel('User id').fill(benId)
  await page.keyboard.press('Enter')
  await page.waitForURL(new RegExp(`user=${benId}`))
  await expect(page.getByText('1–1 of 1')).toBeVisible()
  await expect(rows(owned).first()).toContainText('North gate')
  await page.getByLabel('Finished until').fill('2020-01-31')
  await page.waitForURL(/to=2020-01-31/)
  await expect(page.getByText('No receipt fits this filter')).toBeVisible()
  await expectAccessible(page, 'erasures-none')
  await page.getByRole('link', { name: 'Show every receipt' }).click()
  await expect(page.getByText('1–15 of 16')).toBeVisible()

  for (const query of ['user=%00', 'from=2026-02-31&to=x', 'page=99999999999999999999', `user=${'a'.repeat(300)}`]) {
    expect([query, (await page.request.get(`${url}/erasures?${query}`)).status()]).toEqual([query, 200])
  }
  const otherwise = await page.request.get(`${url}/erasures/0199d6a2-8c4e-7b7d-9f1e-2c3b4a5d6e7f/receipt`)
  expect(otherwise.status()).toBe(404)
})

test('an auditor reads and downloads them; without a session there is nothing', async ({ owned, browser }) => {
  await signedInAs(browser, owned, 'auditor', async (page) => {
    await page.goto(`${owned.url}/erasures`)
    await expect(rows({ page })).toHaveCount(15)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      rows({ page })
        .first()
        .getByRole('link', { name: /^Download/ })
        .click(),
    ])
    expect(await owned.limen('receipt', 'verify', (await download.path())!)).toContain('Genuine')
    const receipt = await rows({ page }).first().getByRole('link').first().getAttribute('href')
    const stranger = await browser.newContext()
    expect((await stranger.request.get(`${owned.url}${receipt}/receipt`)).status()).toBe(401)
    await stranger.close()
  })
})

test('on a phone only the table scrolls sideways', async ({ owned }) => {
  const { page, url } = owned
  await page.setViewportSize({ width: 360, height: 740 })
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  await page.goto(`${url}/erasures`)
  await expect(rows(owned)).toHaveCount(15)
  expect(await overflow()).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'erasures-phone')
  await rows(owned).first().getByRole('link').first().click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Erased')
  expect(await overflow()).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'erasures-receipt-phone')
})
