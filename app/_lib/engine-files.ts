/** Files for the engine in a browser, as they go over the wire: packed once with the first request, in threads of Node's own, and kept, about 19 MB for all. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { BrowserFile } from '@/domain/browser-engine'
import { remember } from './remember'

export interface PackedFile {
  /** A gzip file. */
  packed: Uint8Array
  wholeBytes: number
}

export function readPacked(file: BrowserFile): Promise<PackedFile> {
  const all = remember('engine-files', () => new Map<string, Promise<PackedFile>>())
  const known = all.get(file.sha256)
  if (known) return known
  const packing = pack(file)
  all.set(file.sha256, packing)
  // What failed once is tried again.
  packing.catch(() => all.delete(file.sha256))
  return packing
}

async function pack({ path }: BrowserFile): Promise<PackedFile> {
  const bytes = await readFile(join(process.cwd(), path))
  return { packed: await promisify(gzip)(bytes), wholeBytes: bytes.length }
}
