/** The Users page and what hangs on it, as an owner uses it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import type { Bureau } from './bureau'
import { expect as patient, expectAccessible, test } from './fixtures'

// Engines, jobs and two themes of axe take their time on a machine that does other things as well.
const expect = patient.configure({ timeout: 20_000 })

const sample = (name: string) => join(import.meta.dirname, '../samples', name)
/** What the form says of a picture that may be enrolled. */
const judged = /^\s*(Good|Can be enrolled, could be better)/
const idPattern = /\/users\/([0-9a-f]{24})/

async function enrol(page: Page, { url }: Bureau, photo: string, externalId: string): Promise<string> {
  await page.goto(`${url}/users/new`)
  await page.getByLabel('Choose pictures').setInputFiles(sample(photo))
  await expect(page.getByText(judged)).toBeVisible()
  await page.getByLabel('External id').fill(externalId)
  await page.getByLabel('This person was told').check()
  await page.getByRole('button', { name: 'Enrol', exact: true }).click()
  const differs = page.getByRole('button', { name: 'It is another person: enrol' })
  await expect(differs.or(page.getByText(/^Enrolled\./))).toBeVisible()
  if (await differs.isVisible()) await differs.click()
  await expect(page.getByText(/^Enrolled\./)).toBeVisible()
  return idPattern.exec(page.url())![1]!
}

/** Users without faces, made the way a client makes them. */
async function createUsers({ limen, url }: Bureau, names: string[]): Promise<void> {
  const client = JSON.parse(await limen('client', 'create', '--tenant', 'main', '--name', 'Seed', '--json'))
  const headers = { 'x-biometrid-key': client.key, 'x-biometrid-secret': client.secret }
  for (const reference_id of names) {
    const body = new URLSearchParams({ reference_id })
    const answer = await fetch(`${url}/api/1.0/users`, { method: 'POST', headers, body })
    expect(answer.status).toBe(200)
  }
}

const rows = (page: Page) => page.getByRole('table', { name: 'Users' }).locator('tbody tr')

test.describe.configure({ mode: 'serial', timeout: 180_000 })

