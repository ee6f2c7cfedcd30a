import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { browserFiles } from '@/domain/browser-engine'
import { GET } from './route'

const ask = (sha256: string, file: string) =>
  GET(new Request(`https://limen.example/engine/${sha256}/${file}`), { params: Promise.resolve({ sha256, file }) })

test.each(browserFiles)('gives $file as its hash says, packed, for ever', async ({ sha256, file }) => {
  const { status, headers, ...response } = await ask(sha256, `${file}.gz`).then(async (answer) => ({
    status: answer.status,
    headers: answer.headers,
    bytes: Buffer.from(await answer.arrayBuffer()),
  }))
  const whole = gunzipSync(response.bytes)
  expect(status).toBe(200)
  expect(createHash('sha256').update(whole).digest('hex')).toBe(sha256)
  expect(response.bytes.length).toBeLessThan(whole.length)
  expect(headers.get('x-whole-bytes')).toBe(String(whole.length))
  expect(headers.get('content-type')).toBe('application/gzip')
  expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
})

const [{ sha256, file }, other] = [browserFiles[0]!, browserFiles[1]!]
test.each([
  ['another file of that name', 'a'.repeat(64), `${file}.gz`],
  ['a file under the hash of another', other.sha256, `${file}.gz`],
  ['a file that is not packed', sha256, file],
  ['a file that browsers have no use for', sha256, 'speaker.onnx.gz'],
  ['what lies outside', sha256, '../package.json.gz'],
])('knows nothing of %s', async (_, hash, name) => {
  const response = await ask(hash, name)
  expect([response.status, await response.text()]).toEqual([404, 'There is no such file.\n'])
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store')
})
