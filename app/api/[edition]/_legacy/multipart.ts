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

/** More parts than any client has a use for; how large one may be, the body's own limit says. */
const limits = { parts: 100, headerPairs: 32, headerSize: 16 * 1024 }

/** @throws Error for a body that is not whole, a part without a name, and too many parts */
export function readParts(body: Uint8Array, boundary: string): Promise<Part[]> {
  return new Promise((resolve, reject) => {
    const parts: { name: string; isFile: boolean; chunks: Uint8Array[] }[] = []
    const parser = new Busboy({
      headers: { 'content-type': `multipart/form-data; boundary="${boundary}"` },
      // Text comes as bytes too: the library would put U+FFFD in place of what is no UTF-8.
      isPartAFile: () => true,
      limits,
    })
    parser.on('file', (name: string | undefined, stream, filename: string | undefined) => {
      stream.on('error', reject)
      if (!name) return void parser.destroy(new Error('A part has no name.'))
      const chunks: Uint8Array[] = []
      stream.on('data', (chunk: Uint8Array) => chunks.push(chunk))
      parts.push({ name, isFile: filename !== undefined, chunks })
    })
    parser.on('partsLimit', () => parser.destroy(new Error('The body has too many parts.')))
    parser.on('error', reject)
    parser.on('finish', () => {
      resolve(parts.map(({ name, isFile, chunks }) => ({ name, isFile, bytes: Buffer.concat(chunks) })))
    })
    parser.end(body)
  })
}
