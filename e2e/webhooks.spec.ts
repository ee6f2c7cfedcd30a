/** Webhooks in the portal: a real receiver on this machine checks each message with the public library. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import type { Page } from 'playwright/test'
import { startBureau, type Bureau } from './bureau'
import { asOwner, Door, facility } from './doors'
import { expect, expectAccessible, test } from './fixtures'
import { registerOwner, signedInAs, signIn } from './owner'

interface Received {
  headers: Record<string, string>
  body: string
}

interface Message {
  type: string
  data: { access_event_id: string; webhook_id?: string }
}

async function receiver() {
  const got: Received[] = []
  const state = { status: 204 }
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      got.push({ headers: request.headers as Record<string, string>, body })
      response.writeHead(state.status).end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=of-mine`
  return Object.assign(state, { got, url, close: () => server.close().closeAllConnections() })
}

/** A bureau that may call this machine, with its owner on a page. */
async function calling(page: Page, use: (bureau: Bureau) => Promise<void>) {
  const bureau = await startBureau({ LIMEN_WEBHOOK_ALLOW: '127.0.0.1' }, { host: 'localhost' })
  try {
    await registerOwner(page, bureau)
    await signIn(page, bureau)
    await use(bureau)
    await page.goto('about:blank')
  } finally {
    await bureau.stop()
  }
}

const deliveryRow = (page: Page, words: string | RegExp) =>
  page.getByRole('region', { name: 'Deliveries' }).getByRole('row').filter({ hasText: words })
const more = async (page: Page, entry: string) => {
  await page.getByRole('button', { name: /^More acts for/ }).click()
  await page.getByRole('menuitem', { name: entry }).click()
}

async function makeWebhook(page: Page, url: string, at: string): Promise<string> {
  await page.goto(`${url}/webhooks`)
  await page.getByRole('button', { name: 'New webhook' }).first().click()
  await page.getByLabel('Address').fill(at)
  await page.getByLabel('What it is').fill('Turnstiles')
  await page.getByRole('button', { name: 'Make the webhook' }).click()
  const secret = await page
    .getByRole('dialog', { name: 'The secret for Turnstiles' })
    .getByText(/^whsec_/)
    .innerText()
  await page.getByRole('button', { name: 'I have kept it' }).click()
  return secret
}

test('a webhook is made, tested, told of what happens and checked with the public library; its secret is changed over', async ({
  page,
}) => {
  test.setTimeout(150_000)
  const hook = await receiver()
  await calling(page, async (bureau) => {
    const { url } = bureau
    await page.goto(`${url}/webhooks`)
    await expect(page.getByText('No system is told yet')).toBeVisible()
    await expectAccessible(page, 'webhooks-empty')

    const secret = await makeWebhook(page, url, hook.url)
    expect(await page.content()).not.toContain(secret)
    await page.getByRole('link', { name: 'Turnstiles' }).click()
    await page.getByRole('button', { name: 'Send a test' }).click()
    await expect(deliveryRow(page, 'Test')).toContainText(/arrived/i)
    await expect(deliveryRow(page, 'Test')).toContainText('HTTP 204')
    const [test] = hook.got
    expect(new Webhook(secret).verify(test!.body, test!.headers)).toMatchObject({ type: 'test' })

    const { zoneId } = await facility(asOwner(page, url), 'Opera')
    const door = await Door.open(asOwner(page, url), zoneId, 'Stage door')
    await door.report({ type: 'not_recognised' })
    await expect.poll(() => hook.got.length).toBe(2)
    const message = new Webhook(secret).verify(hook.got[1]!.body, hook.got[1]!.headers) as Message
    expect(message).toMatchObject({ type: 'not_recognised', data: { access_point_id: door.terminalId } })
    expect(() => new Webhook(secret).verify(`${hook.got[1]!.body} `, hook.got[1]!.headers)).toThrow()

    await page.reload()
    await deliveryRow(page, 'not_recognised').getByRole('button', { name: /^Read/ }).click()
    await expect(page.getByRole('dialog')).toContainText(message.data.access_event_id)
    await expectAccessible(page, 'webhooks-message')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
    await expectAccessible(page, 'webhooks-one')

    await more(page, 'New secret')
    await expectAccessible(page, 'webhooks-rotate')
    await page.getByLabel('24 hours').check()
    await page.getByRole('button', { name: 'Make a new secret' }).click()
    const second = await page
      .getByRole('dialog')
      .getByText(/^whsec_/)
      .innerText()
    await expectAccessible(page, 'webhooks-secret')
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await expect(page.getByText('signs too until')).toBeVisible()
    await door.report({ type: 'spoof_suspected' })
    await expect.poll(() => hook.got.length).toBe(3)
    for (const one of [secret, second]) new Webhook(one).verify(hook.got[2]!.body, hook.got[2]!.headers)

    await page.setViewportSize({ width: 360, height: 740 })
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(await overflow()).toBeLessThanOrEqual(0)
    await expectAccessible(page, 'webhooks-one-phone')
  })
  hook.close()
})

