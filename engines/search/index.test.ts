/** The facade over a real worker thread: order of calls, refusals that change nothing, and death that is not hidden. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { SearchStopped } from '../types'
import { createSearchEngine } from './index'
import { SearchRefused } from './refused'
import { noise, normalised, plainScan } from './testing'

const root = fileURLToPath(new URL('../..', import.meta.url))
const stranger = (seed: number, dimension = 128) => normalised(noise(seed, dimension))

let search: ReturnType<typeof createSearchEngine>
beforeEach(() => {
  search = createSearchEngine({ root })
})
afterEach(() => search.close())

/** A root whose worker is this program. */
async function rootWithWorker(program: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'limen-search-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'build'))
  await writeFile(join(folder, 'build', 'search-worker.mjs'), program)
  return folder
}

test('what was put is found, best first, in its own gallery only', async () => {
  const entries = Array.from({ length: 1000 }, (_, row) => ({ id: `id${row}`, vector: stranger(row) }))
  await search.put('one', entries)
  await search.put('two', [{ id: 'other', vector: stranger(7) }])
  const probe = stranger(7)
  const expected = plainScan(
    entries.map(({ id, vector }) => [id, vector]),
    probe,
    10,
    -Infinity,
  )
  expect(expected[0]).toEqual({ id: 'id7', score: expect.closeTo(1) })
  expect(await search.search('one', probe, { limit: 10 })).toEqual(expected)
  expect(await search.search('one', probe, { limit: 10, atLeast: 0.9 })).toEqual(expected.slice(0, 1))
  expect((await search.search('two', probe, { limit: 10 })).map((match) => match.id)).toEqual(['other'])
  expect(await search.search('three', probe, { limit: 10 })).toEqual([])
})

test('everything that was put can be read again, page by page', async () => {
  const entries = Array.from({ length: 1000 }, (_, row) => ({ id: `id${row}`, vector: stranger(row) }))
  await search.put('one', entries)
  await search.remove('one', ['id3', 'id999'])
  const pages = await Promise.all([0, 400, 800, 1200].map((from) => search.read('one', { from, count: 400 })))
  expect(pages.map((page) => page.length)).toEqual([400, 400, 198, 0])
  const byId = new Map(pages.flat().map(({ id, vector }) => [id, vector]))
  expect(byId.size).toBe(998)
  for (const { id, vector } of entries) expect(byId.get(id)).toEqual(['id3', 'id999'].includes(id) ? undefined : vector)
  expect(await search.read('absent', { from: 0, count: 10 })).toEqual([])
})

test('the opposite of the probe is found too, as there is no lowest score by default', async () => {
  const vector = stranger(1)
  await search.put('g', [{ id: 'opposite', vector }])
  const [match] = await search.search(
    'g',
    vector.map((value) => -value),
    { limit: 1 },
  )
  expect(match).toEqual({ id: 'opposite', score: expect.closeTo(-1) })
})

test('calls take effect in the order in which they are made, awaited or not', async () => {
  const probe = stranger(1)
  const done = [
    search.put('g', [{ id: 'a', vector: stranger(1) }]),
    search.size('g'),
    search.put('g', [{ id: 'a', vector: stranger(2) }]),
    search.search('g', probe, { limit: 1, atLeast: 0.9 }),
    search.remove('g', ['a', 'never there']),
    search.size('g'),
    search.put('g', [{ id: 'b', vector: stranger(3, 512) }]),
    search.drop('g'),
    search.size('g'),
    search.put('g', []),
  ]
  expect(await Promise.all(done)).toEqual([
    undefined,
    1,
    undefined,
    [],
    undefined,
    0,
    undefined,
    undefined,
    0,
    undefined,
  ])
})

test('an entry keeps its vector when the caller changes the array afterwards', async () => {
  const vector = stranger(1)
  const put = search.put('g', [{ id: 'a', vector }])
  vector.fill(0)
  await put
  expect(await search.search('g', stranger(1), { limit: 1 })).toEqual([{ id: 'a', score: expect.closeTo(1) }])
})

