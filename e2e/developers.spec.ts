/** What integrators look at: addresses and calls, the explorer, the references. Nothing of it comes from anywhere else. */
import { spawnSync } from 'node:child_process'
import type { Page } from 'playwright/test'
import { makeActivity } from './activity'
import { expect, expectAccessible, test } from './fixtures'
import { signedInAs } from './owner'

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** As a person at a keyboard: what stands there is taken out first. */
async function write(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name }).click()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await page.keyboard.insertText(text)
}

/** The answer's own text, however much of it the editor has drawn. */
const answer = (page: Page) => page.getByRole('textbox', { name: 'Answer' })
const question = (page: Page) => page.getByRole('textbox', { name: 'Question' })

test('the addresses are real ones: the calls shown work when they are pasted into a shell', async ({ owned }) => {
  const { page, url } = owned
  await page.goto(`${url}/developers`)
  await expect(page).toHaveURL(`${url}/developers/addresses`)
  await expect(page.getByText(`${url}/auth/realms/main/protocol/openid-connect/token`, { exact: true })).toBeVisible()
  await expectAccessible(page, 'developers-addresses')

  const client = JSON.parse(await owned.limen('client', 'create', '--tenant', 'main', '--name', 'Shell', '--json'))
  const shown = (label: string) => page.getByRole('group', { name: label, exact: true }).innerText()
  const paste = async (...labels: string[]) => {
    const lines = await Promise.all(labels.map(shown))
    const env = { ...process.env, KEY: client.key, SECRET: client.secret }
    return spawnSync('sh', ['-c', lines.join('\n')], { env, encoding: 'utf8', timeout: 20_000 }).stdout
  }
  expect(JSON.parse(await paste('A token', 'GraphQL with the token'))).toMatchObject({
    data: { viewer: { name: 'Shell' } },
  })
  expect(JSON.parse(await paste('A token', 'Events API: facilities and spaces'))).toEqual({
    items: [],
    next_cursor: null,
  })
  expect(JSON.parse(await paste('GraphQL with key and secret'))).toMatchObject({ data: { users: { edges: [] } } })
  expect(JSON.parse(await paste('Legacy API: create the user “first”'))).toMatchObject({ status: true })

  await page.setViewportSize({ width: 360, height: 740 })
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'developers-addresses-phone')
})

test('the explorer asks, tells of errors, watches, remembers, and explains the schema, without anything from outside', async ({
  owned,
}) => {
  test.slow()
  const { page, url } = owned
  const elsewhere: string[] = []
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== url) elsewhere.push(request.url())
  })
  await page.goto(`${url}/developers/explorer`)
  await question(page).click()
  await page.keyboard.press('Control+Enter')
  await expect(answer(page)).toContainText('"slug": "main"')
  await expect(page.getByText(/^200 in \d+ ms/)).toBeVisible()
  await expectAccessible(page, 'developers-explorer')

  // Completion from the schema, by keyboard alone.
  await write(page, 'Question', '{ vie')
  await page.keyboard.press('Control+Space')
  await expect(page.getByRole('listbox', { name: 'Completions' }).getByRole('option', { name: /viewer/ })).toBeVisible()
  await page.keyboard.press('Escape')

  await write(page, 'Question', '{ nothing }')
  await expect(page.locator('.cm-lintRange-error')).toBeVisible()
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByText(/^400 in \d+ ms, with an error/)).toBeVisible()
  await expect(answer(page)).toContainText('Cannot query field')

  await page.getByLabel('Examples').selectOption('The newest users')
  await write(page, 'Variables, as JSON', '{ first: 1 }')
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'no JSON object' })).toBeVisible()

  // The owner may change things; each time it is a new deed.
  await page.getByLabel('Examples').selectOption('Create a user (changes something)')
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(answer(page)).toContainText('"externalId": "from-the-explorer"')

  // Two operations in one document: one is chosen.
  await write(page, 'Question', 'query One { viewer { name } } query Two { viewer { tenant { slug } } }')
  await page.getByLabel('Operation', { exact: true }).selectOption('Two')
  await page.getByRole('button', { name: 'Tidy' }).click()
  await write(page, 'Variables, as JSON', '')
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(answer(page)).toContainText('"slug"')
  await expect(answer(page)).not.toContainText('"name"')

  await page.getByLabel('Asked before').selectOption({ index: 2 })
  await expect(question(page)).toContainText('createUser')

  await page.getByLabel('Search the schema').fill('attendee')
  await page.getByRole('button', { name: 'Attendee', exact: true }).first().click()
  await expect(page.getByRole('heading', { level: 3, name: 'Attendee' })).toBeVisible()
  await page.getByRole('button', { name: 'Event', exact: true }).click()
  await expect(page.getByRole('navigation', { name: 'Where in the schema' })).toContainText('Attendee')
  await expectAccessible(page, 'developers-explorer-schema')

  await page.setViewportSize({ width: 360, height: 740 })
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'developers-explorer-phone')
  expect(elsewhere).toEqual([])
})

