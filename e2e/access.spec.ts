/** Live access: what a paired terminal reports is on the open page at once, and what breaks comes back. */
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright/test'
import { startBureau } from './bureau'
import { asOwner, Door, facility, memberOf, seededPeople } from './doors'
import { expect, expectAccessible, test } from './fixtures'
import { registerOwner, signedInAs, signIn } from './owner'

const row = (page: Page, words: string | RegExp) => page.getByRole('row').filter({ hasText: words })
const figure = (page: Page, name: string) => page.locator('dl > div').filter({ hasText: name }).locator('dd').first()

test('what a terminal reports is on the open page at once, with its reason and whether the bureau agrees', async ({
  owned,
}) => {
  const { page, url } = owned
  await page.goto(`${url}/access`)
  await expect(page.getByText('No door has reported anything yet')).toBeVisible()
  await expectAccessible(page, 'access-empty')

  const { zoneId } = await facility(asOwner(page, url), 'Opera')
  const door = await Door.open(asOwner(page, url), zoneId, 'Stage door')
  const [anna, ben] = await seededPeople(owned, asOwner(page, url), ['anna', 'ben'])
  await memberOf(asOwner(page, url), anna!.id, zoneId)
  await page.goto(`${url}/access`)
  await expect(page.getByText('live', { exact: true })).toBeVisible()
  await expect(figure(page, 'let in').first()).toHaveText('0')

  // From here on nothing loads the page anew.
  await page.evaluate(() => void Object.assign(window, { untouched: true }))
  await door.report({ type: 'access_granted', subject: anna!.userId, score_band: 'high' })
  const granted = row(page, 'anna')
  await expect(granted).toContainText(/Let in/i)
  await expect(granted).toContainText('Stage door')
  await expect(granted).toContainText('Opera')
  await expect(granted).toContainText('Member')
  await expect(granted).toContainText('high')
  await expect(granted).toContainText('agrees')

  await door.report({ type: 'not_recognised' }, { type: 'access_granted', subject: ben!.userId, score_band: 'low' })
  await expect(row(page, 'Nobody known')).toContainText('Face not recognised')
  await expect(row(page, 'ben')).toContainText('nothing let them in at this door')

  // Not so long ago that it would be of another day.
  const before = new Date(Date.now() - 20_000).toISOString()
  await door.report({ type: 'outside_window', subject: anna!.userId, occurred_at: before, offline: true })
  await expect(row(page, 'Not at this time')).toContainText('Seen offline, came in')
  await expect(figure(page, 'seen offline')).toHaveText('1')
  await expect(figure(page, 'faces not recognised')).toHaveText('1')
  await expect(figure(page, 'should not have been')).toHaveText('1')
  expect(await page.evaluate(() => 'untouched' in window)).toBe(true)
  await expectAccessible(page, 'access')

  await page.getByRole('button', { name: 'Pause' }).focus()
  await page.keyboard.press('Enter')
  await door.report({ type: 'spoof_suspected' })
  await expect(page.getByText('1 new since you paused.')).toBeVisible()
  await expect(row(page, 'Looked like a picture')).toHaveCount(0)
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(row(page, 'Looked like a picture')).toHaveCount(1)

  await page.setViewportSize({ width: 360, height: 740 })
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(await overflow()).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'access-phone')
  // The log is in sight at once; the filters and the day in numbers lie folded above it.
  await page.evaluate(() => window.scrollTo(0, 0))
  const log = page.getByRole('region', { name: 'Access log' })
  expect((await log.boundingBox())!.y).toBeLessThan(740)
  await expect(page.locator('[data-more=right]')).toBeVisible()
  await expect(page.getByLabel('Where')).toBeHidden()
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByLabel('What came of it').selectOption('Refused, whatever the reason')
  await expect(page.getByRole('button', { name: 'Filter: 1 set' })).toBeVisible()
  await page.getByRole('button', { name: /^Today.*let in/ }).click()
  await expect(page.getByRole('link', { name: 'Day before' })).toBeVisible()
  expect(await overflow()).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'access-phone-unfolded')

  // A door is a place where somebody is seen, and their page leads to what happened there.
  await page.goto(`${url}/users/${anna!.userId}`)
  await expect(page.locator('dl > div').filter({ hasText: 'Last seen' })).not.toContainText('Never')
  await page.getByRole('link', { name: 'What happened at doors' }).click()
  await expect(row(page, 'anna')).toHaveCount(2)
  await expect(row(page, 'ben')).toHaveCount(0)
})