test.each([
  ['NaN', stranger(1).fill(NaN, 5, 6), 'not finite'],
  ['infinity', stranger(1).fill(Infinity, 5, 6), 'not finite'],
  ['zero', new Float32Array(128), 'a length of 0'],
  ['too long', stranger(1).map((value) => value * 1.01), 'a length of 1.010'],
  ['another dimension', stranger(1, 512), 'one length, here 128 and 512'],
])('a batch with one bad vector (%s) is refused whole', async (_, vector, message) => {
  await search.put('g', [{ id: 'kept', vector: stranger(1) }])
  const batch = [
    { id: 'kept', vector: stranger(2) },
    { id: 'bad', vector },
  ]
  const refused = search.put('g', batch)
  await expect(refused).rejects.toThrow(SearchRefused)
  await expect(refused).rejects.toThrow(message)
  expect(await search.search('g', stranger(1), { limit: 5 })).toEqual([{ id: 'kept', score: expect.closeTo(1) }])
})

test('dimensions and probes that do not fit are refused', async () => {
  await search.put('g', [{ id: 'a', vector: stranger(1) }])
  const one = (dimension: number) => [{ id: 'b', vector: stranger(1, dimension) }]
  await expect(search.put('g', one(512))).rejects.toThrow('templates of 128 components, got 512')
  await expect(search.put('new', one(5000))).rejects.toThrow('1 to 4096 components, not 5000')
  await expect(search.put('new', [{ id: 'b', vector: new Float32Array() }])).rejects.toThrow('not 0')
  await expect(search.search('g', stranger(1, 512), { limit: 1 })).rejects.toThrow('probe of 128 components, got 512')
  await expect(search.search('g', new Float32Array(128), { limit: 1 })).rejects.toThrow('length of 0')
  await expect(search.search('g', stranger(1), { limit: 0 })).rejects.toThrow('limit of 1 or more')
  await expect(search.search('g', stranger(1), { limit: 1.5 })).rejects.toThrow('limit of 1 or more')
  await expect(search.search('g', stranger(1), { limit: 1, atLeast: NaN })).rejects.toThrow('got NaN')
  expect(await search.size('g')).toBe(1)
  expect(await search.size('new')).toBe(0)
})

test('the death of the worker rejects the calls that wait and all that follow', async () => {
  const dying = `import { parentPort } from 'node:worker_threads'
    parentPort.once('message', () => { throw new Error('broken inside') })`
  const engine = createSearchEngine({ root: await rootWithWorker(dying) })
  const waiting = [engine.size('g'), engine.search('g', stranger(1), { limit: 1 })]
  for (const result of await Promise.allSettled(waiting)) {
    expect(result).toMatchObject({
      status: 'rejected',
      reason: { name: 'SearchStopped', cause: { message: 'broken inside' } },
    })
  }
  await expect(engine.put('g', [{ id: 'a', vector: stranger(1) }])).rejects.toThrow('filled again')
  expect([engine.stopped, search.stopped]).toEqual([true, false])
})

test('a worker that ends by itself is told too', async () => {
  const engine = createSearchEngine({ root: await rootWithWorker('process.exit(3)') })
  await expect(engine.size('g')).rejects.toThrow('has ended with code 3')
})

test('a worker that was never built is told too', async () => {
  const engine = createSearchEngine({ root: join(root, 'no-such-folder') })
  const refused = engine.size('g')
  await expect(refused).rejects.toThrow(SearchStopped)
  await expect(refused).rejects.toMatchObject({ cause: { message: expect.stringContaining('search-worker.mjs') } })
})

test('closing rejects what waits', async () => {
  const waiting = search.size('g')
  const closing = search.close()
  await expect(waiting).rejects.toThrow('was closed')
  await closing
  await expect(search.size('g')).rejects.toThrow(SearchStopped)
})