test('the explorer follows a subscription to its end or until it is stopped, and says why one cannot be', async ({
  owned: { page, url },
}) => {
  await page.goto(`${url}/developers/explorer`)
  const run = () => page.getByRole('button', { name: 'Run' }).click()
  await write(
    page,
    'Question',
    'mutation { runDump(input: { idempotencyKey: "the-explorer" }) { ... on DumpPayload { dump { id } } } }',
  )
  await run()
  await expect(answer(page)).toContainText('"id"')
  const [, id] = /"id": "([^"]+)"/.exec(await answer(page).innerText())!
  await write(page, 'Question', 'subscription ($id: ID!) { dumpProgress(dumpId: $id) { state } }')
  await write(page, 'Variables, as JSON', JSON.stringify({ id }))
  await run()
  await expect(page.getByText(/^The stream has ended after (one event|\d+ events)\.$/)).toBeVisible({ timeout: 30_000 })
  await expect(answer(page)).toContainText('"state": "READY"')

  await page.getByLabel('Examples').selectOption('Watch the terminals (subscription)')
  await run()
  await expect(page.getByText(/^Watching/)).toBeVisible()
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByText('Stopped.')).toBeVisible()

  await write(page, 'Question', 'subscription { nothing }')
  await run()
  await expect(page.getByRole('alert').filter({ hasText: 'Cannot query field' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Run' })).toBeVisible()
})

test('the editor burdens no other page', async ({ owned: { page, url } }) => {
  const bytes: Record<string, number> = {}
  for (const place of ['clients', 'developers/addresses', 'developers/explorer']) {
    let sum = 0
    const count = async (response: import('playwright/test').Response) => {
      if (/\.js(\?|$)/.test(response.url())) sum += (await response.body().catch(() => Buffer.alloc(0))).length
    }
    const listen = (response: import('playwright/test').Response) => void count(response)
    page.on('response', listen)
    await page.goto(`${url}/${place}`, { waitUntil: 'networkidle' })
    page.off('response', listen)
    bytes[place] = sum
  }
  console.log('bytes of scripts:', bytes)
  expect(bytes['developers/addresses']!).toBeLessThan(bytes['developers/explorer']! - 200_000)
})

test('the references show every operation, its answers and a call, and lead to the document', async ({ owned }) => {
  test.slow()
  const { page, url } = owned
  await page.goto(`${url}/developers/events-api`)
  const api = (await (await fetch(`${url}/api/public/openapi.json`)).json()) as { paths: Record<string, object> }
  const operations = Object.values(api.paths).flatMap((methods) => Object.keys(methods))
  await expect(page.locator('details:has(> div > div > h4)')).toHaveCount(operations.length)
  await page.getByText('Enrols one person. A selfie that is not taken').click()
  const single = page.locator('#post_singles')
  await expect(single).toContainText('acs_id_already_enrolled')
  await expect(single.getByRole('group', { name: /with curl$/ })).toContainText("x-dasgate-tenant-id: main'")
  await single.getByRole('link', { name: 'Single', exact: true }).first().click()
  await expect(page.locator('#schema-Single')).toBeVisible()
  await expect(page.locator('#schema-Single')).toContainText('onboarding_id')
  await expect(page.getByRole('row', { name: /event_start_time_already_passed/ })).toContainText(
    'D: the vendor’s documents',
  )
  await expectAccessible(page, 'developers-events-api')

  await page.goto(`${url}/developers/legacy-api`)
  await page.getByText('Find User Id by Face: the best match').click()
  await expect(page.locator('#post_users_find_by_face')).toContainText('FACE_RECOGNITION_FAILED')
  await page.getByRole('link', { name: '1.1', exact: true }).click()
  await page.getByText('Find User Id by Face: the best match').click()
  await expect(page.locator('#post_users_find_by_face')).toContainText('livenessId')
  await expectAccessible(page, 'developers-legacy-api')

  await page.goto(`${url}/developers/wallet-api`)
  await page.getByText('Checks a credential, and whether').click()
  await expect(page.locator('#post_verifications')).toContainText('picture_refused')
  await expectAccessible(page, 'developers-wallet-api')

  await page.setViewportSize({ width: 360, height: 740 })
  for (const place of ['events-api', 'legacy-api', 'wallet-api']) {
    await page.goto(`${url}/developers/${place}`)
    await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)))
    expect(await overflow(page), place).toBeLessThanOrEqual(0)
  }
})

test('an auditor may look and ask, and is told what the role does not allow', async ({ browser, ownedBureau }) => {
  await makeActivity(ownedBureau)
  await signedInAs(browser, ownedBureau, 'auditor', async (page) => {
    await page.goto(`${ownedBureau.url}/developers/explorer`)
    await page.getByLabel('Examples').selectOption('The newest users')
    await page.getByRole('button', { name: 'Run' }).click()
    await expect(answer(page)).toContainText('"externalId"')
    await page.getByLabel('Examples').selectOption('Create a user (changes something)')
    await page.getByRole('button', { name: 'Run' }).click()
    await expect(page.getByText(/with an error/)).toBeVisible()
  })
  expect((await fetch(`${ownedBureau.url}/developers/schema`)).status).toBe(401)
})
