/** A document before the camera, with a film in the place of a lens: the outline is drawn, and the picture takes itself. */
import { documentFilm } from './document-film'
import { documentOfBen } from './document-pictures'
import { filmCamera } from './recorded-devices'
import { expect as patient, expectAccessible, test } from './fixtures'

const expect = patient.configure({ timeout: 60_000 })
const passport = await documentOfBen({ format: 'TD3' })
const film = await documentFilm([{ seed: passport.seed, format: 'TD3' }])

test.use(filmCamera(film))

test.describe.configure({ timeout: 240_000 })

test('the camera draws the outline, takes the picture by itself, and the passport is read', async ({
  owned: { page, url },
}) => {
  await page.goto(`${url}/documents`)
  const front = page.getByRole('region', { name: /^Front/ })
  await front.getByRole('button', { name: 'Use the camera' }).click()
  await expect(page.getByLabel('Your camera')).toBeVisible()
  await expect(front.locator('svg[data-outline="good"] polygon')).toBeVisible()
  await page.screenshot({ path: '.test/screenshots/document-camera.png' })
  await expect(page.getByRole('img', { name: 'Picture of the front' })).toBeVisible()
  await expect(page.getByLabel('Your camera')).toBeHidden()
  await page.getByRole('button', { name: 'Read the document' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Passport')
  await expect(page.locator('pre > span')).toHaveText(passport.truth.zone!.lines)
  await expectAccessible(page, 'document-from-camera')
})

test('the picture is taken by the keyboard before it takes itself', async ({ owned: { page, url } }) => {
  // A worker that never answers: no outline, and nothing but the button takes the picture.
  await page.addInitScript(() => {
    window.Worker = class extends EventTarget {
      onerror: ((event: Event) => void) | null = null
      constructor() {
        super()
        setTimeout(() => this.onerror?.(new Event('error')))
      }
      postMessage() {}
      terminate() {}
    } as unknown as typeof Worker
  })
  await page.goto(`${url}/documents`)
  const front = page.getByRole('region', { name: /^Front/ })
  await front.getByRole('button', { name: 'Use the camera' }).press('Enter')
  await expect(page.getByText('This browser cannot draw the outline.')).toBeVisible()
  await expect(front.getByRole('button', { name: 'Take the picture now' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('img', { name: 'Picture of the front' })).toBeVisible()
})

test('where the page came without HTTPS there is no camera, and it says why', async ({ owned: { page, url } }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'mediaDevices', { value: undefined })
  })
  await page.goto(`${url}/documents`)
  const front = page.getByRole('region', { name: /^Front/ })
  await front.getByRole('button', { name: 'Use the camera' }).click()
  await expect(page.getByRole('alert').getByText('this page did not come over HTTPS')).toBeVisible()
  await page.getByRole('button', { name: 'Choose a picture instead' }).click()
  await expect(page.getByLabel('Choose the front')).toBeEnabled()
})
