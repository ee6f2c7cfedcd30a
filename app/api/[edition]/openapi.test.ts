/** The descriptions of both editions name every route there is, and are valid documents. That answers agree, every contract test asks. */
import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test, vi } from 'vitest'
import { codes, type Code } from './_legacy/codes'
import { knows, requireEdition, isIn } from './_legacy/editions'
import { describeLegacy, routes } from './_legacy/testing'

vi.mock('@/app/_lib/context', async () => (await import('./_legacy/testing')).contextModule)

/** Methods that a route answers by itself, rather than refuse. */
async function servedPaths(edition: string): Promise<string[]> {
  const served: string[] = []
  for (const { segments, load } of routes) {
    const path = `/api/${edition}/${segments.join('/').replaceAll(/\[(\w+)\]/g, '{$1}')}`
    // Pictures behind links are served by a handler of their own; the document, by itself.
    if (segments[0] === 'face-images') served.push(`GET ${path}`)
    for (const [method, handler] of Object.entries(await load())) {
      if (handler?.operation && isIn(requireEdition(edition), handler.operation.since)) served.push(`${method} ${path}`)
    }
  }
  return served
}

describeLegacy('openapi.json', (open, edition) => {
  const document = async () => {
    const { call } = await open()
    return (await call('GET', '/openapi.json', {}, null)).body as Described
  }

  test('is valid by the schema of OpenAPI 3.1', async () => {
    const api = await document()
    expect(await new Validator().validate(structuredClone(api) as never)).toEqual({ valid: true })
    expect((await new Validator().validate({ ...structuredClone(api), info: {} } as never)).valid).toBe(false)
  })

  test('names every route and method, and those of the liveness host', async () => {
    const api = await document()
    const described = Object.entries(api.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const host = ['GET /biometrics/status', 'POST /biometrics/liveness', 'POST /biometrics/liveness/challenge']
    expect(described.sort()).toEqual([...(await servedPaths(edition)), ...host].sort())
    expect(described.length).toBeGreaterThan(12)
  })

  test('has each message of the contract, the liveness field of its edition, and pictures in every encoding', async () => {
    const api = await document()
    const text = JSON.stringify(api)
    const isReachable = (code: Code) => code !== 'METHOD_NOT_ALLOWED' && knows(requireEdition(edition), code)
    for (const code of Object.keys(codes) as Code[])
      expect([code, text.includes(`"${code}"`)]).toEqual([code, isReachable(code)])
    const { requestBody } = api.paths[`/api/${edition}/users/find-by-face`]!.post!
    expect(Object.keys(requestBody!.content)).toEqual([
      'multipart/form-data',
      'application/json',
      'application/x-www-form-urlencoded',
    ])
    const { properties, required } = requestBody!.content['multipart/form-data']!.schema
    expect(Object.keys(properties)).toEqual(['photo', edition === '1.0' ? 'liveness' : 'livenessId'])
    expect(required).toEqual(['photo'])
  })

  test('says which pictures a document needs, what takes no files, and which fields came with 1.1', async () => {
    const { paths } = await document()
    const contentOf = (name: string) => paths[`/api/${edition}/document/${name}`]!.post!.requestBody!.content
    const { properties, required } = contentOf('validate')['multipart/form-data']!.schema
    const later = edition === '1.1' ? ['type'] : []
    expect(Object.keys(properties)).toEqual(['front', 'back', 'doctype', 'processId', ...later])
    expect(required).toEqual(['front'])
    for (const [name, content] of ['validate', 'validate-base64'].flatMap((name) => Object.entries(contentOf(name)))) {
      const { front, back, doctype, type } = content.schema.properties as Record<string, Record<string, unknown>>
      expect([name, back!.description]).toEqual([
        name,
        expect.stringMatching(/^Needed unless `doctype` is `passport`\. /),
      ])
      expect(front!.description).not.toContain('Needed')
      expect(doctype).toEqual({
        type: 'string',
        enum: ['idcard', 'passport'],
        description: expect.any(String) as string,
      })
      if (edition === '1.1') expect(type).toMatchObject({ type: 'string', enum: ['regular', 'pooling'] })
    }
    const { parameters } = paths[`/api/${edition}/document/validate`]!.post!
    expect(parameters).toContainEqual(
      expect.objectContaining({ name: 'doctype', schema: { type: 'string', enum: ['idcard', 'passport'] } }),
    )
    expect(contentOf('selfie-compare')['application/json']!.schema.required).toEqual(['photo1', 'photo2'])
    for (const name of ['validate-base64', 'selfie-compare-base64']) {
      expect(Object.keys(contentOf(name))).toEqual(['application/json', 'application/x-www-form-urlencoded'])
    }
    expect(`/api/${edition}/document/pooling` in paths).toBe(edition === '1.1')
    expect(JSON.stringify(paths).includes('"facemap"')).toBe(edition === '1.1')
  })

  test('is told to anyone by GET only, and of no edition that there is not', async () => {
    const { call, fetch } = await open()
    const refused = await call('POST', '/openapi.json')
    expect([refused.http, refused.message, refused.headers.get('allow')]).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
      'GET, HEAD',
    ])
    expect((await fetch('GET', '/api/3.0/openapi.json')).status).toBe(404)
  })
})

interface Described {
  paths: Record<
    string,
    Record<
      string,
      {
        parameters: object[]
        requestBody?: { content: Record<string, { schema: { properties: object; required: string[] } }> }
      }
    >
  >
}
