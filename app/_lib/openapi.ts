/** Zod schemas as the parts of an OpenAPI 3.1 document. */
import { z } from 'zod'

export type Json = Record<string, unknown>

/** Schemas that a document keeps under names of their own. */
export type NamedSchemas = ReturnType<typeof z.registry<{ id: string }>>

export const named =
  (schemas: NamedSchemas) =>
  <Schema extends z.ZodType>(id: string, schema: Schema): Schema => {
    schemas.add(schema, { id })
    return schema
  }

const place = (id: string) => `#/components/schemas/${id}`

/** A format says it all, and so do a list of words and an integer that has no bounds of its own. */
const override = ({ jsonSchema }: { jsonSchema: Json }) => {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern
  if (jsonSchema.enum !== undefined) delete jsonSchema.anyOf
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
}

const options = { unrepresentable: 'any', override } as const

/** As callers send it. */
export function inputSchema(schema: z.ZodType): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { ...options, io: 'input' })
  return rest
}

/** As callers read it. */
export function outputSchema(schema: z.ZodType): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { ...options, io: 'output' })
  return tolerant(rest) as Json
}

/** `components.schemas` */
export function componentSchemas(schemas: NamedSchemas): Record<string, Json> {
  const made = z.toJSONSchema(schemas, { ...options, io: 'output', uri: place })
  return Object.fromEntries(
    Object.entries(made.schemas).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [
      id,
      tolerant(schema) as Json,
    ]),
  )
}

/** Callers tolerate fields that they do not know: more may come. */
function tolerant(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tolerant)
  if (typeof value !== 'object' || value === null) return value
  const { additionalProperties, ...rest } = value as Json
  const kept = additionalProperties === undefined || additionalProperties === false ? {} : { additionalProperties }
  return Object.fromEntries(Object.entries({ ...rest, ...kept }).map(([key, one]) => [key, tolerant(one)]))
}

/** A reference to a schema that has a name. @throws Error for one that has none */
export function refTo(schemas: NamedSchemas, schema: z.ZodType): Json {
  const id = schemas.get(schema)?.id
  if (id === undefined) throw new Error('A schema of an answer has no name.')
  return { $ref: place(id) }
}

export const jsonContent = (schema: Json) => ({ 'application/json': { schema } })

/** `[id]` of a folder's name, `:id` of a route's, as OpenAPI writes it. */
export const pathTemplate = (path: string) => path.replaceAll(/\[(\w+)\]|:(\w+)/g, (_all, a, b) => `{${a ?? b}}`)

export const pathParameters = (template: string): Json[] =>
  [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))

export const header = (name: string, required: boolean, description: string): Json => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' },
})

/** Every field of an object's schema as a parameter of the query. */
export function queryParameters(query: z.ZodType): Json[] {
  const { properties = {}, required = [] } = inputSchema(query) as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  }))
}

/** Of an address that serves a document: any page may read it, because it holds nothing of anybody's. */
export const documentHeaders = {
  'cache-control': 'no-cache',
  'x-content-type-options': 'nosniff',
  'access-control-allow-origin': '*',
}
