/** Blobs: kept whole, found again, and never outside of their folder. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openBlobs } from './blobs'
import { BlobMissing } from './types'

const newName = () => randomBytes(16).toString('hex')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limen-blobs-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('gives back what was put, replaces it, and forgets what was removed', async () => {
  const blobs = await openBlobs(folder)
  const name = newName()
  await blobs.put(name, Buffer.from('one'))
  await blobs.put(name, new Uint8Array([1, 0, 255]))
  expect(await blobs.get(name)).toEqual(Buffer.from([1, 0, 255]))
  await blobs.remove(name)
  await blobs.remove(name)
  await expect(blobs.get(name)).rejects.toThrow(BlobMissing)
})

test('lists every name once, whoever wrote it, and nothing else', async () => {
  const blobs = await openBlobs(folder)
  const names = Array.from({ length: 40 }, newName)
  await Promise.all(names.map((name) => blobs.put(name, Buffer.from(name))))
  await writeFile(join(folder, names[0]!.slice(0, 2), 'notes.txt'), 'x')
  const listed: string[] = []
  for await (const name of (await openBlobs(folder)).list()) listed.push(name)
  expect(listed).toEqual([...names].sort())
})

test.each([
  '',
  '.',
  '..',
  '../../etc/passwd',
  '/etc/passwd',
  'a/../../b',
  '..\\..\\b',
  'A'.repeat(32),
  `${'a'.repeat(32)}\n`,
  `${'a'.repeat(32)}\0`,
  'a'.repeat(31),
  `drafts/${'a'.repeat(32)}`,
])('refuses %j as a name', async (name) => {
  const blobs = await openBlobs(folder)
  await expect(blobs.put(name, Buffer.from('x'))).rejects.toThrow('32 hex digits')
  await expect(blobs.get(name)).rejects.toThrow('32 hex digits')
  await expect(blobs.remove(name)).rejects.toThrow('32 hex digits')
  expect(await readdir(folder)).toEqual(['drafts'])
})

test('removes drafts of writers that died, and leaves those of others at work', async () => {
  const drafts = join(folder, 'drafts')
  await openBlobs(folder)
  await writeFile(join(drafts, 'old'), 'x')
  await writeFile(join(drafts, 'new'), 'x')
  const twoHoursAgo = new Date(Date.now() - 7_200_000)
  await utimes(join(drafts, 'old'), twoHoursAgo, twoHoursAgo)
  const blobs = await openBlobs(folder)
  expect(await readdir(drafts)).toEqual(['new'])
  await blobs.put(newName(), Buffer.from('x'))
  expect(await readdir(drafts)).toEqual(['new'])
})

test('writes and reads in parts what is larger than one piece', async () => {
  const blobs = await openBlobs(folder)
  const name = newName()
  const parts = Array.from({ length: 7 }, () => randomBytes(100_000))
  async function* stream() {
    yield* parts
  }
  expect(await blobs.putStream(name, stream())).toBe(700_000)
  const read: Buffer[] = []
  for await (const piece of blobs.getStream(name)) read.push(piece)
  expect(read.length).toBeGreaterThan(1)
  expect(Buffer.concat(read).equals(Buffer.concat(parts))).toBe(true)
  expect((await blobs.get(name)).equals(Buffer.concat(parts))).toBe(true)
  await expect(blobs.getStream(newName())[Symbol.asyncIterator]().next()).rejects.toThrow(BlobMissing)
})

test('leaves nothing of a blob whose parts broke off, and keeps the one that was there', async () => {
  const blobs = await openBlobs(folder)
  const name = newName()
  await blobs.put(name, Buffer.from('before'))
  async function* broken() {
    yield randomBytes(300_000)
    throw new Error('the source broke off')
  }
  await expect(blobs.putStream(name, broken())).rejects.toThrow('the source broke off')
  expect(await readdir(join(folder, 'drafts'))).toEqual([])
  expect((await blobs.get(name)).toString()).toBe('before')
})
