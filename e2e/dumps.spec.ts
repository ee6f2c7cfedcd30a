/** Dumps in the portal: run, watch, cancel, download, destroy; what a person gets is a zip that says what is in it. */
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright/test'
import { buffer } from 'node:stream/consumers'
import { fromBufferPromise } from 'yauzl'
import { expect, expectAccessible, test, type Owned } from './fixtures'
import { signedInAs } from './owner'

test.describe.configure({ mode: 'serial' })

async function unzip(zip: Buffer): Promise<Record<string, string>> {
  const files: Record<string, string> = {}
  const file = await fromBufferPromise(zip, { lazyEntries: true })
  for await (const entry of file.eachEntry()) {
    files[entry.fileName] = (await buffer(await file.openReadStreamPromise(entry))).toString()
  }
  return files
}

async function open({ page, url }: Owned): Promise<void> {
  await page.goto(`${url}/dumps`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dumps')
}

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Run dump' })
const newest = (page: Page) => page.getByRole('table', { name: 'Dumps' }).getByRole('row').nth(1)

async function download(page: Page, row: Locator): Promise<{ name: string; bytes: Buffer }> {
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    row.getByRole('button', { name: /^Download/ }).click(),
  ])
  return { name: saved.suggestedFilename(), bytes: await readFile(await saved.path()) }
}

test('the first dump: from an empty page to a zip that holds what its manifest says', async ({ owned }) => {
  const { page } = owned
  await open(owned)
  await expect(page.getByText('No dump yet')).toBeVisible()
  await expectAccessible(page, 'dumps-empty')

  await page.getByRole('button', { name: 'Run dump' }).click()
  await expect(page).toHaveURL(/run=true/)
  await expect(dialog(page).getByLabel('Facts only')).toBeChecked()
  await expectAccessible(page, 'dumps-run')
  await dialog(page).getByRole('button', { name: 'Run dump' }).click()
  await expect(dialog(page)).toBeHidden()
  await expect(newest(page)).toContainText('Ready', { timeout: 20_000 })
  await expect(newest(page)).toContainText('Ada Byron')
  await expect(newest(page)).toContainText(/KB|bytes/)
  await expectAccessible(page, 'dumps-ready')

  const { name, bytes } = await download(page, newest(page))
  expect(name).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d\.zip$/)
  const files = await unzip(bytes)
  const manifest = JSON.parse(files['manifest.json']!)
  expect(manifest).toMatchObject({ service: 'limen', format: 1, counts: { admins: 1 }, tenant: { slug: 'main' } })
  for (const { name: file, sha256 } of manifest.files) {
    expect(createHash('sha256').update(files[file]!).digest('hex')).toBe(sha256)
  }
  expect(files['admins.jsonl']).toContain('ada@example.org')
  expect(files['admins.jsonl']).not.toContain('argon2')
})

test('a passphrase that was typed twice differently is said at its field; the right one makes an age file', async ({
  owned,
}) => {
  const { page } = owned
  await open(owned)
  await page.getByRole('button', { name: 'Run dump' }).click()
  await dialog(page).getByLabel('With pictures and templates, behind a passphrase').check()
  await dialog(page).getByLabel('Passphrase', { exact: true }).fill('five words are much better')
  await dialog(page).getByLabel('Passphrase again').fill('five words are much bitter')
  await dialog(page).getByRole('button', { name: 'Run dump' }).click()
  await expect(dialog(page).getByText('The two passphrases differ.')).toBeVisible()
  await expect(dialog(page).getByLabel('Passphrase again')).toBeFocused()
  await expect(dialog(page).getByLabel('Passphrase', { exact: true })).toHaveValue('five words are much better')
  await expectAccessible(page, 'dumps-passphrase')
  await dialog(page).getByLabel('Passphrase again').fill('five words are much better')
  await dialog(page).getByRole('button', { name: 'Run dump' }).click()
  await expect(newest(page)).toContainText('behind a passphrase', { timeout: 20_000 })
  await expect(newest(page)).toContainText('Ready', { timeout: 20_000 })
  const { name, bytes } = await download(page, newest(page))
  expect(name).toMatch(/\.zip\.age$/)
  expect(bytes.subarray(0, 21).toString()).toBe('age-encryption.org/v1')
})

test('a readable dump needs a reason, and says what it means', async ({ owned }) => {
  const { page } = owned
  await open(owned)
  await page.getByRole('button', { name: 'Run dump' }).click()
  await dialog(page).getByLabel('With pictures and templates, readable').check()
  await expect(dialog(page).getByText('outside of what this bureau protects')).toBeVisible()
  await dialog(page).getByRole('button', { name: 'Run readable dump' }).click()
  await expect(dialog(page).getByText('Say it in at least 10 characters.')).toBeVisible()
  await dialog(page)
    .getByLabel('Why does it have to be readable?')
    .fill('The lender’s import reads <b>nothing</b> else.')
  await expectAccessible(page, 'dumps-plain')
  await dialog(page).getByRole('button', { name: 'Run readable dump' }).click()
  await expect(newest(page)).toContainText('With faces, readable', { timeout: 20_000 })
  await expect(newest(page)).toContainText('Ready', { timeout: 20_000 })
  await expect(newest(page)).toContainText('“The lender’s import reads <b>nothing</b> else.”')
})

