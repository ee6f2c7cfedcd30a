/** The description names every route there is, with the schemas that the handlers check with. */
import { expect, test, vi } from 'vitest'
import { testContext } from '@/domain/testing'
import { contextModule, openEvents, routes } from './_public/testing'
import { GET } from './openapi.json/route'

vi.mock('@/app/_lib/context', () => contextModule)

test('OpenAPI 3.1: every route and method, bodies, queries, statuses; nothing that is not served', async () => {
  await openEvents((options) => testContext(options))
  const api = await (await GET(new Request('https://bureau.test/api/public/openapi.json'))).json()
  expect([api.openapi, api.servers]).toEqual(['3.1.0', [{ url: 'https://bureau.test' }]])

  const served = new Set<string>()
  for (const { file, segments, load } of routes) {
    if (file.startsWith('[[') || file.startsWith('openapi')) continue
    for (const [method, handler] of Object.entries(await load())) {
      if (handler.operation) served.add(`${method} /api/public/${segments.join('/').replaceAll('[id]', '{id}')}`)
    }
  }
  const described = Object.entries(api.paths as Record<string, object>).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(described.sort()).toEqual([...served].sort())

  const { post, get } = api.paths['/api/public/singles']
  const { properties, required } = post.requestBody.content['application/json'].schema
  expect(required).toEqual(['acs_id', 'selfie'])
  expect(properties.acs_id_schema).toMatchObject({ type: 'string', default: 'string64' })
  expect(Object.keys(post.responses)).toEqual(expect.arrayContaining(['201', '202', '409', '413', '422']))
  expect(post.responses['409'].description).toContain('acs_id_already_enrolled')
  expect(get.parameters).toContainEqual(expect.objectContaining({ name: 'cursor', in: 'query', required: false }))
  const ids = Object.values(api.paths as Record<string, Record<string, { operationId: string }>>).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  )
  expect(new Set(ids).size).toBe(ids.length)
})
