/** A browser as a terminal: paired by a code, let in, at its door with a camera, without its bureau, and at its end. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { makeActivity } from './activity'
import { asOwner, graph, mutate } from './doors'
import { expect as patient, expectAccessible, test } from './fixtures'

const expect = patient.configure({ timeout: 30_000 })

/** A camera before which one of these stands, or nobody. */
async function standBefore(page: Page): Promise<(who: string) => Promise<void>> {
  const people = Object.fromEntries(
    ['ben-2', 'anna-1'].map((name) => {
      const picture = readFileSync(join(import.meta.dirname, `../samples/${name}.jpg`))
      return [name, `data:image/jpeg;base64,${picture.toString('base64')}`]
    }),
  )
  await page.addInitScript((all) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 960, height: 720 })
    const pen = canvas.getContext('2d')!
    const pictures = new Map(
      Object.entries(all).map(([name, src]) => [name, Object.assign(new Image(), { src })] as const),
    )
    const state = window as unknown as { stands: string }
    state.stands = sessionStorage.getItem('stands') ?? ''
    setInterval(() => {
      pen.fillStyle = '#7a9'
      pen.fillRect(0, 0, canvas.width, canvas.height)
      const picture = pictures.get(state.stands)
      if (!picture?.complete) return
      const width = (picture.width / picture.height) * canvas.height
      pen.drawImage(picture, (canvas.width - width) / 2, 0, width, canvas.height)
    }, 60)
    navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(15)
  }, people)
  return (who) =>
    page.evaluate((name) => {
      sessionStorage.setItem('stands', name)
      ;(window as unknown as { stands: string }).stands = name
    }, who)
}

