/** Events: a list and a calendar, attendees by one and by the thousand, and whether the doors may open; as an owner uses them. */
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright/test'
import { makeActivity } from './activity'
import type { Device } from './device'
import { asOwner, graph, mutate } from './doors'
import { expect as patient, expectAccessible, test } from './fixtures'
import { signedInAs } from './owner'
import { inVienna, makeVenue, overflow } from './venue'

// Two themes of axe and a database that others use as well take their time.
const expect = patient.configure({ timeout: 20_000 })

test.describe.configure({ mode: 'serial', timeout: 240_000 })

let door: Device
let gate: Device
let eventAddress = ''
let benId = ''

const dialogOf = (page: Page) => page.getByRole('dialog')
const attendees = (page: Page) => page.getByRole('table', { name: 'Attendees' }).locator('tbody tr')

async function onPhone(page: Page, look: () => Promise<void>) {
  const size = page.viewportSize()!
  await page.setViewportSize({ width: 360, height: 740 })
  await look()
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  await page.setViewportSize(size)
}

test('from no place at all to an event, made, changed and taken back, with the times of its place', async ({
  owned,
}) => {
  const { page, url } = owned
  await page.goto(`${url}/events`)
  await expect(page.getByText('An event needs a place')).toBeVisible()
  await expectAccessible(page, 'events-no-place')
  ;({ door, gate } = await makeVenue(asOwner(page)))
  await page.reload()
  await expect(page.getByText('Nothing is on or to come')).toBeVisible()

  await page.getByRole('button', { name: 'New event' }).click()
  const dialog = dialogOf(page)
  await dialog.getByLabel('Where').selectOption({ label: 'Stadium: the whole facility' })
  await expect(dialog.getByText(/On the clock there: Europe\/Vienna \(UTC\+[12]\)/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Make the event' }).click()
  await expect(dialog.getByText('Say when, to the minute.')).toBeVisible()
  await dialog.getByLabel('Starts').fill(inVienna(-2))
  await dialog.getByLabel('Ends').fill(inVienna(5))
  await dialog.getByLabel('Name').fill('Cup final')
  await dialog.getByRole('button', { name: 'Make the event' }).click()
  await expect(dialog.getByText('The start of the event has passed already.')).toBeVisible()
  await dialog.getByLabel('Starts').fill(inVienna(6))
  await dialog.getByRole('button', { name: 'Make the event' }).click()
  await expect(dialog.getByText('The event ends before it starts.')).toBeVisible()
  await expect(dialog.getByLabel('Name')).toHaveValue('Cup final')
  await expectAccessible(page, 'events-new')
  await onPhone(page, () => expectAccessible(page, 'events-new-phone'))

  const inTwo = inVienna(2)
  await dialog.getByLabel('Starts').fill(inTwo)
  await dialog.getByRole('radio', { name: /^Once/ }).check()
  await dialog.getByLabel('Capacity').fill('5,000')
  await dialog.getByRole('radio', { name: /^For some hours/ }).check()
  await dialog.getByLabel('Hours', { exact: true }).fill('1.5')
  await dialog.getByRole('button', { name: 'Make the event' }).press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Cup final' })).toBeVisible()
  await expect(page.getByText('For 1 hour 30 minutes after its end.')).toBeVisible()
  await expect(page.getByText('Whoever came in does not come in again.')).toBeVisible()
  const clock = inTwo.slice(11)
  await expect(page.getByRole('banner').or(page.locator('header')).getByText(clock).first()).toBeVisible()
  await expect(page.getByText(/Starts in (2 hours|1 hour \d+ minutes)/)).toBeVisible()
  eventAddress = page.url()

  // Changed, and back.
  await page.getByRole('button', { name: 'Change' }).click()
  await expect(dialog.getByLabel('Hours', { exact: true })).toHaveValue('1.5')
  await dialog.getByLabel('Name').fill('Semi-final')
  await dialog.getByRole('radio', { name: /^Until somebody deletes it/ }).check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Semi-final' })).toBeVisible()
  await expect(page.getByText('Until somebody deletes the event.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: 'Cup final' })).toBeVisible()
  await expect(page.getByText('For 1 hour 30 minutes after its end.')).toBeVisible()

  // Another one, made and taken back at once.
  await page.goto(`${url}/events?open=new`)
  await dialog.getByLabel('Where').selectOption({ label: 'Gate A' })
  await dialog.getByLabel('Starts').fill(inVienna(24))
  await dialog.getByLabel('Ends').fill(inVienna(26))
  await dialog.getByLabel('Name').fill('A mistake')
  await dialog.getByRole('button', { name: 'Make the event' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'A mistake' })).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await expect(page.getByText('The event is gone again.')).toBeVisible()
  await expect(page.getByRole('table', { name: 'Events' }).locator('tbody tr')).toHaveCount(1)
})

test('the list and the calendar, filtered, by keyboard and on a phone', async ({ owned }) => {
  const { page, url } = owned
  await page.goto(`${url}/events`)
  const rows = page.getByRole('table', { name: 'Events' }).locator('tbody tr')
  await expect(rows).toHaveCount(1)
  await expect(rows.first()).toContainText('Europe/Vienna')
  await expect(rows.first()).toContainText('0 of 5,000')
  await expectAccessible(page, 'events')
  await onPhone(page, () => expect(rows).toHaveCount(1))
  await page.getByLabel('Place', { exact: true }).selectOption({ label: 'Gate A' })
  await expect(page.getByText('No event matches these filters')).toBeVisible()
  await page.getByRole('button', { name: 'Show all again' }).click()
  await page.getByLabel('State', { exact: true }).selectOption({ label: 'Over' })
  await expect(page.getByText('No event matches these filters')).toBeVisible()
  await page.getByLabel('State', { exact: true }).selectOption({ label: 'Any' })
  await expect(rows).toHaveCount(1)
  await page.getByLabel('From', { exact: true }).fill(inVienna(72).slice(0, 10))
  await expect(page.getByText('No event matches these filters')).toBeVisible()

  await page.getByRole('link', { name: 'Calendar' }).press('Enter')
  await expect(page).toHaveURL(/view=month/)
  const day = inVienna(2).slice(0, 10)
  await page.goto(`${url}/events?view=month&month=${day.slice(0, 7)}`)
  const calendar = page.getByRole('table')
  await expect(calendar.getByRole('link', { name: /\d\d:\d\d Cup final/ }).first()).toBeVisible()
  await expect(calendar.locator('[aria-current=date]')).toHaveCount(1)
  await expectAccessible(page, 'events-month')
  await onPhone(page, async () => {
    await expect(calendar).toBeHidden()
    await expect(page.getByRole('link', { name: 'Cup final' }).first()).toBeVisible()
    await expectAccessible(page, 'events-month-phone')
  })
  const title = await page.locator('h2#month').innerText()
  await page.getByRole('link', { name: 'Month after' }).press('Enter')
  await expect(page.locator('h2#month')).not.toHaveText(title)
  await page.getByRole('link', { name: 'Month before' }).press('Enter')
  await expect(page.locator('h2#month')).toHaveText(title)

  // What makes no sense is put right.
  await page.goto(`${url}/events?view=week&month=2026-13&zone=x&state=maybe&from=yesterday&after=%00`)
  await expect(rows).toHaveCount(1)
  await page.goto(`${url}/events?after=nonsense`)
  await expect(rows).toHaveCount(1)
  const status = async (path: string) => page.evaluate(async (asked) => (await fetch(asked)).status, `${url}${path}`)
  expect(await status('/events/019ffb86-0000-7000-8000-000000000000')).toBe(404)
  expect(await status('/events/%00')).toBe(404)
})

test('attendees one by one, and the doors: who is missing and why, live until all is known', async ({ owned }) => {
  const { page } = owned
  const { userId, post } = await makeActivity(owned, 'ben')
  benId = userId
  await post('', { reference_id: 'faceless' })
  await page.goto(eventAddress)
  await expect(page.getByText('Nobody attends yet.')).toBeVisible()
  await expect(page.locator('[data-watch=live]')).toBeVisible()
  await expectAccessible(page, 'event-empty')

  await page.getByRole('button', { name: 'Add one' }).click()
  const dialog = dialogOf(page)
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog.getByText('Choose somebody first.')).toBeVisible()
  await dialog.getByRole('combobox', { name: 'Who' }).fill('nobody-at-all')
  await expect(dialog.getByText('Nobody is called so.')).toBeVisible()
  await dialog.getByRole('combobox', { name: 'Who' }).fill('be')
  await expect(dialog.getByRole('option', { name: 'ben' })).toBeVisible()
  // Escape closes the list, not the dialog.
  await page.keyboard.press('Escape')
  await expect(dialog.getByRole('option', { name: 'ben' })).toBeHidden()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('group', { name: 'Chosen: ben' })).toBeFocused()
  await dialog.getByText('Narrower than the event').click()
  await dialog.getByLabel('Only from').fill(inVienna(0.5))
  await dialog.getByRole('checkbox', { name: 'Gate A' }).check()
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog.getByText('It lies outside of the event.')).toBeVisible()
  await expectAccessible(page, 'event-add-one')
  // Taken once: the minute may end before the page shows it.
  const inThree = inVienna(3)
  await dialog.getByLabel('Only from').fill(inThree)
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(attendees(page)).toHaveCount(1)
  await expect(attendees(page).first()).toContainText('Gate A')
  await expect(attendees(page).first()).toContainText(inThree.slice(11))

  // Narrowed to the gate: the door has nothing to wait for.
  await expect(page.getByText('Not yet: 1 of 2 terminals hold everyone.')).toBeVisible()
  await expect(page.getByRole('img', { name: 'Gate terminal: 1 not sent yet' })).toBeVisible()
  await expect(page.getByRole('img', { name: 'Main door: nobody is to come in here' })).toBeVisible()
  const missing = page.getByRole('listitem').filter({ hasText: 'Gate terminal: not sent yet' })
  await expect(missing).toContainText('ben')
  await expectAccessible(page, 'event-waiting')

  // The terminal confirms, and the page says so by itself.
  await expect(page.locator('[data-watch=live]')).toBeVisible()
  await door.heartbeat()
  await gate.follow()
  await expect(page.getByText('Ready: 2 of 2 terminals hold everyone.')).toBeVisible({ timeout: 4_500 })
  await expect(page.getByRole('img', { name: 'Gate terminal: 1 held' })).toBeVisible()
  await expect(attendees(page).first()).toContainText('At the terminal')

  // Who holds everyone and is not heard of any more is not ready; nothing tells of silence but the clock.
  await owned.ageTerminals(5)
  await page.reload()
  await expect(page.getByText('2 of 2 terminals hold everyone, but 2 of 2 are offline')).toBeVisible()
  await expect(page.locator('[data-watch=live]')).toBeVisible()
  await door.heartbeat()
  await gate.heartbeat()
  await expect(page.getByText('Ready: 2 of 2 terminals hold everyone.')).toBeVisible()

  // Out, and back as he was; the second time for good.
  await page.getByRole('button', { name: 'Take ben out' }).click()
  await expect(page.getByText('1 attendee taken out.')).toBeVisible()
  await expect(attendees(page)).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await expect(attendees(page).first()).toContainText('Gate A')
  await expect(attendees(page).first()).toContainText(inThree.slice(11))

  // Whoever loses the right to be recognised is named, whatever the terminals hold.
  const global = Buffer.from(`User:${benId}`).toString('base64url')
  await mutate(asOwner(page), 'revokeUsers', { userIds: [global] }, '')
  await gate.follow()
  await expect(page.getByText(/no door will recognise one attendee: they have no credential/)).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'has no credential: revoked' })).toContainText('ben')
  await page.getByRole('checkbox', { name: 'Only without credential' }).check()
  await expect(page).toHaveURL(/without=true/)
  await expect(attendees(page).first()).toContainText('Without credential')
  await expectAccessible(page, 'event-without')
  await mutate(asOwner(page), 'reissueUsers', { userIds: [global] }, '')
})

