/** Archives of people for tests of imports. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ZipFile } from 'yazl'

export const sample = (name: string) => readFile(join(import.meta.dirname, '../samples', name))

/** A zip of these files, as a browser's file input takes it. */
export async function archive(name: string, files: Record<string, Uint8Array | string>) {
  const zip = new ZipFile()
  for (const [file, bytes] of Object.entries(files)) zip.addBuffer(Buffer.from(bytes), file)
  zip.end()
  const pieces: Buffer[] = []
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer)
  return { name, mimeType: 'application/zip', buffer: Buffer.concat(pieces) }
}
