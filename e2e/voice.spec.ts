/** A voice in the portal: enrolled by microphone, verified, listened to and removed. The microphone plays a file, as the camera does. */
import type { Locator, Page } from 'playwright/test'
import { expect as patient, expectAccessible, test, type Owned } from './fixtures'
import { recordedMicrophone } from './recorded-devices'
import { microphoneOf, nobody, recordingOf } from './voices'

const expect = patient.configure({ timeout: 60_000 })
const microphone = await microphoneOf('slt')

test.use(recordedMicrophone(microphone))

test.describe.configure({ mode: 'serial', timeout: 300_000 })

let userId: string

/** A user without a face, made the way a client makes one. */
async function newUser({ limen, url }: Owned, externalId: string): Promise<string> {
  const client = JSON.parse(await limen('client', 'create', '--tenant', 'main', '--name', 'Seed', '--json'))
  const headers = { 'x-biometrid-key': client.key, 'x-biometrid-secret': client.secret }
  const body = new URLSearchParams({ reference_id: externalId })
  const answer = await fetch(`${url}/api/1.0/users`, { method: 'POST', headers, body })
  expect(answer.status).toBe(200)
  return /[0-9a-f]{24}/.exec(await answer.text())![0]
}

const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })

test('a voice is enrolled by microphone: three prompts, and nothing to press but speak', async ({ owned }) => {
  const { page, url } = owned
  userId = await newUser(owned, 'vera')
  await page.goto(`${url}/users/${userId}`)
  await expect(region(page, 'Voice')).toContainText('No voice is enrolled yet')
  await region(page, 'Voice').getByRole('link', { name: 'Enrol by microphone' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Enrol a voice')
  await expect(page.getByLabel('Language')).toHaveValue('en')
  await expectAccessible(page, 'voice-before')
  await page.getByRole('button', { name: 'Begin' }).click()

  for (const count of [1, 2, 3]) {
    await expect(page.getByRole('heading', { name: `Recording ${count} of 3` })).toBeVisible()
    await expect(page.locator('[data-prompt]')).toHaveText(/^\d{6}$/)
    if (count === 1) await expectAccessible(page, 'voice-prompt')
    // The key that the page takes for itself wherever nothing else wants it.
    if (count === 2) await page.locator('main').press(' ')
    else await page.getByRole('button', { name: /^Speak/ }).click()
    await expect(page.getByRole('meter', { name: 'Loudness' })).toBeVisible()
    if (count === 2) await page.screenshot({ path: '.test/screenshots/voice-speaking.png', fullPage: true })
    await expect(page.getByRole('meter', { name: 'Loudness' })).toBeHidden()
  }
  await expect(page.getByText('The voice is enrolled in English, from 3 recordings.')).toBeVisible()
  await expectAccessible(page, 'voice-enrolled')
  await page.getByRole('link', { name: 'To the user', exact: true }).click()
  await expect(region(page, 'Voice').getByText('In use')).toBeVisible()
  await expect(page.getByText('Voice enrolled')).toBeVisible()
})

test('the same voice is verified, another one and a repeated recording are not', async ({ owned }) => {
  const { page, url } = owned
  await page.goto(`${url}/users/${userId}`)
  const verify = region(page, 'Verify a recording')
  const file = verify.getByLabel('Choose a WAV file instead')
  const own = await recordingOf('slt', 'My voice opens the door, and nobody else has it, whatever I say.')
  await file.setInputFiles(own)
  await expect(verify.getByText('The same person', { exact: true })).toBeVisible()
  await expect(verify.getByText(/At this setting 1 in [\d,]+ strangers passes/)).toBeVisible()
  await expect(verify.getByRole('img', { name: /^Score [\d.-]+, threshold [\d.]+$/ })).toBeVisible()
  await expectAccessible(page, 'user-voice')
  await file.setInputFiles(await recordingOf('rms', 'My voice opens the door, and nobody else has it, whatever I say.'))
  await expect(verify.getByText('Not the same person')).toBeVisible()
  await file.setInputFiles(own)
  await expect(verify.getByText('This recording was heard before; speak the prompt anew.')).toBeVisible()
  await file.setInputFiles({ name: 'x.wav', mimeType: 'audio/wav', buffer: Buffer.from('no recording') })
  await expect(verify.getByText(/WAV/).last()).toBeVisible()
})

test('a recording is opened for a purpose, drawn, played, and written down', async ({ owned }) => {
  const { page, url } = owned
  await page.goto(`${url}/users/${userId}`)
  const voice = region(page, 'Voice')
  await expect(voice.getByText(/^Recording \d: speech [\d.]+ s of/)).toHaveCount(3)
  const asked = page.waitForResponse((response) => response.url().includes('/recordings/'))
  await voice.getByRole('button', { name: 'Listen to recording 1' }).click()
  const dialog = page.getByRole('dialog', { name: 'Recording 1' })
  await expect(dialog.getByText('Recordings stay silent until you say what you listen for.')).toBeVisible()
  await dialog.getByLabel('Purpose').selectOption('To see whether the quality is good enough')
  await dialog.getByRole('button', { name: 'Open the recording' }).click()
  const answer = await asked
  expect([answer.status(), answer.headers()['cache-control'], answer.headers()['content-type']]).toEqual([
    200,
    'no-store',
    'audio/wav',
  ])
  await dialog.getByRole('button', { name: 'Play' }).click()
  await expect(dialog.getByRole('button', { name: 'Pause' })).toBeVisible()
  await expect(dialog.getByRole('timer')).toHaveText(/^[1-9]\.\d s of/)
  await expectAccessible(page, 'voice-recording', { hasShadow: true })
  await page.keyboard.press('Escape')
  await page.goto(`${url}/users/${userId}`)
  await expect(page.getByText('Recording listened to')).toHaveCount(1)
  await page.goto(`${url}/audit`)
  const lines = page.getByRole('region', { name: 'Audit lines' })
  await expect(lines.getByText('listened to a recording')).toHaveCount(1)
})

test('on a phone, and without leave to use the microphone', async ({ owned: { page, url } }) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
  })
  await page.setViewportSize({ width: 360, height: 740 })
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  await page.goto(`${url}/users/${userId}`)
  await expect(region(page, 'Voice')).toBeVisible()
  expect(await overflow()).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'user-voice-phone')
  await page.goto(`${url}/users/${userId}/voice`)
  await expect(page.getByText('A voice is enrolled in this language.')).toBeVisible()
  await page.getByLabel('Language').selectOption('Português')
  await page.getByRole('button', { name: 'Begin' }).click()
  await page.getByRole('button', { name: 'Speak' }).click()
  await expect(page.getByRole('alert').getByText(/^The microphone cannot be used/)).toBeVisible()
  expect(await overflow()).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'voice-refused-phone')
  const prompt = await page.locator('[data-prompt]').textContent()
  await page.getByLabel('Choose a WAV file instead').setInputFiles(nobody)
  await expect(page.getByText('No speech was heard; read the prompt aloud, near the microphone.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Speak again' })).toBeVisible()
  await expect(page.locator('[data-prompt]')).toHaveText(prompt!)
  await page
    .getByLabel('Choose a WAV file instead')
    .setInputFiles(await recordingOf('slt', 'Without a microphone a file does as well, as long as it is a good one.'))
  await expect(page.getByRole('heading', { name: 'Recording 2 of 3' })).toBeVisible()
})

