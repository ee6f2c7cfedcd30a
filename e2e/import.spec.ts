import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { archive, sample } from './archive'
import { expect, expectAccessible, test } from './fixtures'

const input = 'Archive of pictures and a table'

test('an archive is checked row by row, and becomes users when the admin says so', async ({ owned: { page, url } }) => {
  await page.goto(`${url}/import`)
  await expectAccessible(page, 'import')
  await page.getByLabel(input).setInputFiles(
    await archive('staff.zip', {
      'staff.csv': [
        'external_id;file',
        '1001;pictures/anna.jpg',
        '1002;pictures/ben-1.jpg',
        '1002;pictures/ben-2.jpg',
        '=cmd();pictures/gone.jpg',
        '<script>alert(1)</script>;pictures/ben.txt',
      ].join('\n'),
      'pictures/anna.jpg': await sample('anna-1.jpg'),
      'pictures/ben-1.jpg': await sample('ben-1.jpg'),
      'pictures/ben-2.jpg': await sample('ben-2.jpg'),
      'pictures/ben.txt': 'no picture',
      // More than one part, so that the archive has to be put together again.
      'pictures/large.bin': randomBytes(5 * 1024 * 1024),
    }),
  )
  await page.waitForURL(/\/import\/.+/)
  await expect(page.getByText('ready to import')).toBeVisible({ timeout: 60_000 })
  const rows = page.getByRole('region', { name: 'Rows of the table' })
  await expect(rows).toContainText('The archive holds no such file.')
  await expect(rows).toContainText('<script>alert(1)</script>')
  await expectAccessible(page, 'import-checked')

  await page.getByRole('button', { name: 'Import 2 users' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Import 2 users' }).click()
  await expect(page.getByText('Done. The archive was removed')).toBeVisible({ timeout: 60_000 })
  await page.getByRole('link', { name: 'All' }).click()
  await expect(rows.getByText('picture added')).toBeVisible()
  await expect(rows.getByText('enrolled', { exact: true })).toHaveCount(2)
  await expectAccessible(page, 'import-done')

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the result' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('staff-result.csv')
  const lines = (await readFile((await download.path())!, 'utf8')).split('\r\n')
  expect(lines[0]).toBe('\uFEFFrow,external_id,file,outcome,reason,user_id')
  expect(lines[1]).toMatch(/^2,1001,pictures\/anna\.jpg,enrolled,.*,[0-9a-f]{24}$/)
  expect(lines[4]).toMatch(/^5,'=cmd\(\),pictures\/gone\.jpg,refused,/)
})

test('what is no archive is refused with the reason, and an import can be cancelled', async ({
  owned: { page, url },
}) => {
  await page.goto(`${url}/import`)
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/zip', buffer })
  await page.getByLabel(input).setInputFiles(file('people.txt', Buffer.from('x')))
  await expect(page.getByText('Please choose a zip archive')).toBeVisible()
  await page.getByLabel(input).setInputFiles(file('broken.zip', Buffer.alloc(500, 'x')))
  await page.waitForURL(/\/import\/.+/)
  await expect(page.getByText('This is no zip archive, or its end is missing.')).toBeVisible({ timeout: 30_000 })

  await page.getByRole('button', { name: 'Cancel the import' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the import' }).click()
  await expect(page.getByText('cancelled', { exact: true })).toBeVisible()
})

test('an upload that the server cannot be reached for goes on when it can', async ({ owned: { page, url } }) => {
  await page.addInitScript(() => {
    const send = window.fetch
    let refusals = 2
    window.fetch = (to, init) =>
      String(to).includes('/parts/0') && refusals-- > 0 ? Promise.reject(new TypeError('no line')) : send(to, init)
  })
  await page.goto(`${url}/import`)
  await page
    .getByLabel(input)
    .setInputFiles(
      await archive('one.zip', { 'a.csv': 'external_id,file\n1,a.jpg\n', 'a.jpg': await sample('anna-1.jpg') }),
    )
  await page.waitForURL(/\/import\/.+/, { timeout: 30_000 })
  await expect(page.getByText('ready to import')).toBeVisible({ timeout: 60_000 })
})

test('a part without a session, of another import, or too large is not taken', async ({ owned: { page, url } }) => {
  await page.goto(`${url}/import`)
  const put = (path: string, size: number) =>
    page.request.put(`${url}/api/imports/${path}`, {
      data: Buffer.alloc(size, 1),
      headers: { 'content-type': 'application/octet-stream' },
    })
  expect((await put('00000000-0000-7000-8000-000000000000/parts/0', 10)).status()).toBe(404)
  const stranger = await fetch(`${url}/api/imports/x/parts/0`, { method: 'PUT', body: 'x' })
  expect(stranger.status).toBe(401)
  expect((await fetch(`${url}/api/imports/x/result`)).status).toBe(401)
  const template = await fetch(`${url}/api/imports/template`)
  expect(await template.text()).toContain('external_id,file')
})

test('the page of an import fits a phone', async ({ owned: { page, url } }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${url}/import`)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  await page.getByRole('region', { name: 'Imports' }).getByRole('link').first().click()
  await page.waitForURL(/\/import\/.+/)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'import-phone')
})