test('who is no owner is told beside the button that a readable dump is not for them', async ({ owned, browser }) => {
  await signedInAs(browser, owned, 'admin', async (page) => {
    await page.goto(`${owned.url}/dumps`)
    const button = newest(page).getByRole('button', { name: /^Download/ })
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await expect(button).toHaveAccessibleDescription('Readable faces are for owners to download.')
    await expectAccessible(page, 'dumps-not-for-admins')
    const name = (await newest(page)
      .getByText(/^\d{4}-/)
      .textContent())!
    expect((await page.request.get(`${owned.url}/dumps/${name}`)).status()).toBe(403)
    // The one behind a passphrase is for admins too.
    const sealed = page.getByRole('row').filter({ hasText: 'behind a passphrase' })
    expect((await download(page, sealed)).name).toMatch(/\.zip\.age$/)
  })
})

test('a dump of many people shows its progress, and is cancelled', async ({ owned }) => {
  test.setTimeout(300_000)
  const { page, seed } = owned
  await seed(20_000)
  await open(owned)
  await page.getByRole('button', { name: 'Run dump' }).click()
  await dialog(page).getByLabel('With pictures and templates, behind a passphrase').check()
  await dialog(page).getByLabel('Passphrase', { exact: true }).fill('five words are much better')
  await dialog(page).getByLabel('Passphrase again').fill('five words are much better')
  await dialog(page).getByRole('button', { name: 'Run dump' }).click()
  await expect(newest(page).getByRole('progressbar')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText('is still being made.')).toBeVisible()
  // Looked at by axe only afterwards: by the time it is through, the dump is too.
  await newest(page)
    .getByRole('button', { name: /^Cancel/ })
    .click()
  await expect(newest(page)).toContainText('Cancelled', { timeout: 20_000 })
  await expect(newest(page).getByRole('button', { name: /^Download/ })).toHaveCount(0)
  await expectAccessible(page, 'dumps-cancelled')
})

test('by keyboard alone: run, and destroy what was made', async ({ owned }) => {
  const { page } = owned
  await open(owned)
  // Behind the dialog nobody sees them.
  await expect(newest(page)).toBeVisible()
  const rows = await page.getByRole('table', { name: 'Dumps' }).getByRole('row').count()
  await page.getByRole('button', { name: 'Run dump' }).focus()
  await page.keyboard.press('Enter')
  await expect(dialog(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Run dump' })).toBeFocused()
  await page.keyboard.press('Enter')
  await dialog(page).getByLabel('Facts only').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('table', { name: 'Dumps' }).getByRole('row')).toHaveCount(rows + 1, { timeout: 20_000 })
  await expect(newest(page)).toContainText('Ready', { timeout: 60_000 })
  await newest(page)
    .getByRole('button', { name: /^Destroy/ })
    .focus()
  await page.keyboard.press('Enter')
  const confirm = page.getByRole('dialog', { name: /^Destroy/ })
  await expect(confirm).toContainText('It was never downloaded.')
  await expectAccessible(page, 'dumps-destroy')
  await confirm.getByRole('button', { name: 'Destroy the dump' }).focus()
  await page.keyboard.press('Enter')
  await expect(newest(page)).toContainText('Destroyed', { timeout: 20_000 })
})

test('another tenant’s dump, a dump that is gone, and no session: nothing comes', async ({ owned, browser }) => {
  const { page, url, limen } = owned
  await limen('tenant', 'create', 'other')
  const folder = await mkdtemp(join(tmpdir(), 'limen-e2e-dump-'))
  const made = JSON.parse(await limen('dump', join(folder, 'other.zip'), '--tenant', 'other', '--json'))
  expect((await stat(join(folder, 'other.zip'))).mode & 0o777).toBe(0o600)
  await rm(folder, { recursive: true })
  // Its name may be one of ours as well, by the minute; a name of its own is not.
  const foreign = await page.request.get(`${url}/dumps/${made.id}`)
  expect([foreign.status(), await foreign.text()]).toEqual([404, 'There is no such dump.\n'])

  await open(owned)
  const destroyed = (await newest(page)
    .getByText(/^\d{4}-/)
    .textContent())!
  const gone = await page.request.get(`${url}/dumps/${destroyed}.zip`)
  expect(gone.status()).toBe(409)
  expect(await gone.text()).toContain('expired')
  expect(gone.headers()['cache-control']).toBe('no-store')
  expect((await page.request.head(`${url}/dumps/${destroyed}.zip`)).status()).toBe(405)
  const cross = await page.request.get(`${url}/dumps/${destroyed}.zip`, { headers: { 'sec-fetch-site': 'cross-site' } })
  expect(cross.status()).toBe(403)
  expect((await page.request.get(`${url}/dumps?page=99999999999999999999`)).status()).toBe(200)

  const stranger = await browser.newContext()
  const asked = await stranger.request.get(`${url}/dumps/${destroyed}.zip`, { maxRedirects: 0 })
  expect([asked.status(), new URL(asked.headers().location!).pathname]).toEqual([303, '/'])
  await stranger.close()
})

test('on a phone nothing scrolls sideways but the table', async ({ owned }) => {
  const { page } = owned
  await page.setViewportSize({ width: 360, height: 740 })
  await open(owned)
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(await overflow()).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'dumps-phone')
  await page.getByRole('button', { name: 'Run dump' }).click()
  await dialog(page).getByLabel('With pictures and templates, readable').check()
  expect(await overflow()).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'dumps-phone-run')
})
