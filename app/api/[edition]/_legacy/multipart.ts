/**
 * The parts of a multipart body as bytes. A library reads them, because clients of every age spell a part's header in their own
 * way; undici's parser, Node's own, takes one spelling only.
 */
import { Busboy } from '@fastify/busboy'

export interface Part {
  name: string
  bytes: Uint8Array
  /** A file name was sent, be it empty. */
  isFile: boolean
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

const types = new WeakMap<Uint8Array, string>()

function typed(bytes: Uint8Array, type: string): Uint8Array {
  types.set(bytes, type.toLowerCase())
  return bytes
}

/** What its sender says that these bytes of a part are, without parameters; empty for bytes that came another way. */
export const partType = (bytes: Uint8Array): string => types.get(bytes) ?? ''

/** More parts than any client has a use for; how large one may be, the body's own limit says. */
const limits = { parts: 100, headerPairs: 32, headerSize: 16 * 1024 }

/** @throws Error for a body that is not whole, a part without a name, and too many parts */
export function readParts(body: Uint8Array, boundary: string): Promise<Part[]> {
  // A form that nothing was put into, which the library takes for one that was cut off.
  if (body.length < boundary.length + 16 && text(body).trim() === `--${boundary}--`) return Promise.resolve([])
  return new Promise((resolve, reject) => {
    const parts: { name: string; isFile: boolean; type: string; chunks: Uint8Array[] }[] = []
    const parser = new Busboy({
      headers: { 'content-type': `multipart/form-data; boundary="${boundary}"` },
      // Text comes as bytes too: the library would put U+FFFD in place of what is no UTF-8.
      isPartAFile: () => true,
      limits,
    })
    parser.on('file', (name: string | undefined, stream, filename: string | undefined, _encoding, type: string) => {
      stream.on('error', reject)
      if (!name) return void parser.destroy(new Error('A part has no name.'))
      const chunks: Uint8Array[] = []
      stream.on('data', (chunk: Uint8Array) => chunks.push(chunk))
      parts.push({ name, isFile: filename !== undefined, type, chunks })
    })
    parser.on('partsLimit', () => parser.destroy(new Error('The body has too many parts.')))
    parser.on('error', reject)
    parser.on('finish', () => {
      resolve(
        parts.map(({ name, isFile, type, chunks }) => ({ name, isFile, bytes: typed(Buffer.concat(chunks), type) })),
      )
    })
    parser.end(body)
  })
}
