/** A tablet at a door: a browser of its own at /terminal, before whose camera people stand, and the portal's part of its pairing. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright/test'
import { mutate, type Asker } from './doors'
import { expect as patient, type Owned } from './fixtures'

export const expect = patient.configure({ timeout: 30_000 })

export interface Tablet {
  page: Page
  terminal: { id: string; terminalId: string }
  /** One of the samples stands before the camera; nobody, where the name is empty. */
  stand: (who: string) => Promise<void>
  /** Somebody holds this up before it: the address of a picture. Then `card` stands there. */
  holdUp: (src: string) => Promise<void>
  /** What went wrong on the page, whoever it is shown to. */
  faults: string[]
}

/** As if the tablet’s own clock showed so much more from its next load on. */
export const setClockAhead = (page: Page, ms: number) =>
  page.evaluate((ahead) => sessionStorage.setItem('ahead', String(ahead)), ms)

/** @param samples who may stand before it */
export async function openTablet({ browser, url }: { browser: Browser; url: string }, samples: string[]) {
  const context = await browser.newContext()
  const page = await context.newPage()
  page.on('dialog', (dialog) => void dialog.accept())
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) faults.push(message.text())
  })
  const stand = await standBefore(page, samples)
  const holdUp = async (src: string) => {
    await page.evaluate(async (address) => {
      const { card } = window as unknown as { card: HTMLImageElement }
      card.src = address
      await card.decode()
    }, src)
    await stand('card')
  }
  await page.goto(`${url}/terminal`)
  return { context, page, stand, holdUp, faults }
}

async function standBefore(page: Page, samples: string[]): Promise<(who: string) => Promise<void>> {
  const people = Object.fromEntries(
    samples.map((name) => {
      const picture = readFileSync(join(import.meta.dirname, `../samples/${name}.jpg`))
      return [name, `data:image/jpeg;base64,${picture.toString('base64')}`]
    }),
  )
  await page.addInitScript((all) => {
    const ahead = Number(sessionStorage.getItem('ahead'))
    const { now } = Date
    Date.now = () => now() + ahead
    const canvas = Object.assign(document.createElement('canvas'), { width: 960, height: 720 })
    const pen = canvas.getContext('2d')!
    const pictures = new Map(
      Object.entries(all).map(([name, src]) => [name, Object.assign(new Image(), { src })] as const),
    )
    const state = window as unknown as { stands: string; card: HTMLImageElement }
    state.stands = sessionStorage.getItem('stands') ?? ''
    state.card = new Image()
    setInterval(() => {
      pen.fillStyle = '#7a9'
      pen.fillRect(0, 0, canvas.width, canvas.height)
      const picture = state.stands === 'card' ? state.card : pictures.get(state.stands)
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

/** A terminal of the bureau at a facility of its own, which somebody can pair a tablet with. */
export async function newTerminal(at: Asker, { facility, door }: { facility: string; door: string }) {
  const { zone } = await mutate<{ zone: { id: string } }>(
    at,
    'createFacility',
    { name: facility, region: 'at', timeZone: 'Europe/Vienna' },
    '... on ZonePayload { zone { id zoneId } }',
  )
  const { terminal } = await mutate<{ terminal: Tablet['terminal'] }>(
    at,
    'createTerminal',
    { zoneId: zone.id, name: door },
    '... on TerminalPayload { terminal { id terminalId } }',
  )
  return { terminal, zone }
}

export const pin = '482913'

/** Types the portal's code on the tablet. @returns the fingerprint that it shows then */
export async function pair(tablet: Page, { page: portal, url }: Owned, { terminalId }: Tablet['terminal']) {
  await portal.goto(`${url}/terminals/${terminalId}`)
  await portal.getByRole('button', { name: 'Show a pairing code' }).click()
  const code = await portal.getByTestId('pairing-code').innerText()
  await tablet.getByLabel('Pairing code').fill(code.toLowerCase())
  await tablet.getByLabel('PIN for this screen').fill(pin)
  await tablet.getByLabel('The PIN again').fill(pin)
  await tablet.getByRole('button', { name: 'Pair', exact: true }).click()
  return tablet.getByTestId('fingerprint').innerText()
}

/** On the page of the terminal, where the code is still shown. */
export async function letIn({ page: portal }: Owned, fingerprint: string): Promise<void> {
  await portal.getByLabel('The device shows').fill(fingerprint)
  await portal.getByRole('button', { name: 'They are alike: let it in' }).click()
}