test('filters stand in the address, older pages follow, and the file holds what they let through', async ({
  owned,
  browser,
}) => {
  const { page, url } = owned
  const { zoneId } = await facility(asOwner(page, url), 'Arena')
  const north = await Door.open(asOwner(page, url), zoneId, 'North gate')
  const south = await Door.open(asOwner(page, url), zoneId, 'South gate')
  const [carl] = await seededPeople(owned, asOwner(page, url), ['carl'])
  for (let n = 0; n < 3; n++) {
    await north.report(...Array.from({ length: 20 }, () => ({ type: 'quality_too_low' })))
  }
  await south.report({ type: 'access_granted', subject: carl!.userId, score_band: 'medium' })

  await page.goto(`${url}/access`)
  await page.getByLabel('Where').selectOption('Terminal South gate')
  await expect(row(page, 'carl')).toHaveCount(1)
  await expect(row(page, 'North gate')).toHaveCount(0)
  await page.getByLabel('What came of it').selectOption('Refused, whatever the reason')
  await expect(page.getByText('No report fits this filter')).toBeVisible()
  await page.getByRole('button', { name: 'Show everything' }).click()

  await page.getByLabel('Who', { exact: true }).fill('carl')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/person=carl/)
  await expect(page.getByRole('region', { name: 'Access log' }).getByRole('row')).toHaveCount(2)
  // What does not fit the filter does not appear by itself either.
  await expect(page.getByText('live', { exact: true })).toBeVisible()
  await north.report({ type: 'not_recognised' })
  await south.report({ type: 'access_granted', subject: carl!.userId, score_band: 'high' })
  await expect(row(page, 'high')).toHaveCount(1)
  await expect(row(page, 'Face not recognised')).toHaveCount(0)

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export as CSV' }).click(),
  ])
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n')
  expect(lines[0]).toContain('occurred_at,received_at,type,acs_id')
  expect(lines.slice(1).map((line) => line.split(',')[3])).toEqual(['carl', 'carl'])

  await page.goto(`${url}/access?person=nobody-of-this-name`)
  await expect(page.getByText('Nobody is known as “nobody-of-this-name”')).toBeVisible()

  await page.goto(`${url}/access?kind=QUALITY_TOO_LOW`)
  await page.getByRole('link', { name: 'Older' }).click()
  await expect(page.getByText('Older reports; new ones do not appear here.')).toBeVisible()
  await expect(row(page, 'Picture too poor')).toHaveCount(10)
  await page.getByRole('link', { name: 'Day before' }).click()
  await expect(page.getByText('A past day; new ones do not appear here.')).toBeVisible()
  await expect(page.getByText('No report fits this filter')).toBeVisible()
  // Whatever somebody writes into the address is no fault of the page.
  for (const words of ['at=x', 'event=x', 'after=x', 'day=2026-02-31', 'kind=x', 'person=%00']) {
    expect([words, (await page.goto(`${url}/access?${words}`))!.status()]).toEqual([words, 200])
  }

  await signedInAs(browser, owned, 'auditor', async (auditor) => {
    await auditor.goto(`${url}/access`)
    await expect(row(auditor, 'carl')).toHaveCount(2)
  })
})

