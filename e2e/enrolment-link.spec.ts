/** Enrolment links, from the portal to the page where somebody enrols themselves. The camera is a drawing that moves and shows no face. */
import { gzipSync } from 'node:zlib'
import type { BrowserContext, Page } from 'playwright/test'
import { expect, expectAccessible, test } from './fixtures'
import { addressIn, followPrompts, here, makeLink, publishText } from './enrolling'
import { judgePage } from './lighthouse'
import { standInCamera } from './stand-in-camera'
import { framesOf } from './stand-in-frames'

test.describe.configure({ timeout: 120_000 })

const phone = { width: 390, height: 844 }

/** Two drawings are never the same; `lost` ends the camera as pulling its plug would. */
async function drawnCamera(target: Page | BrowserContext): Promise<void> {
  await target.addInitScript(() => {
    const canvas = document.createElement('canvas')
    ;[canvas.width, canvas.height] = [480, 640]
    const pen = canvas.getContext('2d')!
    let drawn = 0
    setInterval(() => {
      pen.fillStyle = '#b09070'
      pen.fillRect(0, 0, 480, 640)
      pen.fillStyle = '#303840'
      pen.fillRect((drawn * 7) % 400, 280 + (drawn % 13), 60, 60)
      drawn++
    }, 40)
    navigator.mediaDevices.getUserMedia = async () => {
      const stream = canvas.captureStream(25)
      addEventListener('test:lost', () =>
        stream.getTracks().forEach((track) => track.dispatchEvent(new Event('ended'))),
      )
      return stream
    }
  })
}

test('before there is a text to agree to, the page says what is missing', async ({ owned }) => {
  const { page, url } = owned
  await page.goto(`${url}/enrolment-links`)
  await expect(page.getByText('Publish a consent text first')).toBeVisible()
  await expect(page.getByRole('button', { name: 'New enrolment link' })).toBeDisabled()
  await expectAccessible(page, 'enrolment-links-no-text')
  await publishText(owned)
  await page.goto(`${url}/enrolment-links`)
  await expect(page.getByText('Nobody was asked yet')).toBeVisible()
  await expectAccessible(page, 'enrolment-links-empty')
})

test('a link is made and followed on a phone, up to the verdict on what the camera saw', async ({ owned, browser }) => {
  const { page } = owned
  const dialog = await makeLink(owned, async (form) => {
    await form.getByLabel('External id').fill('anna')
    await form.getByLabel('Name').fill('Anna')
    await form.getByLabel('E-mail').fill('no address')
    await expectAccessible(page, 'enrolment-links-new')
    await form.getByRole('button', { name: 'Make the link' }).click()
    await expect(form.getByText('This is not an e-mail address.')).toBeVisible()
    await form.getByLabel('E-mail').fill('anna@example.org')
  })
  await expect(dialog.getByAltText(/QR code/)).toBeVisible()
  await expectAccessible(page, 'enrolment-links-made')
  const address = here(await addressIn(dialog), owned)
  await dialog.getByRole('button', { name: 'Done' }).click()
  const row = page.getByRole('list', { name: 'Enrolment links' }).getByRole('listitem').filter({ hasText: 'Anna' })
  await expect(row).toContainText('Not opened')
  await expectAccessible(page, 'enrolment-links')

  const person = await browser.newContext({ viewport: phone })
  await drawnCamera(person)
  const own = await person.newPage()
  const scripts: Promise<number>[] = []
  own.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return
    scripts.push(response.body().then((body) => gzipSync(body).length))
  })
  await own.goto(address)
  await expect(own.locator('main')).toHaveAttribute('data-phase', 'consent')
  await expect(own.getByRole('heading', { level: 1 })).toHaveText('Hello Anna')
  await expect(own.getByText('My face opens the doors of this house.')).toBeVisible()
  const kB = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0) / 1_000
  test.info().annotations.push({ type: 'first-load JS', description: `${kB.toFixed(1)} kB gzip` })
  console.log(`The scripts of the enrolment page: ${kB.toFixed(1)} kB gzip.`)
  expect(kB).toBeGreaterThan(50)
  expect(kB).toBeLessThanOrEqual(200)
  await expectAccessible(own, 'enrol-consent')
  await own.getByRole('button', { name: 'I do not agree' }).click()
  await expect(own.getByRole('heading', { level: 1 })).toBeFocused()
  await expect(own.getByText('Nothing was stored.')).toBeVisible()
  await own.getByRole('button', { name: 'Read it again' }).click()
  await own.getByRole('button', { name: 'I agree' }).click()
  await expect(own.getByRole('heading', { level: 1 })).toHaveText('Get ready')
  await page.reload()
  await expect(row).toContainText('Agreed')

  // It goes on where it was, also after the page was loaded anew.
  await own.reload()
  await expect(own.locator('main')).toHaveAttribute('data-phase', 'ready')
  await expectAccessible(own, 'enrol-ready')
  await own.getByRole('button', { name: 'Turn on the camera' }).click()
  await expect(own.getByText('No face can be seen.')).toBeVisible({ timeout: 40_000 })
  await expectAccessible(own, 'enrol-no-face')
  await own.getByRole('button', { name: 'Start', exact: true }).click()
  const prompt = own.locator('[data-action]')
  await expect(prompt).toHaveAttribute('data-action', 'straight')
  await expect(prompt).not.toHaveAttribute('data-action', 'straight', { timeout: 10_000 })
  await own.screenshot({ path: '.test/screenshots/enrol-prompt.png' })
  await expect(own.getByRole('heading', { level: 1 })).toHaveText('That did not work yet', { timeout: 60_000 })
  await expect(own.getByRole('alert').first()).toHaveText(
    /Your face was not in the picture|Too few pictures|did not come in time/,
  )
  await expect(own.getByText('You can try 9 more times.')).toBeVisible()
  await expectAccessible(own, 'enrol-not-passed')

  // Without a connection what was taken waits.
  await own.getByRole('button', { name: 'Try again', exact: true }).click()
  await own.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(prompt).toBeVisible()
  await person.setOffline(true)
  await expect(own.getByText('There is no connection.')).toBeVisible({ timeout: 40_000 })
  await own.screenshot({ path: '.test/screenshots/enrol-offline.png' })
  await person.setOffline(false)
  await expect(own.getByText('You can try 8 more times.')).toBeVisible({ timeout: 40_000 })

  // The camera stops on the way.
  await own.getByRole('button', { name: 'Try again with more time' }).click()
  await expect(own.getByText('There will be more time for each prompt.')).toBeVisible()
  await own.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(prompt).toBeVisible()
  await own.evaluate(() => dispatchEvent(new Event('test:lost')))
  await expect(own.getByRole('heading', { level: 1 })).toHaveText('The camera has stopped')
  await own.getByRole('button', { name: 'Try again' }).click()
  await expect(own.getByRole('button', { name: 'Start', exact: true })).toBeEnabled()

  await page.reload()
  await row.getByRole('button', { name: 'Withdraw the link of Anna' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw the link' }).click()
  await expect(row).toContainText('Withdrawn')
  await own.reload()
  await expect(own.getByRole('heading', { level: 1 })).toHaveText('This link was withdrawn')
  await expectAccessible(own, 'enrol-withdrawn')
  await person.close()
})

