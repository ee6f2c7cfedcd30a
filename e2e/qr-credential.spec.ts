/** A QR credential from the user's page to a terminal that holds nothing of the person, and its end. */
import { readFile } from 'node:fs/promises'
import { makeActivity } from './activity'
import { asOwner, Door, facility, mutate } from './doors'
import { expect, expectAccessible, test } from './fixtures'
import { readQr, textOf } from './qr-reader'

test('a QR credential is issued, read by a terminal, mailed, recalled, and refused from then on', async ({ owned }) => {
  test.setTimeout(180_000)
  const { page, url } = owned
  const { userId } = await makeActivity(owned, 'ben')
  await page.goto(`${url}/users/${userId}`)
  const card = page.getByRole('region', { name: 'QR credential', exact: true })
  await expect(card.getByText('None was issued yet.')).toBeVisible()
  await expectAccessible(page, 'qr-credential-none')

  const at = asOwner(page)
  const door = await Door.open(at, (await facility(at, 'Stadium')).zoneId, 'North')
  await mutate(at, 'addMembersByExternalId', { externalIds: ['ben'] }, '... on AddMembersPayload { __typename }')

  await card.getByRole('button', { name: 'Issue a QR credential' }).click()
  const dialog = page.getByRole('dialog')
  const picture = dialog.getByRole('img', { name: 'QR credential' })
  await expect(picture).toBeVisible()
  await expectAccessible(page, 'qr-credential-shown')

  // As a camera would: from what is on the screen.
  const text = await textOf(await picture.screenshot({ scale: 'device' }))
  const read = await readQr(door.device, text)
  expect(read).toMatchObject({ subject: userId, acsId: 'ben', scopes: 1, isRecalled: false })
  expect(read.bytes).toBeLessThanOrEqual(read.numbers === 128 ? 600 : 1_100)

  const saved = page.waitForEvent('download')
  await dialog.getByRole('link', { name: 'Download PNG' }).click()
  const file = await saved
  expect(file.suggestedFilename()).toBe('qr-credential.png')
  expect(await textOf(await readFile(await file.path()))).toBe(text)
  const drawn = page.waitForEvent('download')
  await dialog.getByRole('link', { name: 'Download SVG' }).click()
  expect((await drawn).suggestedFilename()).toBe('qr-credential.svg')

  await page.emulateMedia({ media: 'print' })
  await expect(picture).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Print' })).toBeHidden()
  await expect(page.getByRole('heading', { level: 1 })).toBeHidden()
  await page.screenshot({ path: '.test/screenshots/qr-credential-print.png' })
  await page.emulateMedia({ media: null })
  await page.keyboard.press('Escape')

  // The page tells of it; nobody who has not agreed is written to.
  const lines = card.getByRole('list', { name: 'QR credentials' }).getByRole('listitem')
  await expect(lines).toHaveCount(1)
  await expect(lines.first()).toContainText('for one reason to come in')
  await card.getByRole('button', { name: 'Mail it' }).click()
  await dialog.getByLabel('E-mail address').fill('nobody')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await expect(dialog.getByLabel('E-mail address')).toBeFocused()
  await dialog.getByLabel('E-mail address').fill('ben@example.org')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await expect(dialog.getByRole('alert')).toContainText('consent to be recognised is not on record')
  await expectAccessible(page, 'qr-credential-mail')
  await page.keyboard.press('Escape')

  await lines.first().getByRole('button', { name: 'Recall' }).click()
  await dialog.getByRole('button', { name: 'Recall it' }).click()
  await expect(lines.first()).toContainText('Recalled')
  await expect(lines.first()).toContainText('somebody did')
  expect((await readQr(door.device, text)).isRecalled).toBe(true)
  await expect(page.getByText('QR credential recalled')).toBeVisible()
  await expectAccessible(page, 'qr-credential-recalled')
})
