/** An OpenAPI document as far as the reference shows it, and how its schemas read in words. */

export interface Schema {
  $ref?: string
  type?: string
  format?: string
  description?: string
  enum?: unknown[]
  const?: unknown
  default?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
}

export interface Parameter {
  name: string
  in: string
  required?: boolean
  description?: string
  schema: Schema
}

interface Content {
  [type: string]: { schema?: Schema }
}

export interface Operation {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  security?: object[]
  parameters?: Parameter[]
  requestBody?: { required?: boolean; content: Content }
  responses: Record<string, { description: string; content?: Content }>
}

export interface OpenApi {
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  tags: { name: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas?: Record<string, Schema> }
}

export interface Described extends Operation {
  path: string
  method: string
}

/** In the order of the tags, and of the paths within one. */
export function operationsByTag({ tags, paths }: OpenApi): { tag: string; operations: Described[] }[] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() })),
  )
  return tags.map(({ name }) => ({ tag: name, operations: all.filter((one) => one.tags.includes(name)) }))
}

export const refName = (ref: string) => ref.split('/').at(-1)!

/** `anyOf` with null, as the schemas write what may be null. */
export function withoutNull(schema: Schema): { schema: Schema; isNullable: boolean } {
  const parts = schema.anyOf?.filter(({ type }) => type !== 'null')
  if (!parts || parts.length === schema.anyOf!.length) return { schema, isNullable: false }
  const { anyOf: _parts, ...rest } = schema
  return { schema: parts.length === 1 ? { ...rest, ...parts[0] } : { ...rest, anyOf: parts }, isNullable: true }
}

const formats: Record<string, string> = {
  'date-time': 'time, RFC 3339',
  uuid: 'UUID',
  email: 'e-mail address',
  uri: 'address',
  binary: 'file',
}

/** What a value is, in a few words; what is inside of an object stands below it. */
export function typeWords({ type, format, enum: values, const: constant }: Schema): string {
  if (constant !== undefined) return `always ${JSON.stringify(constant)}`
  if (values) return 'one of'
  if (format && formats[format]) return formats[format]
  return (
    { object: 'object', array: 'list', string: 'text', integer: 'whole number', boolean: 'true or false' }[
      type ?? ''
    ] ??
    type ??
    'any value'
  )
}

/** Bounds and defaults, for people. */
export function limitWords(schema: Schema): string {
  const { minimum, maximum, maxLength, minItems, maxItems, default: given } = schema
  const words = [
    minimum !== undefined && maximum !== undefined && `${minimum} to ${maximum}`,
    minimum !== undefined && maximum === undefined && `at least ${minimum}`,
    minimum === undefined && maximum !== undefined && `at most ${maximum}`,
    maxLength !== undefined && `at most ${maxLength} characters`,
    maxItems !== undefined && `${minItems ?? 0} to ${maxItems} items`,
    given !== undefined && `${JSON.stringify(given)} unless given`,
  ]
  return words.filter(Boolean).join(', ')
}
