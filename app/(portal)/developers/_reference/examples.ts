/** A call of an operation with curl, made of what the document says that it takes. */
import type { Described, Schema } from './document'
import { withoutNull } from './document'

/** @param headers by which the caller of this API is known, as curl takes them */
export function curlOf(
  { method, path, parameters = [], requestBody, security }: Described,
  url: string,
  headers: string,
): string {
  const required = parameters.filter((one) => one.in === 'query' && one.required)
  const query = required.map(({ name, schema }) => `${name}=${String(example(name, schema))}`).join('&')
  const address = `${url}${path}${query && `?${query}`}`
  const lines = [`curl -s${method === 'GET' ? '' : ` -X ${method}`} '${address}'`]
  // Where the operation asks for nobody it says so.
  if (!(security && security.length === 0)) lines.push(headers)
  const [[type, { schema = {} }] = ['', {}]] = Object.entries(requestBody?.content ?? {})
  if (type === 'application/json') {
    lines.push(`-H 'content-type: application/json' -d '${JSON.stringify(example('', schema))}'`)
  } else if (type !== '') {
    const fields = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name))
    // Of several that may all be left out, one shows how it is done.
    const shown = fields.length > 0 ? fields : Object.entries(schema.properties ?? {}).slice(0, 1)
    const flag = type === 'multipart/form-data' && shown.some(([, { format }]) => format === 'binary') ? '-F' : '-d'
    lines.push(shown.map(([name, one]) => `${flag} ${name}=${String(example(name, one))}`).join(' '))
  }
  return lines.join(' \\\n  ')
}

const words: Record<string, unknown> = {
  selfie: 'data:image/jpeg;base64,…',
  acs_id: 'member-123456',
  zone_id: 'FACILITY_ID',
  start_time: '2027-01-01T18:00:00Z',
  end_time: '2027-01-01T23:00:00Z',
  url: 'https://example.org/hook',
  grant_type: 'client_credentials',
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
  return schema.format === 'binary' ? '@face.jpg' : name.toUpperCase()
}