test('many from a table: each row is judged before anything is written, then batches, a result, and the way back', async ({
  owned,
}) => {
  const { page } = owned
  await owned.seed(1_150)
  await page.goto(eventAddress)
  const names = await seeded(page)
  expect(names).toHaveLength(1_150)
  await page.getByRole('link', { name: 'Add many' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Add attendees' })).toBeVisible()
  await expectAccessible(page, 'event-add-many')

  const choose = (name: string, text: string | Buffer) =>
    page
      .getByLabel('Table of external ids')
      .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text as string) })
  await choose('phones.csv', 'name,phone\nanna,1\n')
  await expect(page.getByRole('alert').getByText('none is called external_id')).toBeVisible()
  await choose('broken.csv', 'external_id\n"anna\n')
  await expect(page.getByRole('alert').getByText('a quotation mark is in the wrong place')).toBeVisible()
  const script = `<img src=x onerror="document.title='owned'">`
  const lines = [...names, names[0], 'ben', 'faceless', 'nobody', `"${script.replaceAll('"', '""')}"`]
  await choose('guests.csv', `seat;external_id\r\n${lines.map((name) => `1;${name}`).join('\r\n')}\r\n`)
  await expect(page.getByText('guests.csv: 1,155 rows, of which 1,150 people would be added.')).toBeVisible()
  await expect(page.getByText('Not read of the table: the column seat.')).toBeVisible()
  for (const chip of ['Will be added', 'Already there 1', 'Without credential 1', 'Unknown 2', 'Twice in the file 1']) {
    await expect(page.getByRole('button', { name: chip }).first()).toBeVisible()
  }
  await page.getByRole('button', { name: 'Unknown 2' }).click()
  const preview = page.getByRole('table', { name: 'What would become of each row' }).locator('tbody tr')
  await expect(preview).toHaveCount(2)
  await expect(preview.last()).toContainText(script)
  await expect(page).not.toHaveTitle('owned')
  await expectAccessible(page, 'event-bulk-preview')
  await onPhone(page, () => expectAccessible(page, 'event-bulk-preview-phone'))
  expect(await countAttendees(page)).toBe(1)

  await page.getByRole('button', { name: 'Add 1,150 people' }).click()
  await expect(page.getByText('Done: 1,150 people added.')).toBeVisible()
  expect(await countAttendees(page)).toBe(1_151)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Result as CSV' }).click(),
  ])
  const csv = await readFile((await download.path())!, 'utf8')
  expect(csv.trimEnd().split('\r\n')).toHaveLength(1_151)
  expect(csv).toContain(`${names[7]},`)
  await expectAccessible(page, 'event-bulk-done')
  await page.getByRole('button', { name: 'Undo: take 1,150 out again' }).click()
  await expect(page.getByText('Taken back: 1,150 people are out again.')).toBeVisible()
  expect(await countAttendees(page)).toBe(1)

  // Each row may have times of its own.
  const [early, late] = [inVienna(3), inVienna(4)]
  const shifts = [
    `${names[0]},${early},,1`,
    `${names[1]},"${early.replace('T', ' ')}",${late},2`,
    `${names[2]},${inVienna(1)},,3`,
  ]
  await choose('shifts.csv', ['external_id,from,until,seat', ...shifts].join('\n'))
  await expect(page.getByText('shifts.csv: 3 rows, of which 2 people would be added.')).toBeVisible()
  await expect(page.getByText('Not read of the table: the column seat.')).toBeVisible()
  await expect(preview.last()).toContainText('Time not possible')
  await expectAccessible(page, 'event-bulk-times')
  await onPhone(page, () => expectAccessible(page, 'event-bulk-times-phone'))
  await page.getByRole('button', { name: 'Add 2 people' }).click()
  await expect(page.getByText('Done: 2 people added.')).toBeVisible()
  await page.goto(eventAddress)
  await expect(attendees(page)).toHaveCount(3)
  const clock = (wall: string) => wall.slice(11)
  for (const [name, times] of [
    [names[0]!, [clock(early)]],
    [names[1]!, [clock(early), clock(late)]],
  ] as const) {
    for (const time of times) await expect(attendees(page).filter({ hasText: name })).toContainText(time)
  }
  for (const name of [names[0]!, names[1]!]) {
    await attendees(page).filter({ hasText: name }).getByRole('button', { name: /^Take/ }).click()
    await expect(attendees(page).filter({ hasText: name })).toHaveCount(0)
  }
  expect(await countAttendees(page)).toBe(1)
})

