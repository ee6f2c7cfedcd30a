/** Tools that generate code ask for the whole schema at once: no limit stands in their way, and they get the committed contract. */
import { HeaderMap } from '@apollo/server'
import {
  buildClientSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
  type IntrospectionQuery,
} from 'graphql'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createTenant } from '@/domain/tenants'
import { adminActor, testContext } from '@/domain/testing'
import { sdlFile } from './print'
import { createGraphqlServer } from './server'

test('The introspection query of every tool is answered, with the committed schema', async () => {
  const server = createGraphqlServer()
  await server.start()
  const operator = await testContext()
  const { id: tenantId } = await createTenant(operator, { slug: 'acme' })
  const query = getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true, schemaDescription: true })
  const answer = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: 'POST',
      headers: new HeaderMap([['content-type', 'application/json']]),
      search: '',
      body: { query },
    },
    context: async () => ({ ...operator, actor: adminActor({ tenantId }) }),
  })
  await server.stop()
  const text = answer.body.kind === 'complete' ? answer.body.string : ''
  const { data } = JSON.parse(text) as { data: IntrospectionQuery }
  expect(`${printSchema(lexicographicSortSchema(buildClientSchema(data)))}\n`).toBe(readFileSync(sdlFile, 'utf8'))
})
