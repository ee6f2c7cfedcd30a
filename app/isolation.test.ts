/**
 * Tenants apart, for every address that a route file serves. What is there is read from the files: a new route, a new method of the
 * legacy API and a new field of its bodies fail here until they say what they name. The events API, `/edge/v1` and the graph have
 * tests of the same kind of their own.
 */
import { NextRequest } from 'next/server'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createClient } from '@/domain/clients'
import type { Context } from '@/domain/context'
import { testEngines, type TestEngines } from '@/domain/faces/testing'
import { newId, newUserId } from '@/domain/ids'
import { everythingOf, found, mark, namesOf } from '@/domain/isolation-testing'
import type { TestContext } from '@/domain/testing'
import { recording } from '@/domain/voice/testing'
import { enrolVoice } from '@/domain/voice/testing-bureau'
import { annasFace, annasVoice, twoTenants } from '@/graphql/isolation-testing'
import type { Declared as Operation, Handler } from './api/[edition]/_legacy/legacy'
import { routes as walletRoutes } from './v1/_wallet/routes'
import { serve } from './v1/_wallet/serve'

let operator: TestContext
let caller: TestContext
const publicUrl = 'https://limen.example'

vi.mock('@/app/_lib/context', () => ({
  getContext: async () => ({ ...operator, actor: { kind: 'nobody' }, requestId: 'the-request' }) satisfies Context,
  getBureau: async () => ({ environment: { publicUrl } }),
}))
vi.mock('@/app/_lib/auth', () => ({
  adminContext: async () => ({ ...caller, admin: { email: 'somebody' }, session: { id: caller.sessionId } }),
}))

let engines: TestEngines
beforeAll(() => void (engines = testEngines()))
afterAll(() => engines.close())

type Bureau = Awaited<ReturnType<typeof twoTenants>>
type Client = Awaited<ReturnType<typeof createClient>>
let of: Bureau
let clients: { own: Client; stranger: Client }

beforeEach(async () => {
  of = await twoTenants(engines)
  operator = of.operator
  clients = {
    own: await createClient(of.admin, { name: 'Own' }),
    stranger: await createClient(of.stranger, { name: 'Strange' }),
  }
})

/** The same bureau, with ids of which nobody has any. */
function nothingOf({ rows, ids, ...rest }: Bureau): Bureau {
  const unknown = (named: object) => Object.fromEntries(Object.keys(named).map((name) => [name, newId()]))
  return { ...rest, rows: { ...unknown(rows), User: newUserId() } as never, ids: unknown(ids) as never }
}

interface Given {
  params?: Record<string, string | string[]>
  query?: Record<string, string>
  form?: Record<string, string | Uint8Array>
  bytes?: number
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Module = Partial<Record<Method, Handler>>

const typeOf = (field: string) => (field === 'audio' ? 'audio/wav' : 'image/jpeg')

async function ask(handler: Handler, method: Method, given: Given, headers: Record<string, string>) {
  const query = new URLSearchParams(given.query)
  const form = new FormData()
  for (const [name, value] of Object.entries(given.form ?? {})) {
    form.append(name, typeof value === 'string' ? value : new File([value as BlobPart], 'sent', { type: typeOf(name) }))
  }
  const body = given.bytes === undefined ? (given.form ? form : undefined) : new Uint8Array(given.bytes)
  const request = new NextRequest(`${publicUrl}/somewhere?${query}`, {
    method,
    headers: { 'sec-fetch-site': 'same-origin', ...headers },
    body,
  })
  try {
    const response = await handler(request, { params: Promise.resolve(given.params ?? {}) })
    return { status: response.status, text: await response.text() }
  } catch (error) {
    // As Next is told that there is no such page.
    const { digest } = error as { digest?: string }
    if (digest?.endsWith(';404')) return { status: 404, text: '' }
    throw error
  }
}

const routes = Object.entries(import.meta.glob<Module>('./**/route.ts')).map(([file, load]) => ({
  path: file.replaceAll(/^\.|\/\([^)]*\)|\/route\.ts$/g, ''),
  load,
}))

