/** The page of documents: what is read of a passport and of a card, what is said of pictures that show none, and who is enrolled. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { documentOfBen, type DocumentPicture } from './document-pictures'
import { expect as patient, expectAccessible, test } from './fixtures'
import { signedInAs } from './owner'

// A document is read in seconds by a machine at rest, and this one also draws, looks and runs axe.
const expect = patient.configure({ timeout: 60_000 })
test.describe.configure({ timeout: 240_000 })

const sample = (name: string) => join(import.meta.dirname, '../samples', name)
const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

/** Chooses the pictures, reads, and waits for the page of what was read. */
async function read(page: Page, url: string, front: DocumentPicture, back?: DocumentPicture): Promise<void> {
  await page.goto(`${url}/documents`)
  await page.getByLabel('Choose the front').setInputFiles(front.file)
  await expect(page.getByText('Ready to be read.')).toHaveCount(1)
  if (back) {
    await page.getByLabel('Choose the back').setInputFiles(back.file)
    await expect(page.getByText('Ready to be read.')).toHaveCount(2)
  }
  await page.getByRole('button', { name: 'Read the document' }).click()
  await expect(page.getByRole('heading', { name: 'What it says' })).toBeVisible()
}

const zoneOf = (page: Page) => region(page, 'Machine-readable zone').locator('pre > span')

async function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
}