test('somebody follows the prompts, is enrolled, and withdraws', async ({ owned, browser }) => {
  test.setTimeout(300_000)
  const { page, url } = owned
  const dialog = await makeLink(owned, async (form) => {
    await form.getByLabel('External id').fill('clara')
    await form.getByLabel('Name').fill('Clara')
    await form.getByLabel('E-mail').fill('clara@example.org')
  })
  const address = here(await addressIn(dialog), owned)
  const person = await browser.newContext({ viewport: phone })
  await standInCamera(person, { clara: await framesOf('clara') }, 'clara')
  const own = await person.newPage()
  await own.goto(address)
  await own.getByRole('button', { name: 'I agree' }).click()
  await own.getByRole('button', { name: 'Turn on the camera' }).click()
  await expect(own.getByText('Good. You can start.')).toBeVisible({ timeout: 60_000 })
  await expectAccessible(own, 'enrol-camera')
  await followPrompts(own)
  await expectAccessible(own, 'enrol-done')

  await page.goto(`${url}/users`)
  await page.locator('tbody tr', { hasText: 'clara' }).getByRole('link').first().click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('clara')
  await expectAccessible(page, 'enrol-user')

  await own.getByRole('link', { name: /withdraw/i }).click()
  await expect(own.getByRole('heading', { level: 1 })).toHaveText('Withdraw and erase')
  await own.getByRole('button', { name: 'Withdraw and erase everything' }).click()
  await expect(own.getByRole('heading', { level: 1 })).toHaveText('You are erased')
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This user is gone')
  await person.close()
})

test('where there is no camera the page says why, in the language of the link', async ({ owned }) => {
  const { page } = owned
  const dialog = await makeLink(owned, async (form) => {
    await form.getByLabel('Language').selectOption('German')
  })
  const address = here(await addressIn(dialog), owned)
  await page.setViewportSize(phone)
  await page.goto(address)
  await expect(page.getByText('Diesen Text gibt es nicht in Ihrer Sprache.')).toBeVisible()
  await page.getByRole('button', { name: 'Ich stimme zu' }).click()
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
  })
  await page.getByRole('button', { name: 'Kamera einschalten' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Die Kamera wurde verweigert')
  await expectAccessible(page, 'enrol-refused')
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'mediaDevices', { value: undefined })
    Object.defineProperty(window, 'isSecureContext', { value: false })
  })
  await page.getByRole('button', { name: 'Noch einmal' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Unter dieser Adresse ist die Kamera nicht nutzbar')
  await expect(page.getByText('LIMEN_TLS_CERT')).toBeVisible()
  await expectAccessible(page, 'enrol-insecure')
})

test('Lighthouse finds nothing that would keep anybody out', async ({ owned }) => {
  const dialog = await makeLink(owned, async () => {})
  expect(await judgePage(here(await addressIn(dialog), owned))).toEqual({ accessibility: 100, failing: [] })
})

test('addresses that are none say so', async ({ owned: { page, url } }) => {
  await page.setViewportSize(phone)
  for (const [path, title] of [
    ['/enrol/limen_enrol_guess', 'This is no enrolment link'],
    ['/enrol/%2e%2e%2fetc', 'This is no enrolment link'],
    ['/withdraw/limen_withdraw_guess', 'There is nothing to withdraw'],
  ] as const) {
    await page.goto(`${url}${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
  }
  await expectAccessible(page, 'withdraw-unknown')
})

test('a user without a face is asked from their page', async ({ owned }) => {
  const { page, url, limen } = owned
  const client = JSON.parse(await limen('client', 'create', '--tenant', 'main', '--name', 'Seed', '--json'))
  const made = await fetch(`${url}/api/1.0/users`, {
    method: 'POST',
    headers: { 'x-biometrid-key': client.key, 'x-biometrid-secret': client.secret },
    body: new URLSearchParams({ reference_id: 'ben' }),
  })
  expect(made.status).toBe(200)
  await page.goto(`${url}/users`)
  await page.locator('tbody').getByRole('link').first().click()
  await page.getByRole('link', { name: 'Send enrolment link' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('For the user ben')).toBeVisible()
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  await expect(dialog.getByText('The link is made.')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('list', { name: 'Enrolment links' }).getByRole('link', { name: 'ben' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('ben')
})
