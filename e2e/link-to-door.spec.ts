/** From a link in a mail to a door: somebody enrols themselves, and a tablet that asks for a movement lets them in, and nobody in their name. */
import { asOwner, graph, mutate } from './doors'
import { addressIn, followPrompts, here, makeLink } from './enrolling'
import { test } from './fixtures'
import { standInCamera, stepForward } from './stand-in-camera'
import { framesOf } from './stand-in-frames'
import { expect, letIn, newTerminal, pair } from './tablet'

const hourMs = 3_600_000
const revokedWithin = { timeout: 2_000 }

test('who enrolled by a link comes in at a door in their window, by a movement that no picture makes', async ({
  owned,
  browser,
}) => {
  test.setTimeout(300_000)
  const { page: portal, url, limen } = owned
  const [clara, anna] = [await framesOf('clara'), await framesOf('anna')]

  await test.step('Clara enrols herself on her phone', async () => {
    const dialog = await makeLink(owned, async (form) => {
      await form.getByLabel('External id').fill('clara')
    })
    const address = here(await addressIn(dialog), owned)
    const phone = await browser.newContext({ viewport: { width: 390, height: 844 } })
    await standInCamera(phone, { clara }, 'clara')
    const page = await phone.newPage()
    await page.goto(address)
    await page.getByRole('button', { name: 'I agree' }).click()
    await page.getByRole('button', { name: 'Turn on the camera' }).click()
    await expect(page.getByText('Good. You can start.')).toBeVisible({ timeout: 60_000 })
    await followPrompts(page)
    await phone.close()
  })

  const at = asOwner(portal)
  type Users = { users: { edges: { node: { id: string; externalId: string } }[] } }
  const { users } = await graph<Users>(at, '{ users(first: 5) { edges { node { id externalId } } } }')
  const user = users.edges.find(({ node }) => node.externalId === 'clara')!.node.id
  await limen('tenant', 'set', '--tenant', 'main', '--door-movements', '1')
  const { terminal, zone } = await newTerminal(at, { facility: 'House', door: 'Garden door' })
  const admit = async (startsInMs: number) => {
    const starts = Date.now() + startsInMs
    const input = {
      zoneId: zone.id,
      startsAt: new Date(starts).toISOString(),
      endsAt: new Date(starts + 2 * hourMs).toISOString(),
    }
    type Made = { event: { id: string } }
    const { event } = await mutate<Made>(at, 'createEvent', input, '... on EventPayload { event { id } }')
    const added = '... on AddAttendeesPayload { results { attendee { id } } }'
    type Added = { results: { attendee: { id: string } }[] }
    const attendees = { eventId: event.id, userIds: [user] }
    return (await mutate<Added>(at, 'addAttendees', attendees, added)).results[0]!.attendee.id
  }
  const attendee = await admit(3_000)

  const context = await browser.newContext()
  await standInCamera(context, { clara, anna, 'a picture of Clara': { rest: clara.rest.slice(0, 1) } }, null)
  const tablet = await context.newPage()
  tablet.on('dialog', (dialog) => void dialog.accept())
  await tablet.goto(`${url}/terminal`)
  await letIn(owned, await pair(tablet, owned, terminal))
  const answer = tablet.getByTestId('answer')
  const isReady = () => expect(tablet.getByText('Look at the camera')).toBeVisible({ timeout: 120_000 })
  await isReady()
  await expect(tablet.getByText('Holds 1 person')).toBeVisible()

  await test.step('she turns her head and comes in', async () => {
    await stepForward(tablet, 'clara')
    await expect(tablet.locator('[data-action^="turn_"]')).toBeVisible()
    await tablet.screenshot({ path: '.test/screenshots/terminal-movement.png' })
    await expect(answer).toContainText('Welcome')
    await stepForward(tablet, null)
    await isReady()
  })

  await test.step('a picture of her does not, and neither does somebody else', async () => {
    await stepForward(tablet, 'a picture of Clara')
    await expect(answer).toContainText('Once more')
    await tablet.screenshot({ path: '.test/screenshots/terminal-once-more.png' })
    await stepForward(tablet, 'anna')
    await expect(answer).toContainText('Not recognised')
    await stepForward(tablet, null)
    await isReady()
  })

  await test.step('outside of her window, and once her right has ended, she does not come in either', async () => {
    const remove = (id: string) =>
      mutate(at, 'removeAttendees', { attendeeIds: [id] }, '... on RemovedPayload { removed }')
    await remove(attendee)
    await expect(tablet.getByText('Holds nobody')).toBeVisible(revokedWithin)
    await admit(24 * hourMs)
    await expect(tablet.getByText('Holds 1 person')).toBeVisible()
    await stepForward(tablet, 'clara')
    await expect(answer).toContainText('You are known here, and may not come in at this time.')
  })

  await expect(tablet.getByText('Everything is reported')).toBeVisible()
  type Log = { accessEvents: { edges: { node: { type: string; user: { id: string } | null } }[] } }
  const { accessEvents } = await graph<Log>(at, '{ accessEvents(first: 50) { edges { node { type user { id } } } } }')
  const log = accessEvents.edges.map(({ node }) => `${node.type} ${node.user?.id === user}`.toLowerCase())
  expect(log).toEqual(
    expect.arrayContaining([
      'access_granted true',
      'spoof_suspected true',
      'not_recognised false',
      'outside_window true',
    ]),
  )
  expect(log.filter((line) => line.startsWith('access_granted'))).toHaveLength(1)
  await context.close()
})
