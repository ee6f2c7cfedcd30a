/** Files for the engine in a browser, as they go over the wire: packed once with the first request, in threads of Node's own, and kept, about 17 MB for all. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import type { BrowserFile } from '@/domain/browser-engine'
import { remember } from './remember'

/** Of 0..11: beyond it nothing shrinks by more than a twentieth, and packing takes several times as long. */
const quality = 5

export interface EngineFile {
  bytes: Uint8Array
  /** Before packing. */
  wholeBytes: number
}

export async function readEngineFile({ path }: BrowserFile): Promise<EngineFile> {
  const bytes = await readFile(join(process.cwd(), path))
  return { bytes, wholeBytes: bytes.length }
}

export function readPacked(file: BrowserFile): Promise<EngineFile> {
  const all = remember('engine-files', () => new Map<string, Promise<EngineFile>>())
  const known = all.get(file.sha256)
  if (known) return known
  const packing = pack(file)
  all.set(file.sha256, packing)
  // What failed once is tried again.
  packing.catch(() => all.delete(file.sha256))
  return packing
}

async function pack(file: BrowserFile): Promise<EngineFile> {
  const { bytes, wholeBytes } = await readEngineFile(file)
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: wholeBytes }
  return { bytes: await promisify(brotliCompress)(bytes, { params }), wholeBytes }
}
