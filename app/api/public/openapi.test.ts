/** The description names every route there is, with the schemas that the handlers check with, and is a valid document. */
import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test, vi } from 'vitest'
import { realmRoutes } from '@/app/auth/realms/_oauth/routes'
import { testContext } from '@/domain/testing'
import { budgets, codes } from './_public/codes'
import { openEvents, routes } from './_public/testing'
import { GET } from './openapi.json/route'

vi.mock('@/app/_lib/context', async () => (await import('./_public/testing')).contextModule)

async function document() {
  await openEvents((options) => testContext(options))
  const response = await GET(new Request('https://bureau.test/api/public/openapi.json'))
  return { headers: response.headers, api: await response.json() }
}

test('The document is valid by the schema of OpenAPI 3.1, and a broken one would not be', async () => {
  const { api, headers } = await document()
  expect(await new Validator().validate(structuredClone(api))).toEqual({ valid: true })
  expect((await new Validator().validate({ ...structuredClone(api), paths: [] })).valid).toBe(false)
  expect([api.openapi, api.servers]).toEqual(['3.1.0', [{ url: 'https://bureau.test' }]])
  expect(headers.get('access-control-allow-origin')).toBe('*')
})

test('Every route and method of the folders is described, and nothing that is not served', async () => {
  const { api } = await document()
  const served = realmRoutes.map(({ method, path }) => `${method} /auth/realms/{tenant}/${path}`)
  for (const { file, segments, load } of routes) {
    if (file.startsWith('[[') || file.startsWith('openapi')) continue
    for (const [method, handler] of Object.entries(await load())) {
      const path = `/api/public/${segments.join('/').replaceAll('[id]', '{id}')}`
      if (handler.operation) served.push(`${method} ${path}`)
    }
  }
  const described = Object.entries(api.paths as Record<string, object>).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(described.sort()).toEqual(served.sort())
  const ids = operationsOf(api).map(({ operationId }) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
})

test('Bodies and queries are those that the handlers check with', async () => {
  const { api } = await document()
  const { post, get } = api.paths['/api/public/singles']
  const { properties, required } = post.requestBody.content['application/json'].schema
  expect(required).toEqual(['acs_id', 'selfie'])
  expect(properties.acs_id_schema).toMatchObject({ type: 'string', default: 'string64' })
  expect(Object.keys(post.responses)).toEqual(expect.arrayContaining(['201', '202', '409', '413', '422']))
  expect(post.responses['409'].description).toContain('acs_id_already_enrolled')
  expect(post.description).toContain(`${budgets.enrolment.perSecond} a second`)
  expect(get.parameters).toContainEqual(expect.objectContaining({ name: 'cursor', in: 'query', required: false }))
})

test('Every answer has a schema, but those without a body; every reference leads somewhere', async () => {
  const { api } = await document()
  for (const { operationId, responses } of operationsOf(api)) {
    for (const [status, { content }] of Object.entries(responses)) {
      expect(content !== undefined, `${operationId} ${status}`).toBe(status !== '204')
    }
  }
  const names = [...JSON.stringify(api).matchAll(/"#\/components\/(\w+)\/([\w-]+)"/g)]
  expect(names.length).toBeGreaterThan(300)
  for (const [, kind, name] of names) expect(api.components[kind!]).toHaveProperty([name!])
  expect(api.components.schemas.Error.properties.reason.enum).toEqual(Object.keys(codes))
  expect(api.components.schemas.Single.required).toEqual(['onboarding_id', 'acs_id', 'user_id', 'status', 'result'])
})

interface Described {
  operationId: string
  responses: Record<string, { content?: object }>
}

const operationsOf = (api: { paths: Record<string, Record<string, Described>> }) =>
  Object.values(api.paths).flatMap((path) => Object.values(path))