/** Whole trees that are gone through elsewhere, or hold nothing of any tenant. */
const elsewhere: [tree: RegExp, why: string][] = [
  [/^\/api\/public(\/|$)/, 'app/api/public/isolation.test.ts'],
  [/^\/edge\/v1\//, 'app/edge/v1/_edge/isolation.test.ts'],
  [/^\/api\/graphql(\/|$)/, 'graphql/isolation.test.ts'],
  [/^\/auth\/realms\//, 'app/auth/realms/contract.test.ts: tokens of a realm are good in it only'],
  [/^\/(v1|t\/\[slug\]\/v1)\//, 'below: the routes of wallets'],
  [/^(\/t\/\[slug\])?\/\.well-known\//, 'public keys'],
  [/^\/api\/auth\//, 'next-auth: who signs in, names nothing but themselves'],
  [/^\/api$/, 'says what there is'],
  [/^\/api\/health$/, 'of the machine'],
  [/^\/terminal\/manifest\.webmanifest$/, 'what a browser installs, the same for everybody'],
  [/^\/engine\//, 'files of public packages: route.test.ts beside it'],
  [/^\/api\/imports\/template$/, 'an empty table'],
  [/^\/biometrics\//, 'app/biometrics/contract.test.ts: only challenges of the caller'],
  [/^\/api\/enrolment\//, 'domain/self-enrolment: the token of a link is good for that link only'],
  [/^\/api\/\[edition\]\/openapi\.json$/, 'the description of the API, the same for everybody'],
  [/^\/developers\/schema$/, 'the committed SDL'],
  [/^\/api\/\[edition\]\/\[\[\.\.\.rest\]\]$/, 'serves nothing'],
]

const face = Buffer.from(annasFace, 'base64')
const voice = Buffer.from(annasVoice, 'base64')

/** What an admin asks of the portal's own routes. `names`: whether the owner's answer names something. */
const portal: Record<string, { given: (of: Bureau) => Given; names?: boolean }> = {
  'GET /users/[id]/credentials/[credentialId]': {
    given: ({ rows }) => ({ params: { id: rows.User, credentialId: rows.Credential } }),
  },
  'GET /users/[id]/pictures/[sampleId]': {
    given: ({ rows, ids }) => ({
      params: { id: rows.User, sampleId: ids.sampleId },
      query: { purpose: 'quality_review' },
    }),
  },
  'GET /users/[id]/recordings/[recordingId]': {
    given: ({ rows, ids }) => ({
      params: { id: rows.User, recordingId: ids.recordingId },
      query: { purpose: 'quality_review' },
    }),
  },
  'GET /users/export': { given: () => ({}), names: true },
  'GET /audit/export': { given: () => ({}), names: true },
  'GET /access/export': { given: () => ({}), names: true },
  'GET /audit/new': { given: () => ({ query: { since: '0' } }) },
  'GET /erasures/[receiptId]/receipt': {
    given: ({ ids }) => ({ params: { receiptId: ids.receiptId } }),
    names: true,
  },
  'GET /dumps/[name]': { given: ({ rows }) => ({ params: { name: rows.Dump } }) },
  'GET /api/imports/[id]/result': { given: ({ rows }) => ({ params: { id: rows.Import } }), names: true },
  'PUT /api/imports/[id]/parts/[part]': {
    given: ({ rows }) => ({ params: { id: rows.Import, part: '0' }, bytes: 1_000 }),
  },
  'POST /api/portal/users/[id]/pictures': {
    given: ({ rows }) => ({ params: { id: rows.User }, form: { picture: face } }),
  },
  'POST /api/portal/users/[id]/verify': {
    given: ({ rows }) => ({ params: { id: rows.User }, form: { picture: face } }),
  },
  'POST /api/portal/users/[id]/voice': {
    given: ({ rows, ids }) => ({
      params: { id: rows.User },
      form: { language: 'en', dialogue: ids.dialogueId, recording: voice },
    }),
    names: true,
  },
  'POST /api/portal/users/[id]/voice/verify': {
    given: ({ rows }) => ({ params: { id: rows.User }, form: { language: 'en', recording: voice } }),
  },
  'GET /documents/[reference]/[side]/[cut]': {
    given: ({ ids }) => ({ params: { reference: ids.reference, side: 'front', cut: 'page' } }),
  },
  'POST /api/portal/documents': { given: () => ({ form: { front: face } }) },
  'POST /api/portal/documents/[reference]/compare': {
    given: ({ ids }) => ({ params: { reference: ids.reference }, form: { picture: face } }),
  },
  'POST /api/portal/documents/[reference]/enrolment': {
    given: ({ ids }) => ({ params: { reference: ids.reference }, form: { selfie: face } }),
  },
  'POST /api/portal/users/[id]/documents/[documentId]': {
    given: ({ rows, ids }) => ({
      params: { id: rows.User, documentId: ids.documentId },
      form: { purpose: 'quality_review' },
    }),
  },
  'POST /api/portal/enrolment': { given: () => ({ form: { pictures: face } }), names: true },
  'POST /api/portal/enrolment/guide': { given: () => ({ form: { picture: face, frame: face } }) },
}

/** Of legacy bodies: what a field names of the first tenant's, or null where it names nothing. */
const fields: Record<string, string | Uint8Array | null> = {
  reference_id: `${mark}-anna`,
  mac_address: '02:00:00:00:00:01',
  app_token: null,
  photo: face,
  photo1: face,
  photo2: face,
  front: face,
  back: face,
  doctype: null,
  processId: null,
  type: null,
  livess: null,
  facemap: null,
  zoomSessionData: face,
  auditTrailImage: face,
  zoomSessionId: null,
  calm: null,
  audio: recording({ speaker: 'anna' }),
  language: null,
  enrollmentId: null,
}

/** Names what was begun a moment ago: it has a test of its own. */
const pooling = '/api/[edition]/document/pooling'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
const isLegacyApi = (path: string) => /^\/api\/\[edition\]\/(users|document|liveness|voice)(\/|$)/.test(path)
const legacy = await Promise.all(
  routes
    .filter(({ path }) => isLegacyApi(path))
    .map(async ({ path, load }) => {
      const file = await load()
      return methods.flatMap((method) => {
        const operation = file[method]?.operation
        return operation ? [{ name: `${method} ${path}`, path, method, handler: file[method]!, operation }] : []
      })
    }),
).then((all) => all.flat())

test('every route file is probed here or elsewhere', async () => {
  const unknown: string[] = []
  for (const { path, load } of routes) {
    if (elsewhere.some(([tree]) => tree.test(path))) continue
    if (isLegacyApi(path) || path === '/api/[edition]/face-images/[sampleId]') continue
    const file = await load()
    const served = methods.filter((method) => file[method]).map((method) => `${method} ${path}`)
    unknown.push(...served.filter((name) => !(name in portal)))
    expect(served.length, path).toBeGreaterThan(0)
  }
  expect(unknown, 'say in this file what these name').toEqual([])
  expect(legacy.length).toBeGreaterThan(10)
  for (const { path } of routes.filter((one) => isLegacyApi(one.path)))
    expect(
      legacy.some((one) => one.path === path),
      path,
    ).toBe(true)
})

const moduleOf = (path: string) => routes.find((route) => route.path === path)!.load()

describe.each(Object.keys(portal))('%s', (name) => {
  test('shows and changes nothing of another tenant', async () => {
    const [method, path] = name.split(' ') as [Method, string]
    const handler = (await moduleOf(path))[method]!
    const { given, names: isNaming } = portal[name]!
    const names = await namesOf(operator, of.tenantId)
    const before = await everythingOf(operator, of.tenantId)
    caller = of.stranger
    const answer = await ask(handler, method, given(of), {})
    expect(found(answer.text, names), answer.text).toEqual([])
    expect(await everythingOf(operator, of.tenantId)).toBe(before)
    const isById = JSON.stringify(given(of)) !== JSON.stringify(given(nothingOf(of)))
    // As if it had never been.
    if (isById) expect(await ask(handler, method, given(nothingOf(of)), {})).toEqual(answer)
    caller = of.admin
    const own = await ask(handler, method, given(of), {})
    if (isById) expect(own, `${name} finds nothing for its own tenant`).not.toEqual(answer)
    if (isNaming) expect(found(own.text, names), `${name} names nothing to its own tenant`).not.toEqual([])
  })
})

describe.each(['1.0', '1.1'] as const)('Legacy API, edition %s', (edition) => {
  const isThere = ({ since = edition }: Operation) => since <= edition
  const probed = legacy.filter(({ path, operation }) => path !== pooling && isThere(operation))
  test.each(probed.map((one) => [one.name, one] as const))('%s', async (name, { method, handler, operation }) => {
    const names = await namesOf(operator, of.tenantId)
    if (operation.engine === 'voice') await enrolVoice(of.admin, of.rows.User, 'anna')
    const before = await everythingOf(operator, of.tenantId)
    const texts = Object.keys(operation.fields ?? {})
    const files = [...(operation.pictures ?? []), ...(operation.files ?? []), ...(operation.audio ? ['audio'] : [])]
    for (const field of [...texts, ...files])
      expect(field in fields, `${name}: say in this file what ${field} names`).toBe(true)
    const given = ({ rows }: Bureau, only: string[]): Given => {
      const sent = [...only, ...files].flatMap((field) => {
        const value = fields[field] ?? null
        if (value === null) return []
        const isText = operation.base64 && value instanceof Uint8Array
        return [[field, isText ? Buffer.from(value).toString('base64') : value] as const]
      })
      const params = { edition, ...(operation.user && { userId: rows.User }) }
      const said = Object.fromEntries(sent)
      return method === 'GET' ? { params, query: said as Record<string, string> } : { params, form: said }
    }
    const as = ({ key, secret }: Client) => ({ 'x-biometrid-key': key, 'x-biometrid-secret': secret })
    for (const only of [...texts.map((field) => [field]), texts]) {
      const answer = await ask(handler, method, given(of, only), as(clients.stranger))
      expect(found(answer.text, names), `${only.join()}: ${answer.text}`).toEqual([])
      expect(await everythingOf(operator, of.tenantId), only.join()).toBe(before)
      if (!operation.user) continue
      const never = await ask(handler, method, given(nothingOf(of), only), as(clients.stranger))
      expect(never).toEqual(answer)
      expect(answer.status).toBe(404)
    }
    const own = await ask(handler, method, given(of, texts), as(clients.own))
    expect(own.status, own.text).toBeLessThan(300)
  })

  test('a document that is read later is for the client that sent it', async () => {
    if (edition === '1.0') return
    const post = async (path: string, form: Record<string, string | Uint8Array>, { key, secret }: Client) => {
      const headers = { 'x-biometrid-key': key, 'x-biometrid-secret': secret }
      return ask((await moduleOf(path)).POST!, 'POST', { params: { edition }, form }, headers)
    }
    const sent = { front: face, doctype: 'passport', type: 'pooling' }
    const begun = await post('/api/[edition]/document/validate', sent, clients.own)
    const { data } = JSON.parse(begun.text) as { data: { message: string; process: string } }
    expect(data.message).toBe('PROCESSING')
    const answer = await post(pooling, { process: data.process }, clients.stranger)
    expect(answer).toEqual(await post(pooling, { process: newId() }, clients.stranger))
    expect(answer.status).toBe(404)
    expect((await post(pooling, { process: data.process }, clients.own)).text).toBe(begun.text)
  })

  test('a picture is shown by a link that was signed, and by nothing else', async () => {
    const { GET } = await moduleOf('/api/[edition]/face-images/[sampleId]')
    const query = { expires: String(Math.floor(Date.now() / 1000) + 60), signature: 'a'.repeat(43) }
    const given = ({ ids }: Bureau) => ({ params: { edition, sampleId: ids.sampleId }, query })
    const answer = await ask(GET!, 'GET', given(of), {})
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(await ask(GET!, 'GET', given(nothingOf(of)), {})).toEqual(answer)
  })
})

/** What a route of the wallet's contract is asked for by a client of another tenant, or why it cannot name anything. */
const wallet: Record<string, ((of: Bureau) => { id: string; json?: object }) | string> = {
  'GET .well-known/jwks.json': 'public keys of the tenant in the path',
  'GET contexts/biometric-face-credential': 'a public document',
  'GET openapi.json': 'the description of the API, the same for everybody',
  'GET status-lists/:id': 'a public list of the tenant in the path, numbered in each',
  'POST challenges': 'takes nothing',
  'POST users/auth/register': 'makes a user of the tenant in the path: domain/wallet/door.test.ts',
  'POST credential-requests': 'makes a user of the tenant in the path: domain/wallet/door.test.ts',
  'POST verifications': 'credentials of other issuers are refused: domain/wallet/verify.test.ts',
  'GET credentials/:id/status': ({ rows }) => ({ id: rows.Credential }),
  'POST credentials/:id/revocations': ({ rows }) => ({ id: rows.Credential, json: { reason: 'Lost.' } }),
}

describe('Wallets', () => {
  test('every route is known here', () => {
    expect(Object.keys(wallet).sort()).toEqual(walletRoutes.map(({ method, path }) => `${method} ${path}`).sort())
  })

  const probed = walletRoutes.filter(({ method, path }) => typeof wallet[`${method} ${path}`] === 'function')
  test.each(probed)('$method $path', async ({ method, path }) => {
    const probe = wallet[`${method} ${path}`] as (of: Bureau) => { id: string; json?: object }
    const call = async (slug: string, { key, secret }: Client, { id, json }: { id: string; json?: object }) => {
      const request = new Request(`${publicUrl}/v1/`, {
        method,
        headers: { authorization: `Basic ${btoa(`${key}:${secret}`)}` },
        body: json && JSON.stringify(json),
      })
      const parts = path.replace(':id', id).split('/')
      const response = await serve(walletRoutes)[method](request, { params: Promise.resolve({ slug, path: parts }) })
      return { status: response.status, text: await response.text() }
    }
    const names = await namesOf(operator, of.tenantId)
    const before = await everythingOf(operator, of.tenantId)
    const answer = await call('other', clients.stranger, probe(of))
    expect(answer.status).toBe(404)
    expect(found(answer.text, names)).toEqual([])
    expect(await everythingOf(operator, of.tenantId)).toBe(before)
    expect(await call('other', clients.stranger, probe(nothingOf(of)))).toEqual(answer)
    expect((await call(`${mark}-gmbh`, clients.own, probe(of))).status).toBeLessThan(300)
  })
})