test('the risk and the languages of voices are set beside the decisions on faces', async ({ owned }) => {
  const { page, url, limen } = owned
  const settings = async () =>
    (JSON.parse(await limen('tenant', 'show', '--tenant', 'main', '--json')) as { settings: object }).settings
  await page.goto(`${url}/settings/decisions`)
  await expect(page.getByLabel(/^1 in 100 voices, as usual/)).toBeChecked()
  await page.getByLabel(/^1 in 1,000 voices/).check()
  await page.getByLabel('Deutsch').check()
  await page.getByLabel('Language unless another is named').selectOption('Deutsch')
  await page.getByLabel('Deutsch').uncheck()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByLabel('Language unless another is named')).toHaveAttribute('aria-invalid', 'true')
  await page.getByLabel('Deutsch').check()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved; it holds from the next call on.')).toBeVisible()
  expect(await settings()).toMatchObject({ voiceFmr: 1e-3, voiceLanguage: 'de', voiceLanguages: ['en', 'pt', 'de'] })
  await expectAccessible(page, 'settings-decisions-voice')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('It is as it was.')).toBeVisible()
  expect(await settings()).toMatchObject({ voiceFmr: 1e-2, voiceLanguage: 'en', voiceLanguages: ['en', 'pt'] })
})

test('a voice is removed, with what follows from it said before', async ({ owned: { page, url } }) => {
  await page.goto(`${url}/users/${userId}`)
  const voice = region(page, 'Voice')
  await voice.getByRole('button', { name: 'Remove the voice in English' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('3 templates and the recordings behind them go for ever.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Remove the voice' }).click()
  await expect(voice.getByText('No voice is enrolled yet')).toBeVisible()
  await expect(page.getByText('Voice removed')).toBeVisible()
})
