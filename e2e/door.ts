/**
 * A terminal as the tests see it from outside: a device with keys of its own that pairs by a code, is let in by an owner who has
 * compared its fingerprint, and reports over the edge API. It holds no templates and decides nothing.
 */
import { SignJWT } from 'jose'
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto'
import type { APIRequestContext } from 'playwright/test'
import type { Bureau } from './bureau'

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

export class Device {
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  readonly #agreement = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  #token = ''
  #nonce: string | undefined
  #sequence = 0

  private constructor(
    private readonly url: string,
    readonly name: string,
    /** As rows have it. */
    readonly terminalId: string,
    /** As the graph has it. */
    readonly id: string,
  ) {}

  /** A terminal of that name in the zone, with this device as its own. */
  static async pair(at: Asker, zoneId: string, name: string): Promise<Device> {
    const payload = '... on TerminalPayload { terminal { id terminalId fingerprint } }'
    type Payload = { terminal: { id: string; terminalId: string; fingerprint: string } }
    const { terminal } = await mutate<Payload>(at, 'createTerminal', { zoneId, name }, payload)
    const asked = { terminalId: terminal.id }
    const { code } = await mutate<{ code: string }>(
      at,
      'createPairingCode',
      asked,
      '... on PairingCodePayload { code }',
    )
    const device = new Device(at.url, name, terminal.terminalId, terminal.id)
    const agreement_key = publicJwk(device.#agreement.publicKey)
    const claim = (await device.call('POST', 'pair', { code, agreement_key })) as { fingerprint: string }
    await mutate(at, 'confirmTerminal', { ...asked, fingerprint: claim.fingerprint }, payload)
    await device.signIn()
    return device
  }

  async #proof(method: string, path: string): Promise<string> {
    const ath = this.#token && { ath: createHash('sha256').update(this.#token).digest('base64url') }
    const claims = {
      jti: randomUUID(),
      htm: method,
      htu: `${this.url}/edge/v1/${path.split('?')[0]}`,
      iat: Math.floor(Date.now() / 1_000),
      ...(this.#nonce && { nonce: this.#nonce }),
      ...ath,
    }
    const jwk = publicJwk(this.#keys.publicKey)
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: jwk as never })
      .sign(this.#keys.privateKey)
  }

  /** As a request of this device, whose answer is looked at by the caller. */
  async fetch(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const answer = await fetch(`${this.url}/edge/v1/${path}`, {
      method,
      headers: {
        dpop: await this.#proof(method, path),
        ...(this.#token && { authorization: `DPoP ${this.#token}` }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    this.#nonce = answer.headers.get('dpop-nonce') ?? this.#nonce
    return answer
  }

  /** With the nonce that it is told. @throws what is refused */
  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    let answer = await this.fetch(method, path, body)
    let said = (await answer.json()) as { reason?: string }
    if (said.reason === 'use_dpop_nonce') {
      answer = await this.fetch(method, path, body)
      said = (await answer.json()) as { reason?: string }
    }
    if (!answer.ok) throw new Error(`${answer.status}: ${JSON.stringify(said)}`)
    return said
  }

  async signIn(): Promise<void> {
    this.#token = ''
    this.#token = ((await this.call('POST', 'token')) as { access_token: string }).access_token
  }

  /** Takes everything over that there is, of which it keeps nothing: from then on it may follow. */
  async begin(): Promise<number> {
    const page = (await this.call('GET', 'snapshot')) as { revision: number }
    await this.call('POST', 'acks', { revision: page.revision })
    return page.revision
  }

  async report(...reports: Report[]): Promise<void> {
    const told = reports.map((report) => ({
      report_id: randomUUID(),
      occurred_at: new Date().toISOString(),
      sequence: ++this.#sequence,
      ...report,
    }))
    await this.call('POST', 'access-events', { reports: told })
  }
}

interface PublicJwk {
  kty: string
  crv: string
  x: string
  y: string
}

function publicJwk(key: ReturnType<typeof generateKeyPairSync>['publicKey'] | object): PublicJwk {
  const { x, y } = (key as { export(options: { format: 'jwk' }): { x: string; y: string } }).export({ format: 'jwk' })
  return { kty: 'EC', crv: 'P-256', x, y }
}

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
