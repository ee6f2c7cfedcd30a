/** The realms in OpenAPI 3.1, as a part of the events API's document: a token opens that API. The contract tests hold answers against it. */
import { z } from 'zod'
import { jsonContent, named, pathParameters, refTo, type Json, type NamedSchemas } from '@/app/_lib/openapi'
import { realmRoutes } from './routes'
import { statuses } from './serve'

export const realmSchemas: NamedSchemas = z.registry<{ id: string }>()
const name = named(realmSchemas)

export const tokenAnswer = name(
  'Token',
  z.object({
    access_token: z.string().describe('A JWT, signed with ES256 by a key of `jwks_uri`.'),
    expires_in: z.literal(300).describe('Seconds.'),
    refresh_token: z.string().optional().describe('Where the scope `offline_access` was asked for.'),
    refresh_expires_in: z.int().optional(),
    token_type: z.literal('bearer'),
    'not-before-policy': z.literal(0),
    session_state: z.string(),
    scope: z.string(),
  }),
)

const keySet = name('KeySet', z.object({ keys: z.array(z.record(z.string(), z.unknown())) }))

const discovery = name(
  'Discovery',
  z
    .object({
      issuer: z.url(),
      token_endpoint: z.url(),
      jwks_uri: z.url(),
      grant_types_supported: z.array(z.string()),
      token_endpoint_auth_methods_supported: z.array(z.string()),
      scopes_supported: z.array(z.string()),
    })
    .catchall(z.unknown()),
)

export const oauthError = name(
  'OauthError',
  z.object({ error: z.enum(Object.keys(statuses) as [string, ...string[]]), error_description: z.string() }),
)

const words: Record<string, { operationId: string; summary: string; description?: string; answer: z.ZodType }> = {
  'protocol/openid-connect/token': {
    operationId: 'post_token',
    summary: 'Gives a token for a client’s key and secret, or for a refresh token.',
    description:
      'The secret may come in the body, or with the key by HTTP Basic. At most 5 a second for the tenant. ' +
      'A token is good for five minutes; the client behind it is looked at at each use, so that revoking it works at once.',
    answer: tokenAnswer,
  },
  'protocol/openid-connect/certs': {
    operationId: 'get_certs',
    summary: 'The public keys that sign the tokens of this tenant.',
    answer: keySet,
  },
  '.well-known/openid-configuration': {
    operationId: 'get_openid_configuration',
    summary: 'Discovery: where everything of this realm is.',
    answer: discovery,
  },
}

const form: Json = {
  type: 'object',
  required: ['grant_type'],
  properties: {
    grant_type: { type: 'string', enum: ['client_credentials', 'refresh_token'] },
    client_id: { type: 'string', description: 'The key of a client.' },
    client_secret: { type: 'string' },
    scope: { type: 'string', description: '`roles` for all that the client may do, or some of its scopes.' },
    refresh_token: { type: 'string' },
  },
}

/** @throws Error for a route that nobody has described */
export function describeRealms(): Record<string, Json> {
  return Object.fromEntries(
    realmRoutes.map(({ method, path }) => {
      const { answer, ...told } = words[path] ?? missing(path)
      const template = `/auth/realms/{tenant}/${path}`
      const operation = {
        ...told,
        tags: ['token'],
        security: [],
        parameters: pathParameters(template),
        ...(method === 'POST' && {
          requestBody: { required: true, content: { 'application/x-www-form-urlencoded': { schema: form } } },
        }),
        responses: {
          200: { description: 'As asked for.', content: jsonContent(refTo(realmSchemas, answer)) },
          ...Object.fromEntries(refusals(method).map((status) => [status, refused(status)])),
        },
      }
      return [template, { [method.toLowerCase()]: operation }]
    }),
  )
}

const missing = (path: string): never => {
  throw new Error(`Nobody has described ${path}.`)
}

const refusals = (method: string) => (method === 'POST' ? [400, 401, 404, 429, 500] : [404, 500])

const refused = (status: number) => ({
  description: Object.entries(statuses)
    .filter(([, of]) => of === status)
    .map(([error]) => error)
    .join(', '),
  content: jsonContent(refTo(realmSchemas, oauthError)),
})