test('a tablet is paired, lets in whom it holds, goes on without its bureau, and destroys itself when it is retired', async ({
  owned,
  browser,
}) => {
  test.setTimeout(300_000)
  const { page: portal, url } = owned
  const { userId } = await makeActivity(owned, 'ben')
  await portal.goto(`${url}/terminals`)
  const at = asOwner(portal)
  const { zone } = await mutate<{ zone: { id: string } }>(
    at,
    'createFacility',
    { name: 'Arena', region: 'at', timeZone: 'Europe/Vienna' },
    '... on ZonePayload { zone { id } }',
  )
  const { terminal } = await mutate<{ terminal: { id: string; terminalId: string } }>(
    at,
    'createTerminal',
    { zoneId: zone.id, name: 'North door' },
    '... on TerminalPayload { terminal { id terminalId } }',
  )
  const user = Buffer.from(`User:${userId}`).toString('base64url')
  const members = await mutate<{ results: { member: { id: string } }[] }>(
    at,
    'addMembers',
    { userIds: [user] },
    '... on AddMembersPayload { results { member { id } } }',
  )

  const context = await browser.newContext()
  const tablet = await context.newPage()
  tablet.on('dialog', (dialog) => void dialog.accept())
  const faults: string[] = []
  tablet.on('pageerror', (error) => faults.push(error.message))
  tablet.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) faults.push(message.text())
  })
  const stand = await standBefore(tablet)
  await tablet.goto(`${url}/terminal`)
  await expect(tablet.getByRole('heading', { name: 'Make this browser a terminal' })).toBeVisible()
  await expectAccessible(tablet, 'terminal-pair')
  await tablet.getByRole('button', { name: 'Pair', exact: true }).click()
  await expect(tablet.getByText('A code has eight characters.')).toBeVisible()

  await portal.goto(`${url}/terminals/${terminal.terminalId}`)
  await portal.getByRole('button', { name: 'Show a pairing code' }).click()
  const code = await portal.getByTestId('pairing-code').innerText()
  await tablet.getByLabel('Pairing code').fill(code.toLowerCase())
  await tablet.getByLabel('PIN for this screen').fill('482913')
  await tablet.getByLabel('The PIN again').fill('482913')
  await tablet.getByRole('button', { name: 'Pair', exact: true }).click()
  const fingerprint = await tablet.getByTestId('fingerprint').innerText()
  await expectAccessible(tablet, 'terminal-waiting')
  await portal.getByLabel('The device shows').fill(fingerprint)
  await portal.getByRole('button', { name: 'They are alike: let it in' }).click()

  // It holds whom it is to hold, and loads its nets.
  await expect(tablet.getByText('Holds 1 person')).toBeVisible()
  await expect(tablet.getByText('Look at the camera')).toBeVisible({ timeout: 120_000 })
  await expect(portal.getByText('browser', { exact: true })).toBeVisible()
  await expectAccessible(tablet, 'terminal-door')
  const answer = tablet.getByTestId('answer')
  await stand('ben-2')
  await expect(answer).toContainText('Welcome')
  await expectAccessible(tablet, 'terminal-welcome')
  await stand('anna-1')
  await expect(answer).toContainText('Not recognised')
  await expectAccessible(tablet, 'terminal-not-recognised')
  await stand('')
  await expect(tablet.getByText('Look at the camera')).toBeVisible()
  await expect(tablet.getByText('Everything is reported')).toBeVisible()

  // With the network off it comes up again, and lets in by what it holds.
  await context.setOffline(true)
  await tablet.reload()
  await expect(tablet.getByText('Holds 1 person')).toBeVisible({ timeout: 60_000 })
  await expect(tablet.getByText(/^Offline\. Last heard/)).toBeVisible()
  await expect(tablet.getByText('Look at the camera')).toBeVisible({ timeout: 60_000 })
  await stand('ben-2')
  await expect(answer).toContainText('Welcome')
  await expect(tablet.getByText(/reports? waits?$/)).toBeVisible()
  await expectAccessible(tablet, 'terminal-offline')
  await stand('')
  await mutate(at, 'removeMembers', { memberIds: [members.results[0]!.member.id] }, '... on RemovedPayload { removed }')
  await context.setOffline(false)
  await expect(tablet.getByText('Holds nobody')).toBeVisible()
  await expect(tablet.getByText('Everything is reported')).toBeVisible()
  await stand('ben-2')
  await expect(answer).toContainText('Not recognised')
  await stand('')
  const { accessEvents } = await graph<{ accessEvents: { edges: { node: { type: string; offline: boolean } }[] } }>(
    at,
    '{ accessEvents(first: 20) { edges { node { type offline } } } }',
  )
  const log = accessEvents.edges.map(({ node }) => `${node.type} ${node.offline}`.toLowerCase())
  expect(log).toEqual(expect.arrayContaining(['access_granted false', 'access_granted true', 'not_recognised false']))

  // Its settings are behind the PIN.
  await tablet.getByRole('button', { name: 'Settings' }).click()
  await tablet.getByLabel('PIN of this screen').fill('111111')
  await tablet.getByRole('button', { name: 'Open' }).click()
  await expect(tablet.getByText('This is not the PIN.')).toBeVisible()
  await tablet.getByLabel('PIN of this screen').fill('482913')
  await tablet.getByRole('button', { name: 'Open' }).click()
  await expect(tablet.getByText(terminal.terminalId)).toBeVisible()
  await expectAccessible(tablet, 'terminal-settings')
  await tablet.getByRole('button', { name: 'Back to the door' }).click()

  await portal.getByRole('button', { name: 'Retire' }).click()
  const dialog = portal.getByRole('dialog')
  await dialog.getByLabel('To confirm, type').fill('North door')
  await dialog.getByRole('button', { name: 'Retire and wipe' }).click()
  await expect(tablet.getByText('Everything that it held is destroyed, and the bureau knows.')).toBeVisible()
  await expectAccessible(tablet, 'terminal-retired')
  const left = await tablet.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))
  expect(left.filter((name) => name === 'limen-terminal').length).toBe(0)
  expect(faults).toEqual([])
  await context.close()
})

test('it can be installed', async ({ owned: { page, url } }) => {
  await page.goto(`${url}/terminal`)
  await expect(page.getByRole('heading', { name: 'Make this browser a terminal' })).toBeVisible()
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  const devtools = await page.context().newCDPSession(page)
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
  // The tests' windows leave no trace.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([])
})
