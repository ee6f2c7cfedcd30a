/** Every operation of every document is shown, with a call that needs nothing but what stands in capitals in it. */
import { expect, test } from 'vitest'
import { requireEdition } from '@/app/api/[edition]/_legacy/editions'
import { everyRoute as legacyRoutes } from '@/app/api/[edition]/_legacy/every-route'
import { describeLegacyApi } from '@/app/api/[edition]/_legacy/openapi'
import { everyRoute } from '@/app/api/public/_public/every-route'
import { describeApi } from '@/app/api/public/_public/openapi'
import { describeWallet } from '@/app/v1/_wallet/openapi'
import { routes } from '@/app/v1/_wallet/routes'
import { operationsByTag, type OpenApi } from './document'
import { curlOf } from './examples'

const url = 'https://bureau.test'
const documents = {
  events: describeApi(everyRoute, url),
  legacy: describeLegacyApi(legacyRoutes, requireEdition('1.0'), url),
  wallet: describeWallet(routes, url),
}

test.each(Object.entries(documents))('%s: every operation is in one group, with a call of its own', (_name, made) => {
  const api = made as unknown as OpenApi
  const shown = operationsByTag(api).flatMap(({ operations }) => operations)
  const all = Object.values(api.paths).flatMap((methods) => Object.keys(methods))
  expect(shown.length).toBe(all.length)
  for (const operation of shown) {
    const call = curlOf(operation, { url, headers: '-H KEY' })
    expect(call).toMatch(/^curl -s/)
    expect(call).not.toMatch(/undefined|\[object|[{]\w+[}]/)
    expect(call.includes('-H KEY')).toBe(operation.security?.length !== 0)
  }
})
