/**
 * The description of this API in OpenAPI 3.1, made of the declarations that the handlers run: paths, methods, statuses, and the very
 * schemas that bodies and queries are checked with. Nobody writes it, so that it cannot fall behind.
 */
import { z } from 'zod'
import { BODY_BYTES, budgets, codes, SELFIE_BODY_BYTES, verdicts, type Code } from './codes'
import type { Handler, Method, Operation } from './events-api'

/** A route below `/api/public/`, and its handlers. */
export type DescribedRoute = readonly [path: string, handlers: Partial<Record<Method, Handler>>]

type Json = Record<string, unknown>

const schemaOf = (schema: z.ZodType): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return rest
}

const words: Record<number, string> = {
  200: 'As asked for.',
  201: 'Made.',
  202: 'Accepted; it goes on.',
  204: 'Done.',
  207: 'An outcome for each item.',
}

/** Which reasons an operation may answer: those of its status that every call may meet, and those of what it is about. */
const everywhere = [400, 401, 403, 404, 409, 413, 422, 429, 500, 503] as const

export function describeApi(routes: readonly DescribedRoute[], publicUrl: string): Json {
  const paths: Record<string, Json> = {}
  for (const [path, handlers] of routes) {
    const operations = Object.entries(handlers).flatMap(([method, { operation }]) =>
      operation ? [[method.toLowerCase(), describe(path, method, operation)] as const] : [],
    )
    if (operations.length > 0)
      paths[`/api/public/${path.replaceAll(/\[(\w+)\]/g, '{$1}')}`] = Object.fromEntries(operations)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Events API',
      version: '1',
      description: 'Enrolment, events, members and what happens at the doors.',
    },
    servers: [{ url: publicUrl }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: `From POST ${publicUrl}/auth/realms/{tenant}/protocol/openid-connect/token by client credentials.`,
        },
      },
      schemas: {
        Error: {
          type: 'object',
          required: ['reason', 'message', 'request_id'],
          properties: {
            reason: { type: 'string', enum: Object.keys(codes) },
            message: { type: 'string' },
            details: { type: 'object' },
            errors: {
              type: 'array',
              items: {
                type: 'object',
                required: ['field', 'code', 'message'],
                properties: { field: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
              },
            },
            request_id: { type: 'string' },
          },
        },
        Verdict: { type: 'string', enum: [...verdicts] },
      },
    },
  }
}

function describe(path: string, method: string, { summary, body, query, selfie, statuses, budget }: Operation): Json {
  const failing = [...everywhere, ...(statuses.length === 0 ? [codes.not_offered[0]] : [])]
  return {
    operationId: `${method.toLowerCase()}_${path.replaceAll(/\W+/g, '_').replace(/_$/, '')}`,
    summary,
    description:
      `At most ${budgets[budget].perSecond} a second for the tenant` +
      (body ? `; a body of ${selfie ? SELFIE_BODY_BYTES : BODY_BYTES} bytes.` : '.'),
    parameters: [...pathParameters(path), ...headers(method), ...(query ? queryParameters(query) : [])],
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } } }),
    responses: Object.fromEntries([
      ...statuses.map((status) => [String(status), { description: words[status] }]),
      ...failing.map((status) => [
        String(status),
        {
          description: reasonsOf(status).join(', '),
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
        },
      ]),
    ]),
  }
}

const reasonsOf = (status: number) => (Object.keys(codes) as Code[]).filter((code) => codes[code][0] === status)

const pathParameters = (path: string) =>
  [...path.matchAll(/\[(\w+)\]/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))

function headers(method: string): Json[] {
  const header = (name: string, required: boolean, description: string) => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  })
  return [
    header('x-dasgate-tenant-id', true, 'The tenant, which is the realm of the token.'),
    header('x-api-key', false, 'The key of the client behind the token.'),
    header('X-Veridas-RTag', false, 'A string of the caller’s own, of at most 64 ASCII characters; comes back.'),
    ...(method === 'POST' ? [header('Idempotency-Key', false, 'Makes a repeat within 24 hours harmless.')] : []),
  ]
}

function queryParameters(query: z.ZodType): Json[] {
  const { properties = {}, required = [] } = schemaOf(query) as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}
