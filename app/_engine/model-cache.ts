/**
 * Files of the engine by their hash, kept by the browser between visits (Cache Storage), so that a terminal loads with the network off.
 * Nothing is used that has not the hash it is asked for by: what somebody changed in the cache is fetched anew.
 */
import type { BrowserFile } from '@/engines/browser-files'
import { addressOf, wholeBytesHeader } from './address'
import { EngineUnavailable } from './failures'

/** Bytes of all files asked for, unpacked. */
export interface Progress {
  loadedBytes: number
  allBytes: number
}

const cacheName = 'limen-engine'

/**
 * @param known every file of this version: what else is kept belongs to an older one and is dropped
 * @throws EngineUnavailable
 */
export async function openFiles<File extends BrowserFile>(
  wanted: readonly File[],
  known: readonly BrowserFile[],
  onProgress: (progress: Progress) => void,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const cache = await caches.open(cacheName)
  await dropOthers(cache, known)
  const opened = await Promise.all(wanted.map((file) => openFile(cache, file)))
  const progress = { loadedBytes: 0, allBytes: opened.reduce((sum, { size }) => sum + size, 0) }
  const files = new Map<string, Uint8Array<ArrayBuffer>>()
  const read = async ({ file, read }: Opened) => {
    const bytes = await read((count) => {
      progress.loadedBytes += count
      onProgress({ ...progress })
    })
    files.set(file.file, bytes)
  }
  await Promise.all(opened.map(read))
  return files
}

interface Opened {
  file: BrowserFile
  size: number
  read(onBytes: (count: number) => void): Promise<Uint8Array<ArrayBuffer>>
}

async function openFile(cache: Cache, file: BrowserFile): Promise<Opened> {
  const kept = await keptFile(cache, file)
  if (kept) {
    const read: Opened['read'] = async (onBytes) => {
      onBytes(kept.length)
      return kept
    }
    return { file, size: kept.length, read }
  }
  const response = await fetch(addressOf(file)).catch((cause: unknown) => unreachable(file, cause))
  if (!response.ok || !response.body) unreachable(file, new Error(`The server answered ${response.status}.`))
  const { body, headers } = response
  const read: Opened['read'] = async (onBytes) => {
    const whole = body.pipeThrough(new DecompressionStream('gzip'))
    const bytes = await readAll(whole, onBytes).catch((cause: unknown) => unreachable(file, cause))
    if ((await hashOf(bytes)) !== file.sha256) {
      throw new EngineUnavailable('damaged', `${file.file} did not arrive as it is on the server. Try again.`)
    }
    await keep(cache, file, bytes)
    return bytes
  }
  return { file, size: Number(headers.get(wholeBytesHeader) ?? 0), read }
}

async function keptFile(cache: Cache, file: BrowserFile): Promise<Uint8Array<ArrayBuffer> | null> {
  const response = await cache.match(addressOf(file))
  if (!response) return null
  const bytes = new Uint8Array(await response.arrayBuffer())
  if ((await hashOf(bytes)) === file.sha256) return bytes
  await cache.delete(addressOf(file))
  return null
}

async function keep(cache: Cache, file: BrowserFile, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    await cache.put(addressOf(file), new Response(bytes))
  } catch (error) {
    // No room: the engine works all the same, and fetches this file again next time.
    if (!(error instanceof DOMException && error.name === 'QuotaExceededError')) throw error
  }
}

async function dropOthers(cache: Cache, known: readonly BrowserFile[]): Promise<void> {
  const addresses = new Set(known.map(addressOf))
  for (const request of await cache.keys()) {
    if (!addresses.has(new URL(request.url).pathname)) await cache.delete(request)
  }
}

async function readAll(body: ReadableStream<Uint8Array>, onBytes: (count: number) => void) {
  const parts: Uint8Array<ArrayBuffer>[] = []
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer())
    parts.push(value as Uint8Array<ArrayBuffer>)
    onBytes(value.length)
  }
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function unreachable(file: BrowserFile, cause: unknown): never {
  throw new EngineUnavailable('unreachable', `${file.file} cannot be fetched from the bureau.`, { cause })
}
