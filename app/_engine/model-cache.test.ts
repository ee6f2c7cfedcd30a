import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { beforeEach, expect, test, vi } from 'vitest'
import { addressOf } from './address'
import { openFiles } from './model-cache'

const named = (file: string, content: string) => ({
  file,
  sha256: createHash('sha256').update(content).digest('hex'),
  path: '',
  content,
})
const net = named('net.onnx', 'a net of many numbers')
const wasm = named('runtime.wasm', 'code')
const files = [net, wasm]

/** As Cache Storage behaves, as far as it is used. */
class MemoryCache {
  readonly held = new Map<string, Uint8Array<ArrayBuffer>>()
  isFull = false
  keys = async () => [...this.held.keys()].map((path) => ({ url: `https://limen.example${path}` }))
  match = async (path: string) => (this.held.has(path) ? new Response(this.held.get(path)) : undefined)
  delete = async (given: string | { url: string }) =>
    this.held.delete(typeof given === 'string' ? given : new URL(given.url).pathname)
  async put(path: string, response: Response) {
    if (this.isFull) throw new DOMException('full', 'QuotaExceededError')
    this.held.set(path, new Uint8Array(await response.arrayBuffer()))
  }
}

let cache: MemoryCache
let fetched: string[]
let served: (path: string) => Response

beforeEach(() => {
  cache = new MemoryCache()
  fetched = []
  served = (path) => {
    const { content } = files.find((one) => addressOf(one) === path)!
    return new Response(gzipSync(content), { headers: { 'x-whole-bytes': String(content.length) } })
  }
  vi.stubGlobal('caches', { open: async () => cache })
  vi.stubGlobal('fetch', async (path: string) => {
    fetched.push(path)
    return served(path)
  })
  return () => vi.unstubAllGlobals()
})

const open = async (onProgress = (_: object) => {}) => {
  const opened = await openFiles(files, files, onProgress)
  return files.map(({ file }) => new TextDecoder().decode(opened.get(file)))
}
const contents = files.map(({ content }) => content)

test('files are fetched once, and told of as they come', async () => {
  const told: object[] = []
  expect(await open((progress) => told.push(progress))).toEqual(contents)
  const allBytes = contents.join('').length
  expect(told.at(-1)).toEqual({ loadedBytes: allBytes, allBytes })
  expect(await open()).toEqual(contents)
  expect(fetched).toEqual(files.map(addressOf))
})

test('what was changed in the cache is fetched anew, and what is of another version goes', async () => {
  await open()
  cache.held.set(addressOf(net), new TextEncoder().encode('a net of other numbers'))
  cache.held.set('/engine/old/net.onnx.gz', new Uint8Array(3))
  expect(await open()).toEqual(contents)
  expect(fetched).toEqual([...files.map(addressOf), addressOf(net)])
  expect([...cache.held.keys()].sort()).toEqual(files.map(addressOf).sort())
})

test('where there is no room the engine works all the same', async () => {
  cache.isFull = true
  expect(await open()).toEqual(contents)
  expect(cache.held.size).toBe(0)
})

test.each([
  ['does not answer', 'unreachable', () => Promise.reject(new TypeError('fetch failed'))],
  ['has not the file', 'unreachable', () => new Response('There is no such file.', { status: 404 })],
  ['stops halfway', 'unreachable', () => new Response(gzipSync(net.content).subarray(0, 12))],
  ['sends another file', 'damaged', () => new Response(gzipSync('something else'))],
] as [string, string, () => Response][])(
  'a server that %s is told of, and nothing is kept',
  async (_, code, answer) => {
    served = answer
    await expect(open()).rejects.toThrow(expect.objectContaining({ name: 'EngineUnavailable', code }))
    expect(cache.held.size).toBe(0)
  },
)
