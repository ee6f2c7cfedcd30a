import type { Page } from 'playwright/test'
import { makeActivity } from './activity'
import type { Bureau } from './bureau'
import { Device } from './device'
import { expect, expectAccessible, test } from './fixtures'
import { signedInAs } from './owner'
import { overflow } from './venue'

/** What a customer's program does meanwhile. */
async function program(bureau: Bureau) {
  const made = await bureau.limen(
    ...['client', 'create', '--tenant', 'main', '--name', `Members ${Date.now()}`],
    ...['--scopes', 'read,events,members', '--json'],
  )
  const { key, secret } = JSON.parse(made) as { key: string; secret: string }
  return async (query: string, input?: object): Promise<Record<string, never>> => {
    const answer = await fetch(`${bureau.url}/api/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-biometrid-key': key, 'x-biometrid-secret': secret },
      body: JSON.stringify({
        query,
        variables: { input: { ...input, idempotencyKey: `${Date.now()}-${Math.random()}` } },
      }),
    })
    const { data, errors } = (await answer.json()) as { data: Record<string, never>; errors?: object }
    expect(errors).toBeUndefined()
    return data
  }
}

type Ask = Awaited<ReturnType<typeof program>>
interface Edges<Node> {
  edges: { node: Node }[]
}

async function allUsers(ask: Ask): Promise<string[]> {
  const { users } = (await ask('{ users(first: 100) { edges { node { id } } } }')) as unknown as {
    users: Edges<{ id: string }>
  }
  return users.edges.map(({ node }) => node.id)
}

const isLive = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible()

async function codeOn(page: Page): Promise<string> {
  const shown = page.getByTestId('pairing-code')
  await expect(shown).toHaveText(/^[2-9A-HJ-NP-Z]{4} [2-9A-HJ-NP-Z]{4}$/)
  return shown.innerText()
}

test('from nothing to a terminal whose device was compared, online and holding people; alarm and retirement', async ({
  owned,
  browser,
}) => {
  test.setTimeout(240_000)
  const { page, url } = owned
  const { userId } = await makeActivity(owned, 'ben')
  await owned.seed(30)
  const ask = await program(owned)

  // The way from nothing.
  await page.goto(`${url}/terminals`)
  await expect(page.getByText('No terminal yet, and no place for one')).toBeVisible()
  await expectAccessible(page, 'terminals-no-place')
  await page.getByRole('link', { name: 'First a facility' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toBeVisible()
  await dialog.getByRole('button', { name: 'Make the facility' }).click()
  await expect(dialog.getByLabel('Name')).toBeFocused()
  await dialog.getByLabel('Name').fill('Arena')
  await dialog.getByLabel('Region').fill('AT')
  await dialog.getByLabel('Time zone').selectOption('Europe/Vienna')
  await expectAccessible(page, 'facilities-new')
  await dialog.getByRole('button', { name: 'Make the facility' }).click()
  await expect(dialog).toBeHidden()
  const arena = page.getByRole('region', { name: 'Arena', exact: true })
  await expect(arena).toContainText('main:at:arena')
  await expect(arena).toContainText('Austria, Europe/Vienna. A terminal opens by itself.')

  await arena.getByRole('button', { name: 'New space in Arena' }).click()
  await dialog.getByLabel('Name').fill('North stand')
  await dialog.getByLabel('Last part of its id').fill('north')
  await dialog.getByRole('radio', { name: /Your own system decides/ }).check()
  await dialog.getByRole('button', { name: 'Make the space' }).click()
  const north = arena.getByRole('row', { name: /North stand/ })
  await expect(north).toContainText('main:at:arena:north')
  await expect(north).toContainText('tells your system, which decides')
  await expectAccessible(page, 'facilities')

  await arena.getByRole('link', { name: 'First terminal in Arena' }).click()
  await dialog.getByLabel('Name').fill('Gate 3, left')
  await expect(dialog.getByLabel('Where it stands').locator('option:checked')).toHaveText('Arena, as a whole')
  await expectAccessible(page, 'terminals-new')
  await dialog.getByRole('button', { name: 'Make the terminal' }).click()
  await page.waitForURL(/\/terminals\/[0-9a-f-]{36}$/)
  const address = page.url()
  await expect(page.getByText('Provisioned')).toBeVisible()
  await isLive(page)

  // A code, a wrong try, a new code, and the device that answers it.
  await page.getByRole('button', { name: 'Show a pairing code' }).click()
  const first = await codeOn(page)
  await expect(page.getByRole('timer')).toHaveText(/Good for [45]:\d\d/)
  await expect(page.getByText('5 tries left')).toBeVisible()
  await expectAccessible(page, 'terminals-code')
  const device = new Device(url)
  const wrong = first.slice(0, -1) + (first.endsWith('2') ? '3' : '2')
  expect((await device.tryCode(wrong)).json.reason).toBe('pairing_code_invalid')
  await expect(page.getByText('4 tries left')).toBeVisible()
  await page.getByRole('button', { name: 'Show a new code' }).click()
  await expect(page.getByTestId('pairing-code')).not.toHaveText(first)
  expect((await device.tryCode(first)).json.reason).toBe('pairing_code_invalid')

  // One that somebody else answers is refused by who compares.
  const stranger = await new Device(url).pair(await codeOn(page))
  await expect(page.getByRole('heading', { name: 'A device waits to be let in' })).toBeVisible()
  await expect(page.getByText(stranger).first()).toBeVisible()
  await page.getByRole('button', { name: 'They differ: refuse it' }).click()
  await expect(page.getByRole('button', { name: 'Show a pairing code' })).toBeVisible()

  await page.getByRole('button', { name: 'Show a pairing code' }).click()
  const fingerprint = await device.pair(await codeOn(page))
  await expect(page.getByRole('heading', { name: 'A device waits to be let in' })).toBeVisible()
  expect((await device.signIn()).status).toBe(403)
  const typed = page.getByLabel('The device shows')
  await typed.fill('0000')
  const differs = !fingerprint.startsWith('0000')
  if (differs) await expect(page.getByText('This is not what this bureau sees')).toBeVisible()
  await expect(page.getByRole('button', { name: 'They are alike: let it in' })).toBeDisabled()
  await typed.fill(fingerprint.toUpperCase().replaceAll(' ', '-'))
  await expect(page.getByText('Alike, in every group.')).toBeVisible()
  await expectAccessible(page, 'terminals-compare')
  await page.getByRole('button', { name: 'They are alike: let it in' }).press('Enter')
  await expect(page.getByText('The device is let in as Gate 3, left.')).toBeVisible()

  // It comes online, and then holds people.
  expect((await device.signIn()).status).toBe(200)
  await device.follow()
  await device.heartbeat()
  await expect(page.getByText('Online', { exact: true })).toBeVisible()
  await expect(page.getByText('door 1.4.0')).toBeVisible()
  const users = await allUsers(ask)
  const members = (await ask(
    'mutation ($input: AddMembersInput!) { addMembers(input: $input) { ... on AddMembersPayload { results { member { id user { userId } } } } } }',
    { userIds: users },
  )) as unknown as { addMembers: { results: { member: { id: string; user: { userId: string } } }[] } }
  const plot = page.getByRole('img', { name: /^People at Gate 3, left/ })
  // Nothing of the terminal itself has changed, so that no event tells of it.
  const nobody = `People at Gate 3, left: 0 acknowledged, 0 delivered, ${users.length} pending, 0 overdue`
  await expect(plot).toHaveAccessibleName(nobody, { timeout: 25_000 })
  await expect(page.getByText('Degraded', { exact: true })).toBeVisible()
  await device.follow()
  await device.heartbeat({ driftMs: 3 * 60_000 })
  await expect(plot).toHaveAccessibleName(new RegExp(`: ${users.length} acknowledged`))
  await expect(page.getByText('Its clock is 3 min ahead')).toBeVisible()
  await expect(page.getByText(`${users.length}, as it says`)).toBeVisible()
  await page.getByRole('link', { name: 'The next 25' }).click()
  await expect(page.getByRole('link', { name: 'From the beginning' })).toBeVisible()
  await page.getByRole('link', { name: 'Pending', exact: true }).click()
  await expect(page.getByText('Nobody is pending.')).toBeVisible()
  await page.getByRole('link', { name: 'All', exact: true }).click()
  await expect(page.getByText('held', { exact: true }).first()).toBeVisible()
  await device.heartbeat()
  await expect(page.getByText('Online', { exact: true })).toBeVisible()
  await expectAccessible(page, 'terminal-online')

  // On the page of a person: why, and how far.
  const { createEvent } = (await ask(
    'mutation ($input: CreateEventInput!) { createEvent(input: $input) { ... on EventPayload { event { id zone { id } } } } }',
    {
      zoneId: ((await ask('{ zones { edges { node { id } } } }')) as unknown as { zones: Edges<{ id: string }> }).zones
        .edges[0]!.node.id,
      name: 'Cup final',
      startsAt: new Date(Date.now() + 3_600_000).toISOString(),
      endsAt: new Date(Date.now() + 7_200_000).toISOString(),
    },
  )) as unknown as { createEvent: { event: { id: string } } }
  const ben = members.addMembers.results.find(({ member }) => member.user.userId === userId)!.member
  await ask(
    'mutation ($input: AddAttendeesInput!) { addAttendees(input: $input) { ... on AddAttendeesPayload { added } } }',
    {
      eventId: createEvent.event.id,
      userIds: [Buffer.from(`User:${userId}`).toString('base64url')],
    },
  )
  await page.goto(`${url}/users/${userId}`)
  const doors = page.getByRole('region', { name: 'At which doors' })
  await expect(doors.getByText('Attendee of Cup final')).toBeVisible()
  await expect(doors.getByText('Member', { exact: true })).toBeVisible()
  await expect(doors.getByRole('listitem').filter({ hasText: 'Member' })).toContainText('Acknowledged')
  await expect(doors.getByRole('listitem').filter({ hasText: 'Cup final' })).toContainText('Pending')
  await expectAccessible(page, 'terminals-of-user')

  // Revoked, and the terminal does not say so in time.
  await ask(
    'mutation ($input: RemoveMembersInput!) { removeMembers(input: $input) { ... on RemovedPayload { removed } } }',
    {
      memberIds: [ben.id],
    },
  )
  await ask('mutation ($input: RemoveAttendeesInput!) { removeAttendees(input: $input) { __typename } }', {
    attendeeIds: [await attendeeOf(ask, createEvent.event.id)],
  })
  await owned.ageFeed(20)
  await page.goto(address)
  await expect(
    page.getByRole('alert').filter({ hasText: 'has not confirmed that it has let go of 1 person' }),
  ).toBeVisible()
  await page.getByRole('link', { name: 'Overdue', exact: true }).click()
  await expect(page.getByRole('link', { name: 'ben', exact: true })).toBeVisible()
  await expect(page.getByText('to be let go of')).toBeVisible()
  await expectAccessible(page, 'terminal-overdue')
  await page.goto(`${url}/terminals`)
  await expect(
    page.getByRole('alert').filter({ hasText: '1 terminal has not confirmed a revocation in time' }),
  ).toBeVisible()
  await expect(page.getByRole('row', { name: /Gate 3, left/ })).toContainText('1 revocation overdue')
  await isLive(page)
  await expectAccessible(page, 'terminals-overdue')
  await page.goto(`${url}/users/${userId}`)
  await expect(doors.getByText('No longer a member')).toBeVisible()
  await expect(doors.getByText('Overdue', { exact: true }).first()).toBeVisible()

  // The alarm ends when the terminal says that it let go. The list hears it by the stream: by itself it looks every 20 s.
  await page.goto(`${url}/terminals`)
  await isLive(page)
  await device.follow()
  await device.heartbeat()
  await expect(page.getByText('1 revocation overdue')).toBeHidden()
  await expect(page.getByRole('row', { name: /Gate 3, left/ })).toContainText('Online')

  // An auditor sees all of it and finds nothing to press.
  await signedInAs(browser, owned, 'auditor', async (auditor) => {
    await auditor.goto(address)
    await expect(auditor.getByText('Online', { exact: true })).toBeVisible()
    await expect(auditor.getByRole('button', { name: 'Retire' })).toHaveCount(0)
    await auditor.goto(`${url}/facilities`)
    await expect(auditor.getByText('You are an auditor')).toBeVisible()
    await expect(auditor.getByRole('link', { name: /New terminal/ })).toHaveCount(0)
  })

  // Moved, and retired with a wipe that its device confirms.
  await device.heartbeat()
  await page.goto(address)
  await page.getByRole('button', { name: 'Change' }).click()
  await dialog.getByLabel('Name').fill('Gate 4')
  await dialog.getByLabel('Where it stands').selectOption('Arena, North stand')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Gate 4' })).toBeVisible()
  await expect(page.getByText('It has not taken over what it is to hold yet')).toBeVisible()
  await page.getByRole('button', { name: 'Retire' }).click()
  await expect(dialog).toContainText('A device that is stolen')
  await expectAccessible(page, 'terminal-retire')
  await dialog.getByLabel('To confirm, type').fill('Gate 4')
  await dialog.getByRole('button', { name: 'Retire and wipe' }).click()
  await expect(page.getByText('Wipe not confirmed')).toBeVisible()
  expect((await device.heartbeat()).json.reason).toBe('terminal_retired')
  expect((await device.sayWiped()).status).toBe(200)
  await page.reload()
  await expect(page.getByText('that it holds nothing any more')).toBeVisible()
  await page.goto(`${url}/terminals`)
  await expect(page.getByText('No terminal fits this filter')).toBeVisible()
  await page.getByLabel('State').selectOption('retired')
  await expect(page.getByRole('row', { name: /Gate 4/ })).toContainText('wiped')
})

async function attendeeOf(ask: Ask, eventId: string): Promise<string> {
  const { attendees } = (await ask(`{ attendees(eventId: "${eventId}") { edges { node { id } } } }`)) as unknown as {
    attendees: Edges<{ id: string }>
  }
  return attendees.edges[0]!.node.id
}

test('a facility is changed, archived and taken back, by keyboard and on a phone', async ({ owned: { page, url } }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${url}/facilities?open=new`)
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('A venue whose name is much longer than any phone is wide, with <b>marks</b>')
  await dialog.getByLabel('Last part of its id').fill('Not a slug!')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('It must be lower-case letters and digits, with hyphens inside only.')).toBeVisible()
  await dialog.getByLabel('Last part of its id').fill('long')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  const venue = page.getByRole('region', { name: /^A venue/ })
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'facilities-phone')

  await venue.getByRole('button', { name: /^Acts for A venue/ }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await dialog.getByLabel('Name').fill('Short')
  await dialog.getByRole('button', { name: 'Save' }).press('Enter')
  const short = page.getByRole('region', { name: 'Short', exact: true })
  await expect(short).toContainText('main:zz:long')

  // A terminal stands there: it cannot be archived before that is retired.
  await short.getByRole('link', { name: /First terminal/ }).press('Enter')
  await dialog.getByLabel('Name').fill('Door')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/terminals\/[0-9a-f-]{36}$/)
  await page.getByRole('button', { name: 'Show a pairing code' }).press('Enter')
  await codeOn(page)
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'terminals-code-phone')
  await page.reload()
  await expect(page.getByText('A code for Door is out.')).toBeVisible()
  await page.getByRole('button', { name: 'Make the code void' }).click()
  await expect(page.getByText('A code for Door is out.')).toBeHidden()
  const terminal = page.url()

  const archive = async () => {
    await page.goto(`${url}/facilities`)
    await short.getByRole('button', { name: 'Acts for Short' }).click()
    await page.getByRole('menuitem', { name: 'Archive' }).click()
    await dialog.getByRole('button', { name: 'Archive' }).click()
  }
  await archive()
  await expect(dialog.getByRole('alert')).toContainText('Terminals stand there')
  await page.goto(`${url}/terminals`)
  await isLive(page)
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'terminals-phone')
  await page.goto(terminal)
  await page.getByRole('button', { name: 'Retire' }).click()
  await dialog.getByLabel('To confirm, type').fill('Door')
  await page.keyboard.press('Enter')
  await expect(page.getByText('It never had a device, and held nobody.')).toBeVisible()
  await archive()
  await expect(short).toBeHidden()
  await page.getByLabel('Show what is archived').check()
  await expect(short.getByText('archived', { exact: true })).toBeVisible()
  await short.getByRole('button', { name: 'Acts for Short' }).click()
  await page.getByRole('menuitem', { name: 'Take back into use' }).click()
  await dialog.getByRole('button', { name: 'Back into use' }).click()
  await expect(short.getByText('archived', { exact: true })).toBeHidden()
})
