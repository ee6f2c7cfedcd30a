import { createHash } from 'node:crypto'
import { brotliDecompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { browserFiles } from '@/domain/browser-engine'
import { GET } from './route'

const ask = (sha256: string, file: string, headers = {}) =>
  GET(new Request(`https://limen.example/engine/${sha256}/${file}`, { headers }), {
    params: Promise.resolve({ sha256, file }),
  })
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer())
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

test.each(browserFiles)('gives $file as its hash says, packed or whole, for ever', async ({ sha256, file }) => {
  const [whole, packed] = [await ask(sha256, file), await ask(sha256, file, { 'accept-encoding': 'gzip, br' })]
  const [bytes, fewer] = [await bytesOf(whole), await bytesOf(packed)]
  expect(hashOf(bytes)).toBe(sha256)
  expect(hashOf(brotliDecompressSync(fewer))).toBe(sha256)
  expect(fewer.length).toBeLessThan(bytes.length)
  for (const [response, length] of [
    [whole, bytes.length],
    [packed, fewer.length],
  ] as const) {
    const { headers } = response
    expect(headers.get('content-length')).toBe(String(length))
    expect(headers.get('x-whole-bytes')).toBe(String(bytes.length))
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable, no-transform')
    expect(headers.get('vary')).toBe('accept-encoding')
  }
  expect([whole.headers.get('content-encoding'), packed.headers.get('content-encoding')]).toEqual([null, 'br'])
})

test('names the kinds that a browser insists on', async () => {
  const typeOf = async (name: string) => {
    const { sha256, file } = browserFiles.find((one) => one.file.endsWith(name))!
    return (await ask(sha256, file)).headers.get('content-type')
  }
  expect(await typeOf('.wasm')).toBe('application/wasm')
  expect(await typeOf('.mjs')).toBe('text/javascript; charset=utf-8')
  expect(await typeOf('.onnx')).toBe('application/octet-stream')
})

const [{ sha256, file }, other] = [browserFiles[0]!, browserFiles[1]!]
test.each([
  ['another file of that name', 'a'.repeat(64), file],
  ['a file under the hash of another', other.sha256, file],
  ['a file that browsers have no use for', sha256, 'speaker.onnx'],
  ['what lies outside', sha256, '../package.json'],
])('knows nothing of %s', async (_, hash, name) => {
  const response = await ask(hash, name)
  expect([response.status, await response.text()]).toEqual([404, 'There is no such file.\n'])
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store')
})
