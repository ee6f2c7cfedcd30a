/** The description of the wallet's contract in OpenAPI 3.1, made of what its routes declare. */
import { z } from 'zod'
import {
  componentSchemas,
  header,
  inputSchema,
  jsonContent,
  pathParameters,
  pathTemplate,
  refTo,
  type Json,
} from '@/app/_lib/openapi'
import { codes, type Code } from './codes'
import { error, schemas } from './schemas'
import type { Route } from './serve'

export function describeWallet(routes: readonly Route[], publicUrl: string): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = `/${pathTemplate(route.path)}`
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describe(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Wallet API',
      version: '1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'Credentials for phones, and what tells whether one is good. Closed to phones until an owner opens it under ' +
        'Settings, Wallet. On the bare address `main` is the tenant.',
    },
    servers: [
      { url: `${publicUrl}/v1` },
      { url: `${publicUrl}/t/{tenant}/v1`, variables: { tenant: { default: 'main' } } },
    ],
    tags: [{ name: 'wallet' }, { name: 'credentials' }, { name: 'documents' }],
    paths,
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic', description: 'Key and secret of a client.' },
      },
      schemas: componentSchemas(schemas),
    },
  }
}

/** Of every call, and of those that bring something. */
const common: Code[] = ['not_found', 'internal']
const ofBody: Code[] = ['json_invalid', 'too_large', 'invalid_input']
const ofClient: Code[] = ['unauthenticated', 'forbidden', 'request_quota_reached']

/** What each may refuse with: for a wallet, whatever is wrong with pictures, key and person too. */
export function refusalsOf({ caller, takes }: Route): Code[] {
  if (caller === 'anyone') return common
  if (caller === 'client') return [...common, ...ofClient, ...(takes ? ofBody : []), 'picture_refused', 'busy']
  return (Object.keys(codes) as Code[]).filter((code) => code !== 'method_not_allowed')
}

function describe(route: Route): Json {
  const { method, path, caller, summary, takes, answers } = route
  const template = pathTemplate(path)
  const refusals = refusalsOf(route)
  const statuses = [...new Set(refusals.map((code) => codes[code][0]))].sort()
  const isWallets = typeof caller === 'object'
  return {
    operationId: `${method.toLowerCase()}_${path.replaceAll(/\W+/g, '_').replaceAll(/^_|_$/g, '')}`,
    tags: [isWallets ? 'wallet' : path.startsWith('credentials') || takes ? 'credentials' : 'documents'],
    summary,
    ...(isWallets && {
      description: 'A phone needs no key; where a client brings its own, it is counted as that client.',
    }),
    // Neither of the two, or a client.
    security: caller === 'anyone' ? [] : isWallets ? [{}, { basic: [] }] : [{ basic: [] }],
    parameters: [
      ...pathParameters(template),
      ...(takes && isWallets ? [header('Idempotency-Key', false, 'Makes a repeat within 24 hours harmless.')] : []),
    ],
    ...(takes && { requestBody: { required: true, content: jsonContent(inputSchema(takes)) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, schema]) => [
          status,
          { description: words[status], ...(schema && { content: jsonContent(refTo(schemas, schema)) }) },
        ]),
      ),
      ...Object.fromEntries(
        statuses.map((status) => [
          String(status),
          {
            description: refusals.filter((code) => codes[code][0] === status).join(', '),
            content: jsonContent(refTo(schemas, error)),
          },
        ]),
      ),
    },
  }
}

const words: Record<string, string> = { 200: 'As asked for.', 201: 'Made.', 304: 'As it was.' }

/** Holds an answer against what is described here. @throws Error that says what differs */
export function assertDescribed(route: Route, status: number, body: unknown): void {
  if (status >= 400) {
    const told = error.parse(body)
    if (!refusalsOf(route).includes(told.code)) throw new Error(`${route.path} is not said to refuse with ${told.code}`)
    return
  }
  const schema = route.answers[status]
  if (schema === undefined) throw new Error(`${route.path} is not said to answer ${status}`)
  const strict = schema instanceof z.ZodObject && !schema.def.catchall ? schema.strict() : schema
  strict?.parse(body)
}
