/** A facility with a space and terminals whose devices were let in, made over the API as the signed-in owner's own pages do. */
import { expect, type Page } from 'playwright/test'
import { Device } from './device'

export type Ask = <Data>(query: string, input?: object) => Promise<Data>

/** Asks as the page that is open, with its cookies. One mutation whose input is `$input`, or a query without variables. */
export const asOwner =
  (page: Page): Ask =>
  async (query, input) => {
    const variables = { input: { ...input, idempotencyKey: `${Date.now()}-${Math.random()}` } }
    const answer = await page.evaluate(async (body) => {
      const headers = { 'content-type': 'application/json' }
      return (await fetch('/api/graphql', { method: 'POST', headers, body })).json() as Promise<unknown>
    }, JSON.stringify({ query, variables }))
    const { data, errors } = answer as { data: never; errors?: object }
    expect(errors).toBeUndefined()
    return data
  }

export interface Venue {
  facilityId: string
  spaceId: string
  /** In the whole facility. */
  door: Device
  /** In its space. */
  gate: Device
}

/** `Stadium` in Vienna with `Gate A`, and a terminal at each: `Main door`, `Gate terminal`. */
export async function makeVenue(page: Page, url: string): Promise<Venue> {
  const ask = asOwner(page)
  const { createFacility } = await ask<{ createFacility: { zone: { id: string } } }>(
    'mutation ($input: CreateFacilityInput!) { createFacility(input: $input) { ... on ZonePayload { zone { id } } } }',
    { name: 'Stadium', region: 'at', timeZone: 'Europe/Vienna' },
  )
  const facilityId = createFacility.zone.id
  const { createSpace } = await ask<{ createSpace: { zone: { id: string } } }>(
    'mutation ($input: CreateSpaceInput!) { createSpace(input: $input) { ... on ZonePayload { zone { id } } } }',
    { facilityId, name: 'Gate A' },
  )
  const spaceId = createSpace.zone.id
  return {
    facilityId,
    spaceId,
    door: await letIn(ask, url, facilityId, 'Main door'),
    gate: await letIn(ask, url, spaceId, 'Gate terminal'),
  }
}

async function letIn(ask: Ask, url: string, zoneId: string, name: string): Promise<Device> {
  const { createTerminal } = await ask<{ createTerminal: { terminal: { id: string } } }>(
    'mutation ($input: CreateTerminalInput!) { createTerminal(input: $input) { ... on TerminalPayload { terminal { id } } } }',
    { zoneId, name },
  )
  const terminalId = createTerminal.terminal.id
  const { createPairingCode } = await ask<{ createPairingCode: { code: string } }>(
    'mutation ($input: CreatePairingCodeInput!) { createPairingCode(input: $input) { ... on PairingCodePayload { code } } }',
    { terminalId },
  )
  const device = new Device(url)
  const shown = await device.pair(createPairingCode.code)
  const { confirmTerminal } = await ask<{ confirmTerminal: { terminal?: { id: string }; message?: string } }>(
    `mutation ($input: ConfirmTerminalInput!) {
      confirmTerminal(input: $input) { ... on TerminalPayload { terminal { id } } ... on Refusal { message } }
    }`,
    { terminalId, fingerprint: shown },
  )
  expect(confirmTerminal.message).toBeUndefined()
  expect((await device.signIn()).status).toBe(200)
  await device.follow()
  await device.heartbeat()
  return device
}

/** External ids of users, the newest first. */
export async function externalIds(page: Page, first: number): Promise<string[]> {
  const { users } = await asOwner(page)<{ users: { edges: { node: { externalId: string | null } }[] } }>(
    `{ users(first: ${first}, orderBy: { by: CREATED, direction: DESC }) { edges { node { externalId } } } }`,
  )
  return users.edges.flatMap(({ node }) => node.externalId ?? [])
}

export const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** `2026-11-21T18:00` on a wall in Vienna, so many hours from now. */
export function inVienna(hours: number): string {
  const shown = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Vienna',
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(new Date(Date.now() + hours * 3_600_000))
  return shown.replace(' ', 'T')
}
