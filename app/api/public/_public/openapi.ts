/**
 * The description of this API in OpenAPI 3.1, made of the declarations that the handlers run: paths, methods, statuses, and the very
 * schemas that bodies and queries are checked with. Nobody writes it, so that it cannot fall behind.
 */
import {
  componentSchemas,
  header,
  inputSchema,
  jsonContent,
  pathParameters,
  pathTemplate,
  queryParameters,
  refTo,
  type Json,
} from '@/app/_lib/openapi'
import { describeRealms, realmSchemas } from '@/app/auth/realms/_oauth/describe'
import { BODY_BYTES, budgets, codes, SELFIE_BODY_BYTES, type Code } from './codes'
import type { Handler, Method, Operation } from './events-api'
import { error, schemas } from './schemas'

/** A route below `/api/public/`, and its handlers. */
export type DescribedRoute = readonly [path: string, handlers: Partial<Record<Method, Handler>>]

const words: Record<string, string> = {
  200: 'As asked for.',
  201: 'Made.',
  202: 'Accepted; it goes on.',
  204: 'Done.',
  207: 'An outcome for each item.',
}

/** Which statuses any operation may refuse with; which reasons each has, codes.ts says. */
const everywhere = [400, 401, 403, 404, 409, 413, 422, 429, 500, 503]

export function describeApi(routes: readonly DescribedRoute[], publicUrl: string): Json {
  const paths: Record<string, Json> = {}
  for (const [path, handlers] of routes) {
    const operations = Object.entries(handlers).flatMap(([method, { operation }]) =>
      operation ? [[method.toLowerCase(), describe(path, method, operation)] as const] : [],
    )
    if (operations.length > 0) paths[`/api/public/${pathTemplate(path)}`] = Object.fromEntries(operations)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Events API',
      version: '1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'Enrolment, events, members and what happens at the doors. A biometric “no” is an answer, not an error: a selfie ' +
        'that is not taken is a 201 with its verdict. Fields may be added to answers; none will be taken away.',
    },
    servers: [{ url: publicUrl }],
    tags: [...new Set(['token', ...routes.map(([path]) => tagOf(path))])].map((name) => ({ name })),
    security: [{ token: [] }],
    paths: { ...describeRealms(), ...paths },
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: `From POST ${publicUrl}/auth/realms/{tenant}/protocol/openid-connect/token by client credentials.`,
        },
      },
      headers: answerHeaders,
      schemas: { ...componentSchemas(schemas), ...componentSchemas(realmSchemas) },
    },
  }
}

const told = (description: string, type = 'string') => ({ description, schema: { type } })

const answerHeaders = {
  'X-Request-Id': told('Names this call in the log of the bureau.'),
  'RateLimit-Limit': told('How many calls of this kind the tenant may make at once.', 'integer'),
  'RateLimit-Remaining': told('How many are left.', 'integer'),
  'RateLimit-Reset': told('In how many seconds all of them are there again.', 'integer'),
  'Retry-After': told('Seconds to wait before trying again.', 'integer'),
  'WWW-Authenticate': told('What is wrong with the token (RFC 6750).'),
}

const sent = (...names: (keyof typeof answerHeaders)[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
const rated = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'] as const

/** `webhook-deliveries` are a part of `webhooks`. */
const tagOf = (path: string) => path.split('/')[0]!.replace('webhook-deliveries', 'webhooks')

function describe(
  path: string,
  method: string,
  { summary, body, query, selfie, answers, files, budget }: Operation,
): Json {
  const template = pathTemplate(path)
  return {
    operationId: `${method.toLowerCase()}_${path.replaceAll(/\W+/g, '_').replace(/_$/, '')}`,
    tags: [tagOf(path)],
    summary,
    description:
      `At most ${budgets[budget].perSecond} a second for the tenant` +
      (body ? `; a body of ${selfie ? SELFIE_BODY_BYTES : BODY_BYTES} bytes.` : '.'),
    parameters: [...pathParameters(template), ...headers(method), ...(query ? queryParameters(query) : [])],
    ...(body && { requestBody: { required: true, content: jsonContent(inputSchema(body)) } }),
    responses: Object.fromEntries([
      ...Object.entries(answers).map(([status, schema]) => [
        status,
        {
          description: words[status],
          headers: sent('X-Request-Id', ...rated),
          ...(schema && { content: jsonContent(refTo(schemas, schema)) }),
          ...(files && { content: Object.fromEntries(files.map((type) => [type, {}])) }),
        },
      ]),
      ...everywhere.map((status) => [String(status), refused(status)]),
    ]),
  }
}

function refused(status: number): Json {
  const more = {
    401: ['WWW-Authenticate'] as const,
    429: ['Retry-After', ...rated] as const,
    503: ['Retry-After'] as const,
  }[status]
  return {
    description: (Object.keys(codes) as Code[]).filter((code) => codes[code][0] === status).join(', '),
    headers: sent('X-Request-Id', ...(more ?? [])),
    content: jsonContent(refTo(schemas, error)),
  }
}

function headers(method: string): Json[] {
  return [
    header('x-dasgate-tenant-id', true, 'The tenant, which is the realm of the token.'),
    header('x-api-key', false, 'The key of the client behind the token.'),
    header('X-Veridas-RTag', false, 'A string of the caller’s own, of at most 64 ASCII characters; comes back.'),
    ...(method === 'POST' ? [header('Idempotency-Key', false, 'Makes a repeat within 24 hours harmless.')] : []),
  ]
}