test('many from a filter of the users; some of them out again; the doors count them', async ({ owned, browser }) => {
  const { page, url } = owned
  await page.goto(`${eventAddress}/add`)
  await page.getByRole('radio', { name: /^From the list of users/ }).check()
  const filter = page.getByRole('group', { name: 'Filter of the users' })
  await filter.getByLabel('Status').selectOption('REVOKED')
  await expect(page.getByText('0 users match.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Nobody to add' })).toBeDisabled()
  await filter.getByLabel('Status').selectOption('ACTIVE')
  await expect(page.getByText('1,151 users match.')).toBeVisible()
  await expectAccessible(page, 'event-add-filter')
  await page.getByRole('button', { name: 'Add 1,151 people' }).click()
  await expect(page.getByText('Done: 1,150 people added, 1 left out.')).toBeVisible()
  await expect(page.getByText('already there')).toBeVisible()
  await page.getByRole('link', { name: 'To the event' }).click()
  await expect(page.getByRole('heading', { name: 'Attendees 1,151 of 5,000' })).toBeVisible()
  await expect(page.getByRole('img', { name: 'Main door: 1,150 not sent yet' })).toBeVisible()
  await door.follow()
  await gate.follow()
  await expect(page.getByRole('img', { name: 'Main door: 1,150 held' })).toBeVisible()
  await expect(page.getByText('Ready: 2 of 2 terminals hold everyone.')).toBeVisible()
  await expectAccessible(page, 'event')
  await onPhone(page, () => expectAccessible(page, 'event-phone'))

  await expect(attendees(page)).toHaveCount(25)
  await page.getByRole('button', { name: 'Next page' }).click()
  await expect(page).toHaveURL(/after=/)
  await expect(page.getByRole('button', { name: 'First page' })).toBeEnabled()
  await page.getByRole('searchbox').fill('be')
  await expect(page).toHaveURL(/q=be/)
  await expect(page.getByRole('link', { name: 'ben', exact: true })).toBeVisible()
  await page.goto(eventAddress)

  await page.getByRole('checkbox', { name: 'Select every row of this page' }).check()
  await page.getByRole('button', { name: 'Take out', exact: true }).first().click()
  await dialogOf(page).getByRole('button', { name: 'Take 25 attendees out' }).click()
  await expect(page.getByRole('heading', { name: 'Attendees 1,126 of 5,000' })).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await expect(page.getByRole('heading', { name: 'Attendees 1,151 of 5,000' })).toBeVisible()

  await page.goto(`${url}/users/${benId}`)
  const card = page.getByRole('region', { name: 'Events and membership' })
  await expect(card.getByRole('link', { name: 'Cup final' })).toBeVisible()
  await expect(card).toContainText('Europe/Vienna')
  await expectAccessible(page, 'events-of-user')

  // An auditor looks and finds nothing to press.
  await signedInAs(browser, owned, 'auditor', async (auditor) => {
    await auditor.goto(eventAddress)
    await expect(auditor.getByRole('heading', { level: 1, name: 'Cup final' })).toBeVisible()
    for (const name of ['Change', 'Delete', 'Add one']) {
      await expect(auditor.getByRole('button', { name, exact: true })).toHaveCount(0)
    }
    await expect(auditor.getByRole('link', { name: 'Add many' })).toHaveCount(0)
    await auditor.goto(`${eventAddress}/add`)
    await expect(auditor).toHaveURL(eventAddress)
    await auditor.goto(`${url}/events`)
    await expect(auditor.getByRole('button', { name: 'New event' })).toHaveCount(0)
  })

  // Deleting says what goes with it.
  await page.goto(eventAddress)
  await page.getByRole('button', { name: 'Delete' }).click()
  await expect(dialogOf(page)).toContainText('1,151 people attend it')
  await expectAccessible(page, 'event-delete')
  await dialogOf(page).getByRole('button', { name: 'Delete the event for good' }).click()
  await expect(page.getByText('Nothing is on or to come')).toBeVisible()
})

/** External ids of the users that were seeded, all of them. */
async function seeded(page: Page): Promise<string[]> {
  const found: string[] = []
  for (let after = ''; ;) {
    const { users } = await graph<{
      users: {
        edges: { node: { externalId: string | null } }[]
        pageInfo: { hasNextPage: boolean; endCursor: string }
      }
    }>(
      asOwner(page),
      `{ users(first: 200${after && `, after: "${after}"`}) { edges { node { externalId } } pageInfo { hasNextPage endCursor } } }`,
    )
    found.push(...users.edges.flatMap(({ node }) => node.externalId ?? []))
    if (!users.pageInfo.hasNextPage) return found.filter((name) => name !== 'ben' && name !== 'faceless')
    after = users.pageInfo.endCursor
  }
}

async function countAttendees(page: Page): Promise<number> {
  const { events } = await graph<{ events: { edges: { node: { attendeeCount: number } }[] } }>(
    asOwner(page),
    '{ events(first: 1) { edges { node { attendeeCount } } } }',
  )
  return events.edges[0]!.node.attendeeCount
}