test('what did not arrive is sent again by hand, the log is told anew, and off is off', async ({ page, browser }) => {
  test.setTimeout(150_000)
  const hook = await receiver()
  await calling(page, async (bureau) => {
    const { url } = bureau
    const secret = await makeWebhook(page, url, hook.url)
    const { zoneId } = await facility(asOwner(page, url), 'Opera')
    const door = await Door.open(asOwner(page, url), zoneId, 'Stage door')
    hook.status = 500
    await page.getByRole('link', { name: 'Turnstiles' }).click()
    await page.getByRole('button', { name: 'Send a test' }).waitFor()
    await door.report({ type: 'quality_too_low' })
    await expect.poll(() => hook.got.length).toBe(1)
    await page.reload()
    await expect(deliveryRow(page, 'quality_too_low')).toContainText('HTTP 500')
    await expect(deliveryRow(page, 'quality_too_low')).toContainText('next try')
    await expect(deliveryRow(page, 'quality_too_low')).not.toContainText('The server answered')
    await expect(page.getByText('answers with an error')).toBeVisible()
    await page.goto(`${url}/webhooks`)
    await expect(page.getByRole('row', { name: 'Turnstiles' })).toContainText('HTTP 500, since')
    await page.getByRole('link', { name: 'Turnstiles' }).click()
    // By hand before it is its turn, and by itself after a pause.
    await deliveryRow(page, 'quality_too_low').getByRole('button', { name: 'Send again' }).click()
    await expect(deliveryRow(page, 'quality_too_low').getByRole('cell', { name: '2', exact: true })).toBeVisible()
    hook.status = 204
    await expect(deliveryRow(page, 'quality_too_low')).toContainText('HTTP 204', { timeout: 60_000 })
    const id = hook.got[0]!.headers['webhook-id']
    expect(hook.got.at(-1)!.headers['webhook-id']).toBe(id)

    const before = hook.got.length
    await deliveryRow(page, 'quality_too_low').getByRole('button', { name: 'Send again' }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => hook.got.length).toBe(before + 1)
    expect(hook.got.at(-1)!.headers['webhook-id']).toBe(id)
    new Webhook(secret).verify(hook.got.at(-1)!.body, hook.got.at(-1)!.headers)

    await more(page, 'Turn off')
    await page.getByRole('button', { name: 'Turn it off' }).click()
    await expect(page.getByText('It is off: nothing is sent to it.')).toBeVisible()
    await door.report({ type: 'already_inside' })
    await expect(page.getByRole('button', { name: 'Replay' })).toBeDisabled()
    await expectAccessible(page, 'webhooks-off')
    await page.getByRole('button', { name: 'Turn on' }).click()
    await expect(page.getByText('It is off: nothing is sent to it.')).toBeHidden()
    expect(hook.got).toHaveLength(before + 1)

    await page.getByRole('button', { name: 'Replay' }).click()
    await expectAccessible(page, 'webhooks-replay')
    const last = (JSON.parse(hook.got[0]!.body) as Message).data.access_event_id
    await page.getByLabel('After a report').check()
    await page.getByLabel('access_event_id of the last report').fill(last)
    await page.getByRole('dialog').getByRole('button', { name: 'Replay' }).click()
    await expect(page.getByText('1 message is on the way')).toBeVisible()
    await page.getByRole('button', { name: 'Done' }).click()
    await expect.poll(() => (JSON.parse(hook.got.at(-1)!.body) as Message).type).toBe('already_inside')
    await page.getByRole('button', { name: 'Replay' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Replay' }).click()
    await expect(page.getByText('2 messages are on the way')).toBeVisible()
    await page.getByRole('button', { name: 'Done' }).click()

    await page.getByLabel('Show', { exact: true }).selectOption('Given up')
    await expect(page.getByText('No delivery is in this state')).toBeVisible()

    await signedInAs(browser, bureau, 'auditor', async (auditor) => {
      await auditor.goto(page.url().split('?')[0]!)
      await expect(deliveryRow(auditor, 'already_inside').first()).toBeVisible()
      for (const name of ['Send a test', 'Send again', 'Replay']) {
        await expect(auditor.getByRole('button', { name })).toHaveCount(0)
      }
    })

    await more(page, 'Delete')
    await page.getByLabel('To confirm, type').fill(new URL(hook.url).host)
    await page.getByRole('button', { name: 'Delete it' }).click()
    await expect(page.getByText('No system is told yet')).toBeVisible()
  })
  hook.close()
})

test('addresses that lead nowhere public are refused at their field, and events are chosen in words', async ({
  owned,
}) => {
  const { page, url } = owned
  await page.goto(`${url}/webhooks`)
  await page.getByRole('button', { name: 'New webhook' }).click()
  await expect(page.getByLabel('Address')).toBeFocused()
  const notPublic = 'An operator can list it in LIMEN_WEBHOOK_ALLOW'
  for (const [address, said] of [
    ['https://127.0.0.1/hook', notPublic],
    ['https://[::1]/', notPublic],
    ['https://10.1.2.3/', notPublic],
    ['https://2130706433/', notPublic],
    ['https://169.254.169.254/latest/meta-data', notPublic],
    ['http://example.org/', 'The address has to begin with https://.'],
    ['https://me:secret@example.org/', 'The address may not hold a name or a password.'],
    ['where', 'This is no address such as'],
  ]) {
    await page.getByLabel('Address').fill(address!)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog')).toContainText(said!)
    await expect(page.getByLabel('Address')).toHaveAttribute('aria-invalid', 'true')
  }
  await page.getByLabel('Address').fill('https://access.example.org/limen')
  await page.getByLabel('Everything that doors report').uncheck()
  await page.getByRole('button', { name: 'Make the webhook' }).click()
  await expect(page.getByText('Choose at least one.')).toBeVisible()
  await page.getByLabel('Somebody was let in').check()
  await page.getByLabel('A face was not recognised').check()
  await expectAccessible(page, 'webhooks-new')
  await page.getByRole('button', { name: 'Make the webhook' }).click()
  await page.getByRole('button', { name: 'I have kept it' }).click()
  const made = page.getByRole('row', { name: /access\.example\.org/ })
  await expect(made).toContainText('2 of 7 kinds')
  await expectAccessible(page, 'webhooks')

  await page.getByRole('button', { name: 'Acts for access.example.org' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Change' }).click()
  await page.getByLabel('What it is').fill('<b>Gates</b>')
  await page.getByLabel('Everything that doors report').check()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved; it holds from the next message on.')).toBeVisible()
  await expect(made).toContainText('<b>Gates</b>')
  await expect(made).toContainText('everything')

  // Where it leads is changed only by somebody who has just proved who they are.
  await owned.ageSignIns(10)
  await page.getByRole('button', { name: 'Acts for <b>Gates</b>' }).click()
  await page.getByRole('menuitem', { name: 'Change' }).click()
  await page.getByLabel('Address').fill('https://10.1.2.3/limen')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('dialog')).toContainText(notPublic)
  await page.getByLabel('Address').fill('https://other.example.org/limen')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('dialog').getByLabel('Password').fill(owned.owner.password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row', { name: /other\.example\.org/ })).toBeVisible()

  await page.setViewportSize({ width: 360, height: 740 })
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(await overflow()).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'webhooks-phone')
  expect((await page.goto(`${url}/webhooks/nothing`))!.status()).toBe(404)
})
