/** Snapshots: replaced in one step, read part by part, and never more than what is whole. */
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSnapshots } from './snapshots'
import type { Snapshots } from './types'

let folder: string
let snapshots: Snapshots

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limen-snapshots-'))
  snapshots = await openSnapshots(join(folder, 'new'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function* parts(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text)
}
async function read(name: string): Promise<string[]> {
  const texts: string[] = []
  for await (const part of snapshots.read(name)) texts.push(String(part))
  return texts
}
const onlyFile = async () => join(folder, 'new', (await readdir(join(folder, 'new')))[0]!)

test('gives back the parts of a name in their order, replaces them, and forgets them', async () => {
  expect(await read('tenant/model')).toEqual([])
  await snapshots.write('tenant/model', parts('one', '', 'three'))
  await snapshots.write('other', parts('else'))
  expect(await read('tenant/model')).toEqual(['one', '', 'three'])
  await snapshots.write('tenant/model', parts('new'))
  expect(await read('tenant/model')).toEqual(['new'])
  await snapshots.remove('tenant/model')
  await snapshots.remove('tenant/model')
  expect(await read('tenant/model')).toEqual([])
  expect(await read('other')).toEqual(['else'])
})

test('keeps what was there when a part cannot be made, and leaves no draft behind', async () => {
  await snapshots.write('name', parts('whole'))
  async function* failing() {
    yield Buffer.from('half')
    throw new Error('no more')
  }
  await expect(snapshots.write('name', failing())).rejects.toThrow('no more')
  expect(await read('name')).toEqual(['whole'])
  expect(await readdir(join(folder, 'new'))).toHaveLength(1)
})

test('a torn file ends before the part that is not whole', async () => {
  await snapshots.write('name', parts('first', 'second'))
  const file = await onlyFile()
  const { length } = await readFile(file)
  for (const lost of [1, 6, 8]) {
    await truncate(file, length - lost)
    expect(await read('name')).toEqual(['first'])
  }
  await writeFile(file, Buffer.alloc(9, 0xff))
  expect(await read('name')).toEqual([])
})

test('a name is never a path', async () => {
  await snapshots.write('../../outside', parts('x'))
  expect(await readdir(folder)).toEqual(['new'])
  expect(await read('../../outside')).toEqual(['x'])
})