test('a passport is read, shown with boxes, and forgotten by nothing but the server', async ({ owned }) => {
  const { page, url } = owned
  const passport = await documentOfBen({ format: 'TD3' })
  await page.goto(`${url}/documents`)
  await expectAccessible(page, 'documents')
  await page.getByRole('radio', { name: 'Passport' }).check()
  await page.getByLabel('Choose the front').setInputFiles(passport.file)
  await expect(page.getByText('Ready to be read.')).toBeVisible()
  await page.getByRole('button', { name: 'Read the document' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Passport')
  await expect(page).toHaveURL(/\/documents\/[0-9a-f-]{24,36}$/)

  await expect(zoneOf(page)).toHaveText(passport.truth.zone!.lines)
  await expect(page.locator('[data-check="composite_digit"]')).toHaveAttribute('data-outcome', 'passed')
  await expect(page.locator('[data-check="expected_kind"]')).toHaveAttribute('data-outcome', 'passed')
  await expect(page.getByText(/the server forgets it in (10|9|8) minutes/i)).toBeVisible()

  // Hovering over a box says what it is, and marks its line in the list.
  const box = page.locator('[data-box="documentNumber"]').first()
  await box.hover()
  await expect(page.locator('figcaption').first()).toContainText(/Document number: .+ % sure/)
  await expect(page.locator('[data-field="documentNumber"]')).toHaveClass(/bg-code/)
  const picture = page.getByRole('img', { name: 'Front of the document, straightened' })
  expect(await picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(300)
  await expectAccessible(page, 'document-passport')

  // Nothing of it stays in the browser, and no other address than the reference's has it.
  const kept = await page.evaluate(async () => ({
    local: JSON.stringify({ ...localStorage }),
    session: JSON.stringify({ ...sessionStorage }),
    databases: (await indexedDB.databases()).length,
  }))
  expect(kept.databases).toBe(0)
  const number = passport.truth.zone!.lines[1]!.slice(0, 9)
  expect(`${kept.local} ${kept.session} ${page.url()}`).not.toContain(number)
  const cut = await page.request.get(`${page.url()}/front/portrait`)
  expect([cut.status(), cut.headers()['cache-control'], cut.headers()['content-type']]).toEqual([
    200,
    'no-store',
    'image/jpeg',
  ])

  await page.getByRole('link', { name: 'Read another' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Documents')
})

test('both sides of a card are read together', async ({ owned: { page, url } }) => {
  const front = await documentOfBen({ format: 'TD1', side: 'front' })
  const back = await documentOfBen({ format: 'TD1', side: 'back' })
  await read(page, url, front, back)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Identity card')
  await expect(zoneOf(page)).toHaveText(back.truth.zone!.lines)
  await expect(page.getByRole('figure').filter({ hasText: /^Front/ })).toHaveCount(1)
  await expect(page.getByRole('figure').filter({ hasText: /^Back/ })).toHaveCount(1)
  await expect(page.getByRole('img', { name: 'Portrait on the front' })).toBeVisible()
  await expectAccessible(page, 'document-card')
})

test('a landscape is no document: the page says so, and what to do', async ({ owned: { page, url } }) => {
  await page.goto(`${url}/documents`)
  await page.getByLabel('Choose the front').setInputFiles({
    name: 'landscape.jpg',
    mimeType: 'image/jpeg',
    buffer: await landscape(page),
  })
  await expect(page.getByText('Ready to be read.')).toBeVisible()
  await page.getByRole('button', { name: 'Read the document' }).click()
  await expect(
    page.getByRole('alert').filter({ hasText: /told apart|could be read|blurred|outside|too dark/ }),
  ).toBeVisible()
  await expect(page).toHaveURL(`${url}/documents`)
  await expectAccessible(page, 'documents-landscape')

  await page.getByRole('button', { name: 'Take the picture of the front away' }).click()
  await page.getByRole('button', { name: 'Read the document' }).click()
  await expect(page.getByRole('alert').getByText('Choose a picture of the front first.')).toBeVisible()
  await page
    .getByLabel('Choose the front')
    .setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
  await expect(page.getByText('This browser cannot show it')).toBeVisible()
  await page.getByRole('button', { name: 'Read the document' }).click()
  await expect(page.getByRole('alert').getByText(/The picture of the front is refused/)).toBeVisible()
})

test('a picture is pasted, and an address that holds nothing says that it is forgotten', async ({ owned }) => {
  const { page, url } = owned
  await page.goto(`${url}/documents`)
  const bytes = readFileSync(sample('anna-1.jpg')).toString('base64')
  // A page that is not awake yet hears nothing: whoever sees nothing happen pastes again.
  await expect(async () => {
    await page.evaluate((base64) => {
      const data = new DataTransfer()
      const raw = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      data.items.add(new File([raw], 'image.jpg', { type: 'image/jpeg' }))
      window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    }, bytes)
    await expect(page.getByRole('img', { name: 'Picture of the front' })).toBeVisible({ timeout: 3_000 })
  }).toPass()

  await page.goto(`${url}/documents/01890000-0000-7000-8000-000000000000`)
  await expect(page.getByText('This document is forgotten')).toBeVisible()
  await expectAccessible(page, 'document-forgotten')
  const none = await page.request.get(`${url}/documents/01890000-0000-7000-8000-000000000000/front/page`)
  expect(none.status()).toBe(404)
})

test('whoever the selfie shows is enrolled, and nobody whom it does not', async ({ owned: { page, url } }) => {
  await read(page, url, await documentOfBen({ format: 'TD3' }))
  const address = page.url()
  const enrol = region(page, 'Enrol this person')
  await expect(enrol.getByRole('button', { name: 'Enrol this person' })).toBeHidden()

  await enrol.getByLabel('Choose a selfie').setInputFiles(sample('anna-1.jpg'))
  await expect(enrol.getByText('Not the same person')).toBeVisible()
  await expect(enrol.getByText('nobody is enrolled from this document')).toBeVisible()
  await expect(enrol.getByRole('button', { name: 'Enrol this person' })).toBeHidden()
  await expectAccessible(page, 'document-selfie-differs')

  await enrol.getByLabel('Choose another selfie').setInputFiles(sample('ben-2.jpg'))
  await expect(enrol.getByText('The same person', { exact: true })).toBeVisible()
  await expect(enrol.getByText(/at most 1 stranger in/)).toBeVisible()
  await enrol.getByRole('button', { name: 'Use the document number' }).click()
  await expect(enrol.getByLabel('External id')).not.toHaveValue('')
  await enrol.getByLabel('External id').fill('ben-by-passport')
  await enrol.getByRole('button', { name: 'Enrol this person' }).click()
  await expect(enrol.getByText('Please confirm this first.')).toBeVisible()
  await enrol.getByLabel('This person was told').check()
  await expectAccessible(page, 'document-enrol')
  await enrol.getByRole('button', { name: 'Enrol this person' }).click()
  await expect(page).toHaveURL(/\/users\/[0-9a-f]{24}/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('ben-by-passport')

  await page.goto(address)
  await expect(page.getByText('This document is forgotten')).toBeVisible()
})

test('a document is kept where bureau and person want it, and looked at under a purpose', async ({ owned }) => {
  const { page, url } = owned
  await page.goto(`${url}/settings/decisions`)
  await page.getByLabel('Days for which a document is kept').fill('30')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Not saved yet.')).toBeHidden()
  await page.goto(`${url}/consents/documents/en`)
  await page.getByLabel('Words').fill('A copy of my identity document is kept, sealed, and nobody else gets it.')
  await page.getByRole('button', { name: 'Save the draft' }).click()
  await page.getByRole('button', { name: 'Publish version 1' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Publish version 1' }).click()
  await expect(page.getByRole('heading', { name: 'Version 2, not begun' })).toBeVisible()

  const passport = await documentOfBen({ format: 'TD3' })
  await read(page, url, passport)
  await expect(page.getByText('unless you enrol the person and they agree that it is kept')).toBeVisible()
  const enrol = region(page, 'Enrol this person')
  await enrol.getByLabel('Choose a selfie').setInputFiles(sample('ben-1.jpg'))
  await expect(enrol.getByText('The same person', { exact: true })).toBeVisible()
  await enrol.getByLabel('External id').fill('ben-and-his-passport')
  await enrol.getByLabel('This person agreed that the document is kept for 30 days.').check()
  await enrol.getByLabel('This person was told').check()
  await enrol.getByRole('button', { name: 'Enrol this person' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('ben-and-his-passport')

  const documents = region(page, 'Documents')
  await expect(documents.getByText('One page, read')).toBeVisible()
  await documents.getByRole('button', { name: 'Look at it' }).click()
  const dialog = page.getByRole('dialog', { name: 'Passport' })
  await expect(dialog.getByRole('img', { name: /straightened/ })).toBeHidden()
  await dialog.getByLabel('Purpose').selectOption('identity_check')
  await dialog.getByRole('button', { name: 'Show the document' }).click()
  await expect(dialog.getByRole('img', { name: 'Front of the document, straightened' })).toBeVisible()
  await expectAccessible(page, 'user-document')
  await page.keyboard.press('Escape')
  await page.reload()
  await expect(page.getByText('Document looked at')).toBeVisible()

  await documents.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove the document' }).click()
  await expect(documents).toBeHidden()
})

test('by keyboard alone: a passport is read, and its boxes are walked', async ({ owned: { page, url } }) => {
  const passport = await documentOfBen({ format: 'TD3' })
  await page.goto(`${url}/documents`)
  await tabTo(page, /^Choose the front/)
  // The button is there before its script is.
  await expect(async () => {
    const chooser = page.waitForEvent('filechooser', { timeout: 2_000 })
    await page.keyboard.press('Enter')
    await (await chooser).setFiles(passport.file)
  }).toPass()
  await expect(page.getByText('Ready to be read.')).toBeVisible()
  await tabTo(page, /^Read the document/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'What it says' })).toBeVisible()
  await tabTo(page, /^Document number: /)
  await expect(page.locator('figcaption').first()).toContainText('Document number: ')
})

test('on a phone nothing scrolls sideways', async ({ owned: { page, url } }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${url}/documents`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Documents')
  expect(await overflowOf(page)).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'documents-phone')
  await read(page, url, await documentOfBen({ format: 'TD3' }))
  expect(await overflowOf(page)).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'document-phone')
})

test('an auditor reads no documents, and hears why', async ({ browser, owned }) => {
  await signedInAs(browser, owned, 'auditor', async (page) => {
    await page.goto(`${owned.url}/documents`)
    await expect(page.getByText('reads no documents: whoever reads one sees all that stands on it')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Read the document' })).toBeHidden()
    await expect(page.getByRole('navigation').getByRole('link', { name: 'Documents' })).toBeHidden()
    const answer = await page.request.post(`${owned.url}/api/portal/documents`, {
      multipart: { front: { name: 'a.jpg', mimeType: 'image/jpeg', buffer: readFileSync(sample('anna-1.jpg')) } },
      headers: { origin: owned.url },
    })
    expect(answer.status()).toBe(403)
  })
})

/** Hills, a lake and a sky, drawn by the browser that looks at them. */
async function landscape(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    const [width, height] = [(canvas.width = 1280), (canvas.height = 960)]
    const pen = canvas.getContext('2d')!
    const sky = pen.createLinearGradient(0, 0, 0, height)
    sky.addColorStop(0, '#6fa3d8')
    sky.addColorStop(1, '#dfe9ef')
    pen.fillStyle = sky
    pen.fillRect(0, 0, width, height)
    ;['#7d97a8', '#5f8268', '#3f6b4a', '#2d5138'].forEach((colour, row) => {
      pen.fillStyle = colour
      pen.beginPath()
      pen.moveTo(0, height)
      for (let x = 0; x <= width; x += 8) {
        const wave = 60 * Math.sin(x / (190 - 30 * row) + row * 2) + 25 * Math.sin(x / (47 + 9 * row))
        pen.lineTo(x, 430 + row * 120 + wave)
      }
      pen.lineTo(width, height)
      pen.fill()
    })
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]!
  })
  return Buffer.from(base64, 'base64')
}

/** Goes on by Tab until what has the focus is called so, as a person would. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < 120; step++) {
    await page.keyboard.press('Tab')
    const here = await page.evaluate(() => {
      const focused = document.activeElement as HTMLInputElement | null
      return focused?.getAttribute('aria-label') ?? focused?.labels?.[0]?.textContent ?? focused?.textContent ?? ''
    })
    if (name.test(here.trim())) return
  }
  throw new Error(`No Tab leads to ${name}.`)
}
