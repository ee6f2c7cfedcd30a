/** A browser as a terminal: paired by a code, let in, at its door with a camera, without its bureau, and at its end. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright/test'
import { makeActivity } from './activity'
import { asOwner, graph, mutate } from './doors'
import { expectAccessible, test } from './fixtures'
import { judgePage } from './lighthouse'
import { expect, letIn, newTerminal, openTablet, pair, pin, setClockAhead } from './tablet'

const hourMs = 3_600_000
/** What the issue allows between a revocation and the last moment in which somebody comes in by what was revoked. */
const revokedWithin = { timeout: 2_000 }

test('a tablet is paired, lets in whom it holds, goes on without its bureau, and destroys itself when it is retired', async ({
  owned,
  browser,
}) => {
  test.setTimeout(300_000)
  const { page: portal, url } = owned
  const called = await makeActivity(owned, 'ben')
  const { userId } = called
  await portal.goto(`${url}/terminals`)
  const at = asOwner(portal)
  const { terminal, zone } = await newTerminal(at, { facility: 'Arena', door: 'North door' })
  const graphId = (id: string) => Buffer.from(`User:${id}`).toString('base64url')
  const user = graphId(userId)
  const enrol = async (name: string, sample: string) => {
    const { id, post } = await called.create(name)
    expect((await post('/enroll/face', sample)).status).toBe(true)
    return graphId(id)
  }
  const enlist = async (whom = user) => {
    type Added = { results: { member: { id: string } }[] }
    const added = '... on AddMembersPayload { results { member { id } } }'
    return (await mutate<Added>(at, 'addMembers', { userIds: [whom] }, added)).results[0]!.member.id
  }
  const leave = (id: string) => mutate(at, 'removeMembers', { memberIds: [id] }, '... on RemovedPayload { removed }')
  let member = await enlist()

  const samples = ['ben-2', 'anna-1', 'dora-1']
  const { context, page: tablet, stand, holdUp, faults } = await openTablet({ browser, url }, samples)
  const answer = tablet.getByTestId('answer')
  const isReady = () => expect(tablet.getByText('Look at the camera')).toBeVisible({ timeout: 120_000 })

  await test.step('it is paired by a code, and let in by its fingerprint', async () => {
    await expect(tablet.getByRole('heading', { name: 'Make this browser a terminal' })).toBeVisible()
    await expectAccessible(tablet, 'terminal-pair')
    await tablet.getByRole('button', { name: 'Pair', exact: true }).click()
    await expect(tablet.getByText('A code has eight characters.')).toBeVisible()
    const fingerprint = await pair(tablet, owned, terminal)
    await expectAccessible(tablet, 'terminal-waiting')
    await letIn(owned, fingerprint)
    await expect(tablet.getByText('Holds 1 person')).toBeVisible()
    await isReady()
    await expect(portal.getByText('browser', { exact: true })).toBeVisible()
    await expectAccessible(tablet, 'terminal-door')
  })

  await test.step('who is held comes in, a stranger does not', async () => {
    await stand('ben-2')
    await expect(answer).toContainText('Welcome')
    await expectAccessible(tablet, 'terminal-welcome')
    await stand('anna-1')
    await expect(answer).toContainText('Not recognised')
    await expectAccessible(tablet, 'terminal-not-recognised')
    await stand('')
    await isReady()
    await expect(tablet.getByText('Everything is reported')).toBeVisible()
  })

  await test.step('with the network off it comes up again; what was revoked meanwhile holds as soon as it is back', async () => {
    await context.setOffline(true)
    await tablet.reload()
    await expect(tablet.getByText('Holds 1 person')).toBeVisible()
    await expect(tablet.getByText(/^Offline\. Last heard/)).toBeVisible()
    await isReady()
    await stand('ben-2')
    await expect(answer).toContainText('Welcome')
    await expect(tablet.getByText(/reports? waits?$/)).toBeVisible()
    await expectAccessible(tablet, 'terminal-offline')
    await stand('')
    await leave(member)
    await context.setOffline(false)
    await expect(tablet.getByText('Holds nobody')).toBeVisible(revokedWithin)
    await expect(tablet.getByText('Everything is reported')).toBeVisible()
    await stand('ben-2')
    await expect(answer).toContainText('Not recognised')
    await stand('')
  })

  await test.step('a revocation holds at once, and who has a ticket for later is refused until then', async () => {
    member = await enlist()
    await expect(tablet.getByText('Holds 1 person')).toBeVisible()
    await stand('ben-2')
    await expect(answer).toContainText('Welcome')
    await leave(member)
    await expect(tablet.getByText('Holds nobody')).toBeVisible(revokedWithin)
    const starts = Date.now() + 24 * hourMs
    const { event } = await mutate<{ event: { id: string } }>(
      at,
      'createEvent',
      { zoneId: zone.id, startsAt: new Date(starts).toISOString(), endsAt: new Date(starts + hourMs).toISOString() },
      '... on EventPayload { event { id } }',
    )
    await mutate(
      at,
      'addAttendees',
      { eventId: event.id, userIds: [user] },
      '... on AddAttendeesPayload { __typename }',
    )
    await expect(tablet.getByText('Holds 1 person')).toBeVisible()
    await expect(answer).toContainText('You are known here, and may not come in at this time.')
    await expectAccessible(tablet, 'terminal-not-now')
    await stand('')
    member = await enlist()
    await isReady()
    await expect(tablet.getByText('Everything is reported')).toBeVisible()
  })

  await test.step('whom it does not hold comes in by a QR credential and their face, with the network off too', async () => {
    const issue = async (userId: string) => {
      type Issued = { svg: string; qrCredential: { id: string } }
      const issued = '... on IssueQrCredentialPayload { svg qrCredential { id } }'
      const { svg, qrCredential } = await mutate<Issued>(at, 'issueQrCredential', { userId }, issued)
      return { id: qrCredential.id, src: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}` }
    }
    // With the first one the tenant has its key.
    const told = tablet.waitForResponse((response) => response.url().endsWith('/edge/v1/qr') && response.ok())
    await issue(user)
    await told
    await context.setOffline(true)
    const dora = await enrol('dora', 'dora-2.jpg')
    const doraMember = await enlist(dora)
    const card = await issue(dora)
    await holdUp(card.src)
    await expect(tablet.getByText('QR code read. Now look at the camera.')).toBeVisible()
    await expectAccessible(tablet, 'terminal-qr-read')
    await stand('ben-2')
    await expect(answer).toContainText('This QR code is somebody else’s.')
    await stand('')
    await expect(tablet.getByText('Look at the camera')).toBeVisible()
    await holdUp(card.src)
    await expect(tablet.getByText('QR code read. Now look at the camera.')).toBeVisible()
    await stand('dora-1')
    await expect(answer).toContainText('Welcome')
    await stand('')

    await context.setOffline(false)
    await expect(tablet.getByText('Everything is reported')).toBeVisible()
    const recalled = tablet.waitForResponse((response) => response.url().endsWith('/edge/v1/qr') && response.ok())
    await mutate(
      at,
      'recallQrCredential',
      { qrCredentialId: card.id },
      '... on RecallQrCredentialPayload { __typename }',
    )
    await recalled
    await holdUp(card.src)
    await expect(answer).toContainText('It was recalled. Ask for a new one.')
    await expectAccessible(tablet, 'terminal-qr-recalled')
    await stand('')
    await leave(doraMember)
    await expect(tablet.getByText('Holds 1 person')).toBeVisible()
    await isReady()
  })

  await test.step('with the server stopped it goes on by what it holds, and refuses everyone past the limit', async () => {
    // Its page would say that the bureau is away.
    await portal.goto('about:blank')
    await owned.restart(async () => {
      await tablet.reload()
      await expect(tablet.getByText('Holds 1 person')).toBeVisible()
      await isReady()
      await stand('ben-2')
      await expect(answer).toContainText('Welcome')
      await stand('anna-1')
      await expect(answer).toContainText('Not recognised')
      await stand('')
      // More than the 72 hours that the bureau allows.
      await setClockAhead(tablet, 80 * hourMs)
      await tablet.reload()
      await expect(tablet.getByText('Everyone is refused until it does.').first()).toBeVisible()
      await stand('ben-2')
      await expect(answer).toContainText('Not now')
      await expectAccessible(tablet, 'terminal-stale')
      await setClockAhead(tablet, 0)
      await stand('')
      await tablet.reload()
      await isReady()
    })
    await expect(tablet.getByText('Online', { exact: true })).toBeVisible()
    await expect(tablet.getByText('Everything is reported')).toBeVisible()
    await stand('ben-2')
    await expect(answer).toContainText('Welcome')
    await stand('')
    type Log = { accessEvents: { edges: { node: { type: string; offline: boolean } }[] } }
    const { accessEvents } = await graph<Log>(at, '{ accessEvents(first: 50) { edges { node { type offline } } } }')
    const log = accessEvents.edges.map(({ node }) => `${node.type} ${node.offline}`.toLowerCase())
    expect(log.filter((line) => line === 'access_granted true')).toHaveLength(3)
    const others = ['access_granted false', 'not_recognised false', 'not_recognised true', 'outside_window false']
    expect(log).toEqual(expect.arrayContaining(others))
  })

  await test.step('what somebody has altered on it lets nobody in, and is read anew', async () => {
    await context.setOffline(true)
    await tablet.evaluate(alterPeople)
    await tablet.reload()
    await expect(tablet.getByText('Holds nobody')).toBeVisible()
    await context.setOffline(false)
    await expect(tablet.getByText('Holds 1 person')).toBeVisible()
    await isReady()
  })

  await test.step('its settings are behind the PIN', async () => {
    await tablet.getByRole('button', { name: 'Settings' }).click()
    await tablet.getByLabel('PIN of this screen').fill('111111')
    await tablet.getByRole('button', { name: 'Open' }).click()
    await expect(tablet.getByText('This is not the PIN.')).toBeVisible()
    await tablet.getByLabel('PIN of this screen').fill(pin)
    await tablet.getByRole('button', { name: 'Open' }).click()
    await expect(tablet.getByText(terminal.terminalId)).toBeVisible()
    await expectAccessible(tablet, 'terminal-settings')
    await tablet.getByRole('button', { name: 'Back to the door' }).click()
  })

  await test.step('retired it destroys everything, and says so', async () => {
    await portal.goto(`${url}/terminals/${terminal.terminalId}`)
    await portal.getByRole('button', { name: 'Retire' }).click()
    const dialog = portal.getByRole('dialog')
    await dialog.getByLabel('To confirm, type').fill('North door')
    await dialog.getByRole('button', { name: 'Retire and wipe' }).click()
    await expect(tablet.getByText('Everything that it held is destroyed, and the bureau knows.')).toBeVisible()
    await expectAccessible(tablet, 'terminal-retired')
    const left = await tablet.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))
    expect(left.filter((name) => name === 'limen-terminal').length).toBe(0)
  })
  expect(faults).toEqual([])
  await context.close()
})

/** As by the browser's own tools: a bit of each person that lies there is another one. */
async function alterPeople(): Promise<void> {
  const done = <Result>(request: IDBRequest<Result>) =>
    new Promise<Result>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  const database = await done(indexedDB.open('limen-terminal'))
  const people = database.transaction('people', 'readwrite').objectStore('people')
  for (const key of await done(people.getAllKeys())) {
    const sealed = (await done(people.get(key))) as Uint8Array
    sealed[20]! ^= 1
    await done(people.put(sealed, key))
  }
  database.close()
}

test('Lighthouse finds nothing that would keep anybody out', async ({ ownedBureau: { url } }) => {
  expect(await judgePage(`${url}/terminal`)).toEqual({ accessibility: 100, failing: [] })
})

test('it can be installed', async ({ ownedBureau: { url }, launchOptions }) => {
  // A profile on the disk: a window that leaves no trace installs nothing.
  const profile = await mkdtemp(join(tmpdir(), 'limen-profile-'))
  const context = await chromium.launchPersistentContext(profile, launchOptions)
  const [page] = context.pages()
  await page!.goto(`${url}/terminal`)
  await expect(page!.getByRole('heading', { name: 'Make this browser a terminal' })).toBeVisible()
  await page!.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  const devtools = await context.newCDPSession(page!)
  const { errors } = await devtools.send('Page.getAppManifest')
  expect(errors).toEqual([])
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
  expect(installabilityErrors).toEqual([])
  for (const icon of ['/terminal-icon-192.png', '/terminal-icon-512.png', '/terminal-icon-maskable.png']) {
    const response = await page!.request.get(url + icon)
    expect([response.status(), response.headers()['content-type']]).toEqual([200, 'image/png'])
  }
  await context.close()
  await rm(profile, { recursive: true })
})
