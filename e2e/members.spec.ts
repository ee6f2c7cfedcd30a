/** Members: who comes and goes every day, when and where; as an owner uses the pages. */
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright/test'
import { makeActivity } from './activity'
import { expect as patient, expectAccessible, test } from './fixtures'
import { signedInAs } from './owner'
import { asOwner } from './doors'
import { inVienna, makeVenue, overflow } from './venue'

// Two themes of axe and a database that others use as well take their time.
const expect = patient.configure({ timeout: 20_000 })

const members = (page: Page) => page.getByRole('table', { name: 'Members' }).locator('tbody tr')

async function onPhone(page: Page, look: () => Promise<void>) {
  const size = page.viewportSize()!
  await page.setViewportSize({ width: 360, height: 740 })
  await look()
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  await page.setViewportSize(size)
}

test('one member with a schedule, changed, removed and back; then many from a table', async ({ owned, browser }) => {
  test.setTimeout(240_000)
  const { page, url } = owned
  await page.goto(`${url}/members`)
  await expect(page.getByText('Nobody is a member yet')).toBeVisible()
  await expectAccessible(page, 'members-empty')
  const { door, gate } = await makeVenue(asOwner(page))
  const { userId, post } = await makeActivity(owned, 'ben')
  await post('', { reference_id: 'faceless' })
  await owned.seed(30)

  // When and where, then who.
  await page.getByRole('link', { name: 'Add members' }).click()
  await expect(page.getByText(/On the clock of Europe\/Vienna \(UTC\+[12]\)/)).toBeVisible()
  await page.getByLabel('Valid from').fill(inVienna(48))
  await page.getByLabel('Valid until').fill(inVienna(24))
  await page.getByRole('radio', { name: /^By a weekly schedule/ }).check()
  const week = page.getByRole('group', { name: 'Days of span 1' })
  await week.getByRole('checkbox', { name: 'Saturday' }).press('Space')
  await expect(page.getByText('Mon–Sat 08:00–18:00.')).toBeVisible()
  await page.getByRole('button', { name: 'Another span' }).click()
  await page.getByRole('group', { name: 'Span 2' }).getByLabel('From').fill('22:00')
  await page.getByRole('group', { name: 'Span 2' }).getByLabel('Until').fill('06:00')
  await page.getByRole('radio', { name: /^Only some places/ }).check()
  await page.getByRole('button', { name: 'Make a member' }).click()
  await expect(page.getByText('Choose somebody first.')).toBeVisible()
  const who = page.getByRole('combobox', { name: 'Who' })
  await expect(who).toBeFocused()
  await expect(who).toHaveAttribute('aria-invalid', 'true')
  // By keyboard alone, and before the answer is there.
  await who.pressSequentially('ben')
  await who.press('ArrowDown')
  await expect(page.getByRole('option', { name: 'ben', selected: true })).toBeVisible()
  await expect(who).toHaveAttribute('aria-activedescendant', /-0$/)
  await expect(page.getByText('One is found')).toBeVisible()
  await expectAccessible(page, 'members-add-found')
  await who.press('Escape')
  await expect(page.getByRole('listbox')).toBeHidden()
  await who.press('ArrowDown')
  await who.press('Enter')
  await expect(page.getByRole('group', { name: 'Chosen: ben' })).toBeFocused()
  await page.getByRole('button', { name: 'Somebody else' }).press('Enter')
  await expect(who).toBeFocused()
  // A whole id is enough.
  await who.fill('ben')
  await who.press('Enter')
  await expect(page.getByRole('group', { name: 'Chosen: ben' })).toBeFocused()
  const make = () => page.getByRole('button', { name: 'Make a member' }).click()
  await make()
  await expect(page.getByText('Choose at least one place.')).toBeVisible()
  await page.getByRole('checkbox', { name: 'Gate A' }).check()
  await make()
  await expect(page.getByText('Span 2 ends before it begins.', { exact: false })).toBeVisible()
  await page.getByRole('group', { name: 'Span 2' }).getByLabel('Until').fill('00:00')
  await make()
  await expect(page.getByText('It ends before it begins.', { exact: true })).toBeVisible()
  await expect(page.getByLabel('Valid until')).toBeFocused()
  await expect(page.getByLabel('Valid until')).toBeInViewport()
  await expectAccessible(page, 'members-add')
  await onPhone(page, () => expectAccessible(page, 'members-add-phone'))
  await page.getByLabel('Valid from').fill('')
  await make()
  await expect(page.getByText('ben is a member.')).toBeVisible()
  const row = members(page).first()
  await expect(row).toContainText('Valid')
  await expect(row).toContainText('Mon–Sat 08:00–18:00; Sat, Sun 22:00–24:00')
  await expect(row).toContainText('Gate A')
  await expect(row).toContainText('0 of 1 terminals')
  await gate.follow()
  await page.reload()
  await expect(row).toContainText('At the terminal')

  // Changed and taken back.
  await page.getByRole('link', { name: 'Open the membership of ben' }).press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'ben' })).toBeVisible()
  await expectAccessible(page, 'member')
  await page.getByRole('button', { name: 'Change' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: 'At any time' }).check()
  await dialog.getByRole('radio', { name: /^Every door/ }).check()
  await expectAccessible(page, 'member-change')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Every door, those that come later included')).toBeVisible()
  await expect(page.getByText('0 of 2 terminals')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await expect(page.getByText('Mon–Sat 08:00–18:00; Sat, Sun 22:00–24:00').first()).toBeVisible()

  // Removed: the terminal that held them has to say that it let go.
  await gate.follow()
  await page.goto(`${url}/members`)
  await page.getByRole('button', { name: 'Remove ben' }).click()
  await expect(page.getByText('1 member removed.', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await expect(page.getByText('Added again, with the same bounds: 1 new member.')).toBeVisible()
  await expect(row).toContainText('Mon–Sat 08:00–18:00; Sat, Sun 22:00–24:00')
  await page.goto(`${url}/members?state=removed`)
  await expect(members(page)).toHaveCount(1)
  await expect(row).toContainText('Still at 1 terminal')
  await gate.follow()
  await page.reload()
  await expect(row).toContainText('Gone everywhere')

  // Many, each row judged before.
  await page.goto(`${url}/members/add`)
  await page.getByRole('radio', { name: /^From a CSV table/ }).check()
  const ids = await page.evaluate(async () => {
    const body = JSON.stringify({ query: '{ users(first: 100) { edges { node { externalId } } } }' })
    const headers = { 'content-type': 'application/json' }
    const answer = await (await fetch('/api/graphql', { method: 'POST', headers, body })).json()
    return (answer.data.users.edges as { node: { externalId: string | null } }[]).flatMap(
      ({ node }) => node.externalId ?? [],
    )
  })
  const csv = ['external_id', ...ids, 'nobody', ids[0]!].join('\n')
  await page
    .getByLabel('Table of external ids')
    .setInputFiles({ name: 'staff.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await expect(
    page.getByText(`staff.csv: ${ids.length + 2} rows, of which ${ids.length - 2} people would be added.`),
  ).toBeVisible()
  await expectAccessible(page, 'members-bulk')
  await page.getByRole('button', { name: `Add ${ids.length - 2} people` }).click()
  await expect(page.getByText(`Done: ${ids.length - 2} people added.`)).toBeVisible()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Result as CSV' }).click(),
  ])
  expect((await readFile((await download.path())!, 'utf8')).match(/,added,/g)).toHaveLength(ids.length - 2)
  await page.getByRole('link', { name: 'To the members' }).click()
  await expect(members(page)).toHaveCount(25)
  await expectAccessible(page, 'members')
  await onPhone(page, () => expectAccessible(page, 'members-phone'))
  await page.getByRole('button', { name: 'Next page' }).click()
  await expect(members(page)).toHaveCount(ids.length - 1 - 25)
  await page.getByRole('button', { name: 'First page' }).click()

  // Found by place, state and name.
  await page.getByLabel('Search', { exact: true }).fill('ben')
  await page.getByLabel('Search', { exact: true }).press('Enter')
  await expect(members(page)).toHaveCount(1)
  await page.getByLabel('State', { exact: true }).selectOption({ label: 'Not yet valid' })
  await expect(page.getByText('No member matches')).toBeVisible()
  await page.goto(`${url}/members?after=nonsense`)
  await expect(members(page)).toHaveCount(25)

  // Several out and back.
  await page.getByRole('checkbox', { name: 'Select every row of this page' }).check()
  await page.getByRole('button', { name: 'Remove', exact: true }).first().click()
  await dialog.getByRole('button', { name: 'Remove 25 members' }).click()
  await expect(page.getByText('25 members removed.', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await expect(page.getByText('25 new members.')).toBeVisible()
  await door.follow()

  await page.goto(`${url}/users/${userId}`)
  const card = page.getByRole('region', { name: 'Events and membership' })
  await expect(card.getByRole('link', { name: 'Member' })).toBeVisible()
  await expect(card).toContainText('Mon–Sat 08:00–18:00')

  await signedInAs(browser, owned, 'auditor', async (auditor) => {
    await auditor.goto(`${url}/members`)
    await expect(members(auditor)).toHaveCount(25)
    await expect(auditor.getByRole('link', { name: 'Add members' })).toHaveCount(0)
    await expect(auditor.getByRole('button', { name: /^Remove/ })).toHaveCount(0)
    await auditor.goto(`${url}/members/add`)
    await expect(auditor).toHaveURL(`${url}/members`)
  })
})