test('a page that stays open survives a restart of the server, and says so when the session is over', async ({
  browser,
}) => {
  test.setTimeout(150_000)
  const bureau = await startBureau({}, { host: 'localhost' })
  const context = await browser.newContext()
  try {
    // Not the fixture's page: a browser complains of a server that is away.
    const page = await context.newPage()
    await registerOwner(page, bureau)
    await signIn(page, bureau)
    const { zoneId } = await facility(asOwner(page, bureau.url), 'Opera')
    const door = await Door.open(asOwner(page, bureau.url), zoneId, 'Stage door')
    await page.goto(`${bureau.url}/access`)
    await expect(page.getByText('live', { exact: true })).toBeVisible()
    await page.evaluate(() => void Object.assign(window, { untouched: true }))

    await bureau.restart(async () => {
      await expect(page.getByText('The connection to the bureau is lost')).toBeVisible()
    })
    // Before the page is back, so that no event tells of it.
    await door.report({ type: 'spoof_suspected' })
    await expect(row(page, 'Looked like a picture')).toHaveCount(1, { timeout: 30_000 })
    await expect(page.getByText('live', { exact: true })).toBeVisible()
    await expect(page.getByText('The connection to the bureau is lost')).toHaveCount(0)
    await door.report({ type: 'not_recognised' })
    await expect(row(page, 'Nobody known')).toHaveCount(1)
    expect(await page.evaluate(() => 'untouched' in window)).toBe(true)

    // Signed out elsewhere.
    const other = await context.newPage()
    await other.goto(`${bureau.url}/dashboard`)
    await other.getByRole('button', { name: /Ada Byron/ }).click()
    await other.getByRole('menuitem', { name: 'Sign out' }).click()
    await other.waitForURL((to) => to.pathname === '/')
    await expect(page.getByText('New reports are no longer shown')).toBeVisible({ timeout: 15_000 })
    await expect(page.getByText('not live')).toBeVisible()
  } finally {
    await context.close()
    await bureau.stop()
  }
})

test('terminals that wait and pages that watch do not hold up a stop', async ({ browser }) => {
  const bureau = await startBureau({}, { host: 'localhost' })
  let isStopped = false
  try {
    const context = await browser.newContext()
    const page = await context.newPage()
    await registerOwner(page, bureau)
    await signIn(page, bureau)
    const { zoneId } = await facility(asOwner(page, bureau.url), 'Opera')
    const door = await Door.open(asOwner(page, bureau.url), zoneId, 'Stage door')
    const { device } = door
    await device.follow()
    const { revision } = device
    const began = Date.now()
    const poll = device.fetch('GET', `changes?after=${revision}&wait=60`).then(async (answer) => ({
      status: answer.status,
      page: (await answer.json()) as { revision: number; put: unknown[] },
      tookMs: Date.now() - began,
    }))
    const stream = await device.fetch('GET', `changes?after=${revision}`, undefined, { accept: 'text/event-stream' })
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
    const watch = await fetch(`${bureau.url}/api/graphql/stream`, {
      method: 'POST',
      headers: { cookie, origin: bureau.url, 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: 'subscription { accessEvents { id } }' }),
    })
    expect([stream.status, watch.status]).toEqual([200, 200])
    // Longer than any pause of a server's or a proxy's that would end what is quiet.
    await new Promise((resolve) => setTimeout(resolve, 20_000))
    const told = Promise.all([stream.text(), watch.text()])
    await context.close()

    const stopped = Date.now()
    await bureau.stop()
    isStopped = true
    // Not the 15 seconds that requests in progress are given, however slow the machine is.
    expect(Date.now() - stopped).toBeLessThan(10_000)
    const { status, page: empty, tookMs } = await poll
    expect([status, empty.revision, empty.put]).toEqual([200, revision, []])
    expect(tookMs).toBeGreaterThan(19_000)
    const [feed, events] = await told
    // Something every 15 and 12 seconds, so that nobody takes them for dead.
    expect(feed.split(': \n\n').length).toBeGreaterThanOrEqual(2)
    expect(events).toContain(':\n\n')
    // An end that was told would be one for good; without, whoever watches comes back.
    expect(events).not.toContain('event: complete')
    expect(feed).not.toContain('event: end')
  } finally {
    if (!isStopped) await bureau.stop()
  }
})