test('an empty bureau offers to enrol the first user, who can be undone', async ({ owned }) => {
  const { page, url } = owned
  await page.goto(`${url}/users`)
  await expect(page.getByText('Nobody is enrolled yet')).toBeVisible()
  await expectAccessible(page, 'users-empty')
  await page.getByRole('link', { name: 'Enrol somebody' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Enrol somebody')

  // Nothing chosen, nothing confirmed: the form says so and keeps what was typed.
  await page.getByLabel('External id').fill('ben')
  await page.getByRole('button', { name: 'Enrol', exact: true }).click()
  await expect(page.getByRole('alert').getByText('Choose a picture that can be enrolled first.')).toBeVisible()
  await page
    .getByLabel('Choose pictures')
    .setInputFiles({ name: 'x.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('x') })
  await expect(page.getByText('Cannot be enrolled')).toBeVisible()
  await page.getByRole('button', { name: /^Take Picture 1 of 1 away/ }).click()
  await page.getByLabel('Choose pictures').setInputFiles([sample('ben-1.jpg'), sample('ben-2.jpg')])
  await expect(page.getByText(judged)).toHaveCount(2)
  await page.getByRole('button', { name: 'Enrol', exact: true }).click()
  await expect(page.getByText('Please confirm this first.')).toBeVisible()
  await expect(page.getByLabel('External id')).toHaveValue('ben')
  await expectAccessible(page, 'users-new')
  await page.getByLabel('This person was told').check()
  await page.getByRole('button', { name: 'Enrol', exact: true }).click()
  await expect(page.getByText(/^Enrolled\./)).toBeVisible()
  await expect(page.getByText('picture 1 of 2')).toBeVisible()

  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Erased')
  await page.getByRole('link', { name: 'Back to the users' }).click()
  await expect(page.getByText('Nobody is enrolled yet')).toBeVisible()
})

test('the user page: look at pictures for a purpose, verify, rename, revoke and give back', async ({ owned }) => {
  const { page, url } = owned
  const userId = await enrol(page, owned, 'ben-1.jpg', 'ben')
  await page.goto(`${url}/users/${userId}`)
  await expect(page.getByText('Face enrolled')).toBeVisible()

  const image = page.getByRole('img', { name: 'picture 1 of 1' })
  await expect(image).toBeHidden()
  await page.getByLabel('Purpose').selectOption({ label: 'To see whether the quality is good enough' })
  const answered = page.waitForResponse((response) => response.url().includes(`/users/${userId}/pictures/`))
  await page.getByRole('button', { name: 'Show the pictures' }).click()
  const answer = await answered
  expect([answer.status(), answer.headers()['cache-control']]).toEqual([200, 'no-store'])
  await expect(image).toBeVisible()
  await page.reload()
  await expect(page.getByText('Picture looked at')).toBeVisible()
  await expect(page.getByText('To see whether the quality is good enough').last()).toBeVisible()

  const verify = page.getByRole('region', { name: 'Verify a picture' })
  await verify.getByLabel('Choose a picture').setInputFiles(sample('ben-2.jpg'))
  await expect(verify.getByText('The same person', { exact: true })).toBeVisible()
  await expect(verify.getByText('at most 1 stranger in 1,000 passes')).toBeVisible()
  await expectAccessible(page, 'user')
  await verify.getByLabel('Choose a picture').setInputFiles(sample('anna-1.jpg'))
  await expect(verify.getByText('Not the same person')).toBeVisible()
  await verify
    .getByLabel('Choose a picture')
    .setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('x') })
  await expect(verify.getByText(/cannot be read|not a picture|format/i)).toBeVisible()

  await page.getByRole('button', { name: 'Change the external id' }).click()
  const script = `<img src=x onerror="document.title='owned'">`
  await page.getByLabel('External id', { exact: true }).fill(script)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(script)
  await expect(page).not.toHaveTitle('owned')

  await page.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByText('Revoked', { exact: true }).first()).toBeVisible()
  await expect(verify.getByText('The right to be recognised was revoked.')).toBeVisible()
  await page.getByRole('button', { name: 'Reissue' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Reissue' }).click()
  await expect(page.getByText('Active', { exact: true })).toBeVisible()
})

test('the list: sort, search, filter, pages, biometrics, view, all in the address', async ({ owned }) => {
  const { page, url } = owned
  await createUsers(
    owned,
    Array.from({ length: 40 }, (_, n) => `visitor-${String(n).padStart(2, '0')}`),
  )
  await page.goto(`${url}/users`)
  await expect(page.getByText('41 users.')).toBeVisible()
  await expect(rows(page)).toHaveCount(15)
  await expectAccessible(page, 'users')

  await page.getByRole('button', { name: 'Last page' }).click()
  await expect(rows(page)).toHaveCount(11)
  await expect(page).toHaveURL(/page=3/)
  await page.getByRole('button', { name: 'Previous page' }).click()
  await expect(page.getByText('16–30 of 41')).toBeVisible()
  await page.getByRole('button', { name: 'First page' }).click()
  await page.getByRole('button', { name: 'External id' }).click()
  await expect(page).toHaveURL(/sort=externalId/)
  await expect(rows(page).first()).toContainText('<img src=x')
  await page.getByRole('button', { name: 'External id' }).click()
  await expect(rows(page).first()).toContainText('visitor-39')

  await page.keyboard.press('/')
  await expect(page.getByLabel('Search', { exact: true })).toBeFocused()
  await page.keyboard.type('visitor-1')
  await expect(page.getByText('10 users with these filters.')).toBeVisible()
  await expect(page.getByLabel('Search', { exact: true })).toBeFocused()
  await page.getByLabel('Status').selectOption('active')
  await expect(page.getByText('Nobody matches these filters')).toBeVisible()
  await expectAccessible(page, 'users-none')
  await page.getByRole('button', { name: /^Begins with/ }).click()
  await expect(page.getByText('1 user with these filters.')).toBeVisible()
  await page.reload()
  await expect(rows(page)).toHaveCount(1)

  await rows(page)
    .getByRole('button', { name: /^Show biometrics/ })
    .click()
  const dialog = page.getByRole('dialog', { name: 'Biometrics' })
  await dialog.getByLabel('Purpose').selectOption('identity_check')
  await expectAccessible(page, 'users-biometrics')
  await dialog.getByRole('button', { name: 'Show the pictures' }).click()
  await expect(dialog.getByRole('img', { name: 'picture 1 of 1' })).toBeVisible()
  await expect(page).toHaveURL(/biometrics=[0-9a-f]{24}/)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()

  await page.getByRole('button', { name: 'View' }).click()
  await page.getByRole('checkbox', { name: 'Last seen' }).uncheck()
  await page.getByRole('radio', { name: 'Tight' }).check()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('columnheader', { name: 'Last seen' })).toBeHidden()
  await page.reload()
  await expect(page.getByRole('columnheader', { name: 'Last seen' })).toBeHidden()
})

test('addresses that make no sense are put right, not refused', async ({ owned }) => {
  const { page, url } = owned
  await page.goto(`${url}/users?page=99&size=15`)
  await expect(page.getByText('31–41 of 41')).toBeVisible()
  await page.goto(`${url}/users?page=-4&size=7&sort=password&status=x&from=yesterday&q=%00`)
  await expect(rows(page)).toHaveCount(15)
  const { status } = await page.evaluate(async () => {
    const answer = await fetch('/users/000000000000000000000000')
    return { status: answer.status }
  })
  expect(status).toBe(404)
})

test('by keyboard alone: walk the rows, open a user, come back', async ({ owned }) => {
  const { page, url } = owned
  await page.goto(`${url}/users?sort=externalId.desc`)
  await expect(rows(page)).toHaveCount(15)
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('visitor-38')
  await page.goBack()
  await expect(page).toHaveURL(/sort=externalId.desc/)
})

test('many at once: revoke, reissue, erase with receipts', async ({ owned }) => {
  const { page, url } = owned
  await page.goto(`${url}/users?q=visitor-0&sort=externalId`)
  await expect(rows(page)).toHaveCount(10)
  await page.getByRole('checkbox', { name: 'Select every row of this page' }).check()
  await page.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke 10 users' }).click()
  await expect(page.getByText('10 users revoked.')).toBeVisible()
  await expect(rows(page).getByText('Revoked')).toHaveCount(10)

  await rows(page).getByRole('checkbox').nth(0).check()
  await rows(page).getByRole('checkbox').nth(1).check()
  await page.getByRole('button', { name: 'Erase' }).click()
  const dialog = page.getByRole('dialog', { name: 'Erase 2 users?' })
  await expect(dialog.getByText('0 templates and 0 pictures go')).toBeVisible()
  await expectAccessible(page, 'users-erase-many')
  await dialog.getByRole('button', { name: 'Erase 2 users for ever' }).click()
  await expect(dialog.getByRole('alert')).toContainText('erase 2')
  await dialog.getByLabel('To confirm, type').fill('erase 2')
  await dialog.getByRole('button', { name: 'Erase 2 users for ever' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Erasing 2 users')
  await expect(page.getByText('Done: 2 receipts.')).toBeVisible({ timeout: 30_000 })
  await expectAccessible(page, 'users-erasing')
  await page.goto(`${url}/users?q=visitor-0`)
  await expect(page.getByText('8 users with these filters.')).toBeVisible()
})

test('the export is a CSV of the filtered list', async ({ owned }) => {
  const { page, url } = owned
  await page.goto(`${url}/users?q=visitor-0`)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export as CSV' }).click(),
  ])
  const csv = await readFile((await download.path())!, 'utf8')
  expect(csv.trimEnd().split('\r\n')).toHaveLength(9)
  expect(csv).toContain('visitor-02')
})

test('a look-alike is asked about before enrolment, and reviewed afterwards', async ({ owned }) => {
  const { page, url } = owned
  await page.goto(`${url}/users/new`)
  await page.getByLabel('Choose pictures').setInputFiles(sample('ben-2.jpg'))
  await expect(page.getByText(judged)).toBeVisible()
  await page.getByLabel('This person was told').check()
  await page.getByRole('button', { name: 'Enrol', exact: true }).click()
  await expect(page.getByText('This face resembles somebody who is enrolled already.')).toBeVisible()
  await expectAccessible(page, 'users-new-look-alike')
  await page.getByRole('button', { name: 'It is another person: enrol' }).click()
  await expect(page.getByText(/^Enrolled\./)).toBeVisible()

  const review = page.getByRole('region', { name: 'May be the same person as' })
  await review.getByRole('button', { name: 'Compare the faces' }).click()
  await expect(review.getByRole('img')).toHaveCount(2)
  await expectAccessible(page, 'user-look-alikes')
  await review.getByRole('button', { name: 'Two different people' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'They are two people' }).click()
  await expect(review).toBeHidden()
})

test('an erasure asks for the id, tells what goes, and ends in a receipt that can be checked', async ({ owned }) => {
  const { page, url } = owned
  const userId = await enrol(page, owned, 'anna-1.jpg', 'anna')
  await page.goto(`${url}/users/${userId}`)
  await page.getByRole('button', { name: 'Erase' }).click()
  const dialog = page.getByRole('dialog', { name: 'Erase this user?' })
  await expect(dialog.getByText('1 template and 1 picture go')).toBeVisible()
  await dialog.getByLabel('To confirm, type').fill('anna')
  await dialog.getByRole('button', { name: 'Erase for ever' }).click()
  await expect(dialog.getByRole('alert')).toContainText(userId)
  await expectAccessible(page, 'user-erase')
  await dialog.getByLabel('To confirm, type').fill(userId)
  await dialog.getByRole('button', { name: 'Erase for ever' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Erased')
  await expectAccessible(page, 'user-erased')

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the receipt' }).click(),
  ])
  expect(await owned.limen('receipt', 'verify', (await download.path())!)).toContain('Genuine')
  const answer = await page.request.get(`${url}/users/${userId}`)
  expect(answer.status()).toBe(404)
})

test('uploads and pictures answer our own pages only', async ({ owned }) => {
  const { page, url } = owned
  const guide = `${url}/api/portal/enrolment/guide`
  const multipart = { picture: { name: 'a.jpg', mimeType: 'image/jpeg', buffer: await readFile(sample('anna-1.jpg')) } }
  const foreign = await page.request.post(guide, { multipart, headers: { origin: 'https://elsewhere.example' } })
  expect(foreign.status()).toBe(403)
  const cross = await page.request.post(guide, { multipart, headers: { 'sec-fetch-site': 'cross-site', origin: url } })
  expect(cross.status()).toBe(403)
  const own = await page.request.post(guide, { multipart, headers: { origin: url } })
  expect(await own.json()).toMatchObject({ ok: true })
  const stranger = await fetch(guide, { method: 'POST', body: new FormData(), headers: { origin: url } })
  expect(stranger.status).toBe(401)
})

test('on a phone: the list, a user and the form, and nothing scrolls sideways', async ({ owned }) => {
  const { page, url } = owned
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${url}/users?status=active`)
  const userAddress = await rows(page).first().getByRole('link').getAttribute('href')
  for (const [name, address] of [
    ['users', '/users'],
    ['user', userAddress!],
    ['users-new', '/users/new'],
  ] as const) {
    await page.goto(`${url}${address}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow, address).toBeLessThanOrEqual(0)
    await expectAccessible(page, `${name}-phone`)
  }
})
