import { networkInterfaces } from 'node:os'
import type { Page } from 'playwright/test'
import { expect, expectAccessible, test } from './fixtures'

const person = {
  'First name': 'Ada',
  'Last name': 'Byron',
  'E-mail': 'ada@example.org',
  Password: 'a door and its threshold',
  'Password again': 'a door and its threshold',
}

async function fillIn(page: Page, change: Partial<typeof person> = {}): Promise<void> {
  for (const [label, text] of Object.entries({ ...person, ...change }))
    await page.getByLabel(label, { exact: true }).fill(text)
  await page.getByRole('button', { name: 'Become the owner' }).click()
}

/** An address of this machine on which a server that listens on 127.0.0.1 only does not answer. */
function otherAddress(): string {
  const lan = Object.values(networkInterfaces())
    .flat()
    .find((address) => address && address.family === 'IPv4' && !address.internal)
  return lan?.address ?? '[::1]'
}

const answers = (url: string) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )

test('the first owner registers through the printed link, and the server opens to the network', async ({
  page,
  freshBureau: { setUpUrl, url, port },
}) => {
  const elsewhere = `http://${otherAddress()}:${port}/api/health`
  expect(await answers(elsewhere)).toBe(false)

  await page.goto(setUpUrl!.replace(/^http:\/\/[^/]+/, url))
  await expectAccessible(page, 'set-up')
  let isAsking = true
  const asking = (async () => {
    const missed: number[] = []
    for (let call = 0; isAsking; call++) if (!(await answers(`${url}/api/health`))) missed.push(call)
    return missed
  })()
  await fillIn(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The bureau has its owner')
  await expectAccessible(page, 'set-up-done')

  await expect.poll(() => answers(elsewhere)).toBe(true)
  // Whoever is here already is answered all the while.
  isAsking = false
  expect(await asking).toEqual([])
  await page.getByRole('link', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 2, name: 'Sign in' })).toBeVisible()
})

test('the link works once', async ({ page, freshBureau: { setUpUrl, url } }) => {
  const link = setUpUrl!.replace(/^http:\/\/[^/]+/, url)
  await page.goto(link)
  await fillIn(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The bureau has its owner')

  await page.goto(link)
  await expect(page.getByText('This link was used already')).toBeVisible()
  await expect(page).toHaveTitle(/^Link no longer valid/)
  await expect(page.getByRole('button')).toBeHidden()
  await expectAccessible(page, 'set-up-used')
  await page.getByRole('link', { name: 'Go to the start' }).click()
  await expect(page.getByRole('heading', { level: 2, name: 'Sign in' })).toBeVisible()
})

test('nobody is told of an owner before there is one', async ({ page, bureau }) => {
  await page.goto(`${bureau.url}/set-up/done`)
  await expect(page).toHaveURL(`${bureau.url}/`)
  await expect(page.getByText('Nobody owns this bureau yet')).toBeVisible()
})

test('everything that is left empty is marked, and the first of it gets the focus', async ({
  page,
  freshBureau: { setUpUrl, url },
}) => {
  await page.goto(setUpUrl!.replace(/^http:\/\/[^/]+/, url))
  await fillIn(page, { 'E-mail': '', Password: '', 'Password again': '' })
  await expect(page.getByLabel('E-mail')).toHaveAccessibleDescription('Please fill this in.')
  await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(/Use at least 12 characters/)
  await expect(page.getByLabel('Password again')).toHaveAccessibleDescription('Please fill this in.')
  await expect(page.getByLabel('E-mail')).toBeFocused()
  await expectAccessible(page, 'set-up-empty')
})

test('mistakes are named beside their fields, and what was typed stays', async ({
  page,
  freshBureau: { setUpUrl, url },
}) => {
  await page.goto(setUpUrl!.replace(/^http:\/\/[^/]+/, url))
  await fillIn(page, { 'E-mail': 'ada at home', Password: 'short', 'Password again': 'other' })
  await expect(page.getByText('Please look at the marked fields.')).toBeVisible()
  await expect(page.getByLabel('E-mail')).toHaveAccessibleDescription('This is not an e-mail address.')
  await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(/Use at least 12 characters/)
  await expect(page.getByLabel('First name')).toHaveValue('Ada')
  await expect(page.getByLabel('E-mail')).toHaveValue('ada at home')
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('')
  await expectAccessible(page, 'set-up-mistakes')

  await fillIn(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The bureau has its owner')
})

test('a link that never was offers no form, and says nothing about the real one', async ({ page, bureau }) => {
  await page.goto(`${bureau.url}/set-up/limen_setup_guess`)
  await expect(page.getByText('This link was used already, has expired, or never was.')).toBeVisible()
  await expect(page.getByLabel('First name')).toBeHidden()
})

test('registering works without JavaScript', async ({ browser, freshBureau: { setUpUrl, url } }) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(setUpUrl!.replace(/^http:\/\/[^/]+/, url))
  await fillIn(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The bureau has its owner')
  await context.close()
})
