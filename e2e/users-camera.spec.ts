/** The camera of the portal, with a film in the place of a lens: one picture, over and over. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { filmCamera } from './recorded-devices'
import { expect, expectAccessible, test } from './fixtures'

const film = join(import.meta.dirname, '../.test/camera.mjpeg')
const sample = readFileSync(join(import.meta.dirname, '../samples/anna-1.jpg'))

// Motion JPEG is JPEG after JPEG.
mkdirSync(join(film, '..'), { recursive: true })
writeFileSync(film, Buffer.concat(Array.from({ length: 10 }, () => sample)))

test.use(filmCamera(film))

test.describe.configure({ timeout: 120_000 })

test('the camera guides, takes the picture by itself, and enrols', async ({ owned: { page, url } }) => {
  await page.goto(`${url}/users/new`)
  await page.getByRole('button', { name: 'Use the camera' }).click()
  await expect(page.getByLabel('Your camera')).toBeVisible()
  await expect(page.getByText('Good. Hold still …')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByRole('img', { name: /^Picture 1 of 1/ })).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText(/^\s*(Good|Can be enrolled, could be better)/)).toBeVisible({ timeout: 20_000 })
  await expectAccessible(page, 'users-new-camera')
  await page.getByLabel('This person was told').check()
  await page.getByRole('button', { name: 'Enrol', exact: true }).click()
  await expect(page.getByText(/^Enrolled\./)).toBeVisible({ timeout: 20_000 })

  const verify = page.getByRole('region', { name: 'Verify a picture' })
  await verify.getByRole('button', { name: 'Use the camera' }).click()
  await verify.getByRole('button', { name: 'Take the picture now' }).click()
  await expect(verify.getByText('The same person', { exact: true })).toBeVisible({ timeout: 20_000 })
})

test('without leave to use the camera, the page says so and offers a file', async ({ owned: { page, url } }) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
  })
  await page.goto(`${url}/users/new`)
  await page.getByRole('button', { name: 'Use the camera' }).click()
  await expect(page.getByRole('alert').getByText('The camera cannot be used')).toBeVisible()
  await page.getByRole('button', { name: 'Choose a picture instead' }).click()
  await expect(page.getByLabel('Choose pictures')).toBeEnabled()
})
