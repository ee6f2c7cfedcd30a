/** A call of an operation with curl, made of what the document says that it takes. */
import type { Described, Schema } from './document'
import { withoutNull } from './document'

/** Where the calls go, and what is known of whoever makes them. */
export interface Caller {
  url: string
  /** By which a caller of this API is known, as curl takes them. */
  headers: string
  /** Parts of paths that are the same in each call. */
  known?: Record<string, string>
}

export function curlOf(operation: Described, { url, headers, known = {} }: Caller): string {
  const { method, path, parameters = [], requestBody, security } = operation
  const asked = parameters.filter((one) => one.in === 'query')
  const query = asked
    .filter(({ required }) => required || asked.length === 1)
    .map(({ name, schema }) => `${name}=${String(example(name, schema))}`)
  // What is left to fill in stands in capitals: curl gives braces a meaning of its own.
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => known[name] ?? inCapitals(name))
  const lines = [
    `curl -s${method === 'GET' ? '' : ` -X ${method}`} '${url}${filled}${query.length > 0 ? `?${query.join('&')}` : ''}'`,
  ]
  // Where the operation asks for nobody it says so.
  if (!(security && security.length === 0)) lines.push(headers)
  const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? []
  if (type === undefined) return lines.join(next)
  const body = exampleBody(content?.schema ?? {})
  if (type === 'application/json') lines.push(`-H 'content-type: application/json' -d '${JSON.stringify(body)}'`)
  else {
    // A secret belongs to no address and to no form that a shell remembers.
    if ('grant_type' in body) lines.push('-u "$KEY:$SECRET"')
    const hasFile = Object.values(body).some((value) => String(value).startsWith('@'))
    const flag = type === 'multipart/form-data' && hasFile ? '-F' : '-d'
    lines.push(...Object.entries(body).map(([name, value]) => `${flag} ${name}=${String(value)}`))
  }
  return lines.join(next)
}

const next = ' \\\n  '

const inCapitals = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()

/** What has to be sent; where all may be left out, what shows best how it is done. */
function exampleBody({ properties = {}, required = [] }: Schema): Record<string, unknown> {
  const all = Object.entries(properties)
  const told = all.filter(([name]) => name in words)
  const chosen =
    required.length > 0 ? all.filter(([name]) => required.includes(name)) : told.length > 0 ? told : all.slice(0, 1)
  return Object.fromEntries(chosen.map(([name, schema]) => [name, example(name, schema)]))
}

const words: Record<string, unknown> = {
  selfie: 'data:image/jpeg;base64,…',
  acs_id: 'member-123456',
  zone_id: 'FACILITY_ID',
  start_time: '2027-01-01T18:00:00Z',
  end_time: '2027-01-01T23:00:00Z',
  url: 'https://example.org/hook',
  grant_type: 'client_credentials',
  mac_address: '00:0a:95:9d:68:16',
  biometrics: ['BASE64'],
  image: 'BASE64',
  reference_id: 'first',
}

function example(name: string, given: Schema): unknown {
  const { schema } = withoutNull(given)
  if (name in words) return words[name]
  if (schema.const !== undefined) return schema.const
  if (schema.default !== undefined) return schema.default
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf) return example(name, schema.anyOf[0]!)
  if (schema.type === 'object') {
    const required = Object.entries(schema.properties ?? {}).filter(([field]) => schema.required?.includes(field))
    return Object.fromEntries(required.map(([field, one]) => [field, example(field, one)]))
  }
  if (schema.type === 'array') return [example(name.replace(/s$/, ''), schema.items ?? {})]
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1
  if (schema.type === 'boolean') return true
  return schema.format === 'binary' ? '@face.jpg' : inCapitals(name)
}
