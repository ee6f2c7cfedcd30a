/** A venue as tests need one: facilities, terminals that are paired and report, people; made over the graph, as the owner on a page. */
import { randomUUID } from 'node:crypto'
import type { APIRequestContext, Page } from 'playwright/test'
import type { Bureau } from './bureau'
import { Device } from './device'

/** Asks the graph as the admin whose cookies the context has. */
export async function graph<Data>(
  { request, url }: Asker,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const answer = await request.post(`${url}/api/graphql`, { data: { query, variables }, headers: { origin: url } })
  const { data, errors } = (await answer.json()) as { data?: Data; errors?: { message: string }[] }
  if (errors || !data) throw new Error(`${answer.status()}: ${errors?.map(({ message }) => message).join(' ')}`)
  return data
}

/** Runs one mutation. @returns its payload. @throws what it was refused for */
export async function mutate<Payload>(
  at: Asker,
  name: string,
  input: Record<string, unknown>,
  selection: string,
): Promise<Payload> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`
  const query = `mutation ($input: ${type}) { ${name}(input: $input) { __typename ${selection} ... on Refusal { message } } }`
  const data = await graph<Record<string, Payload & { message?: string }>>(at, query, {
    input: { ...input, idempotencyKey: randomUUID() },
  })
  const payload = data[name]!
  if (payload.message !== undefined) throw new Error(`${name}: ${payload.message}`)
  return payload
}

export interface Report {
  type: string
  subject?: string
  grant_id?: string
  occurred_at?: string
  score_band?: 'high' | 'medium' | 'low'
  offline?: boolean
  acs_reason?: string
}

/** A terminal with a device of its own, which somebody has let in. */
export class Door {
  #sequence = 0

  private constructor(
    readonly device: Device,
    readonly terminalId: string,
  ) {}

  static async open(at: Asker, zoneId: string, name: string): Promise<Door> {
    const payload = '... on TerminalPayload { terminal { id terminalId } }'
    type Payload = { terminal: { id: string; terminalId: string } }
    const { terminal } = await mutate<Payload>(at, 'createTerminal', { zoneId, name }, payload)
    const asked = { terminalId: terminal.id }
    const { code } = await mutate<{ code: string }>(
      at,
      'createPairingCode',
      asked,
      '... on PairingCodePayload { code }',
    )
    const device = new Device(at.url)
    await mutate(at, 'confirmTerminal', { ...asked, fingerprint: await device.pair(code) }, payload)
    await device.signIn()
    return new Door(device, terminal.terminalId)
  }

  async report(...reports: Report[]): Promise<void> {
    const told = reports.map((report) => ({
      report_id: randomUUID(),
      occurred_at: new Date().toISOString(),
      sequence: ++this.#sequence,
      ...report,
    }))
    const { status, json } = await this.device.call('POST', 'access-events', { reports: told })
    if (status !== 200) throw new Error(JSON.stringify(json))
  }
}

/** As the admin who is signed in on a page. @param url of the bureau, where the page has not been there yet */
export const asOwner = (page: Page, url = new URL(page.url()).origin): Asker => ({ request: page.request, url })

export interface Asker {
  request: APIRequestContext
  url: string
}

export async function facility(at: Asker, name: string): Promise<{ zoneId: string }> {
  const input = { name, timeZone: 'Europe/Vienna', region: 'at' }
  const { zone } = await mutate<{ zone: { id: string } }>(
    at,
    'createFacility',
    input,
    '... on ZonePayload { zone { id } }',
  )
  return { zoneId: zone.id }
}

export interface Person {
  /** As the graph has it. */
  id: string
  /** As terminals know them. */
  userId: string
}

/** People with random templates, under these external ids. */
export async function seededPeople(bureau: Pick<Bureau, 'seed'>, at: Asker, externalIds: string[]): Promise<Person[]> {
  const known = async () => {
    const query = '{ users(first: 200) { edges { node { id userId externalId } } } }'
    type Users = { users: { edges: { node: Person & { externalId: string | null } }[] } }
    return (await graph<Users>(at, query)).users.edges.map(({ node }) => node)
  }
  const before = new Set((await known()).map(({ id }) => id))
  await bureau.seed(externalIds.length)
  const people = (await known()).filter(({ id }) => !before.has(id))
  for (const [index, externalId] of externalIds.entries()) {
    await mutate(at, 'renameUser', { userId: people[index]!.id, externalId }, '... on UserPayload { user { id } }')
  }
  return people
}

export async function memberOf(at: Asker, userId: string, zoneId: string): Promise<void> {
  const input = { userIds: [userId], zoneIds: [zoneId] }
  const { added } = await mutate<{ added: number }>(at, 'addMembers', input, '... on AddMembersPayload { added }')
  if (added !== 1) throw new Error('They did not become a member.')
}
