/** Archives and tables as somebody might make them who means harm, or whose spreadsheet does. */
import { afterAll, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import type { Context } from '../context'
import { picture, testEngines } from '../faces/testing'
import { ensureTenant } from '../tenants'
import { testContext } from '../testing'
import { checkWork } from './check'
import { getImport, listImportRows } from './one'
import { readTable } from './table'
import { quietly, uploaded, zipOf } from './testing'
import { workOn } from './work'

const engines = testEngines()
afterAll(() => engines.close())

async function bureau(): Promise<Context> {
  const operator = await testContext({ engines })
  const { id } = await ensureTenant(operator, 'acme')
  return { ...operator, actor: { kind: 'system', id: 's', tenantId: id } }
}

async function lookedAt(context: Context, archive: Uint8Array) {
  const { id } = await uploaded(context, archive)
  await workOn(context, id, checkWork, quietly, 60_000)
  const { import: found } = await getImport(context, { importId: id })
  const { rows } = await listImportRows(context, { importId: id, first: 500 })
  return { state: found.state, error: found.error, reasons: rows.map(({ reason }) => reason) }
}

/** A zip in which the bytes `from` were replaced by `to`, of the same length, wherever they stand. */
async function forged(files: Record<string, Uint8Array | string>, from: string, to: string): Promise<Buffer> {
  const text = (await zipOf(files)).toString('latin1')
  expect(text).toContain(from)
  return Buffer.from(text.replaceAll(from, to), 'latin1')
}

/** Changes each header of the file in the archive's directory. */
async function withDirectory(archive: Buffer, name: string, change: (header: Buffer) => void): Promise<Buffer> {
  const bytes = Buffer.from(archive)
  for (
    let at = bytes.indexOf('PK\x01\x02', 0, 'latin1');
    at !== -1;
    at = bytes.indexOf('PK\x01\x02', at + 4, 'latin1')
  ) {
    const length = bytes.readUInt16LE(at + 28)
    if (bytes.toString('utf8', at + 46, at + 46 + length) === name) change(bytes.subarray(at))
  }
  return bytes
}

const oneRow = 'external_id,file\n1,a.jpg\n'

test('What is no zip, ends early or holds no table is refused as a whole, with the reason', async () => {
  const context = await bureau()
  const good = await zipOf({ 'list.csv': oneRow, 'a.jpg': picture('anna') })
  const cases: [Uint8Array, RegExp][] = [
    [Buffer.alloc(1000, 'x'), /no zip archive/],
    [good.subarray(0, good.length - 30), /no zip archive/],
    [await zipOf({ 'a.jpg': picture('anna') }), /no table/],
    [await zipOf({ 'a.csv': oneRow, 'b.csv': oneRow }), /several tables/],
    [await zipOf({ 'list.csv': '' }), /empty/],
    [await zipOf({ 'list.csv': 'external_id,file\n' }), /no row/],
    [await zipOf({ 'list.csv': 'id,photo\n1,a.jpg' }), /no column 'external_id'/],
    [await zipOf({ 'list.csv': 'external_id,file,file\n1,a,b' }), /two columns 'file'/],
    [await zipOf({ 'list.csv': Buffer.from([...Buffer.from('external_id,file\n'), 0xfc, 0xff, 0x2c]) }), /UTF-8/],
    [await zipOf({ 'list.csv': `external_id,file\n1,"${'x'.repeat(1024 * 1024)}"\n` }), /Row 2 .* longer than 64 KiB/],
    [await zipOf({ 'list.csv': `${'x'.repeat(1024 * 1024)}` }), /longer than 64 KiB/],
    [await zipOf({ 'list.csv': 'external_id,file\n1,"a.jpg\n' }), /quotation mark/],
  ]
  for (const [archive, reason] of cases) {
    const { state, error } = await lookedAt(context, archive)
    expect({ state, error }).toEqual({ state: 'failed', error: expect.stringMatching(reason) })
  }
})

test('A path that leads out of the archive opens nothing, whether the archive or the table names it', async () => {
  const context = await bureau()
  const files = { 'list.csv': oneRow, 'aa/aa/evil.jpg': picture('anna') }
  const out = await lookedAt(context, await forged(files, 'aa/aa/evil.jpg', '../../evil.jpg'))
  expect(out).toMatchObject({ state: 'failed', error: expect.stringMatching(/leads out/) })
  const named = await lookedAt(
    context,
    await zipOf({ 'list.csv': 'external_id,file\n1,../list.csv\n2,/etc/passwd\n3,C:\\x.jpg\n4,sub/../../a.jpg\n' }),
  )
  expect(named.reasons).toEqual(Array(4).fill('The path leads out of the archive.'))
})

test('Links, encrypted files and unknown packing are refused row by row', async () => {
  const context = await bureau()
  const zip = new ZipFile()
  zip.addBuffer(Buffer.from('external_id,file\n1,link.jpg\n2,secret.jpg\n3,odd.jpg\n4,good.jpg\n'), 'list.csv')
  zip.addBuffer(Buffer.from('/etc/passwd'), 'link.jpg', { mode: 0o120777 })
  for (const name of ['secret', 'odd', 'good']) zip.addBuffer(Buffer.from(picture(name)), `${name}.jpg`)
  zip.end()
  const pieces: Buffer[] = []
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer)
  let archive: Buffer = Buffer.concat(pieces)
  archive = await withDirectory(archive, 'secret.jpg', (header) => header.writeUInt16LE(header.readUInt16LE(8) | 1, 8))
  archive = await withDirectory(archive, 'odd.jpg', (header) => header.writeUInt16LE(12, 10))
  const { reasons } = await lookedAt(context, archive)
  expect(reasons).toEqual([
    expect.stringMatching(/a link/),
    expect.stringMatching(/encrypted/),
    expect.stringMatching(/packed in a way/),
    null,
  ])
})

test('A bomb is not unpacked: neither one that says what it is, nor one that lies', async () => {
  const context = await bureau()
  const bomb = Buffer.alloc(64 * 1024 * 1024)
  const files = { 'list.csv': 'external_id,file\n1,bomb.jpg\n2,a.jpg\n', 'bomb.jpg': bomb, 'a.jpg': picture('anna') }
  const honest = await zipOf(files)
  expect((await lookedAt(context, honest)).reasons).toEqual([expect.stringMatching(/unpacks to far more/), null])
  const lying = await withDirectory(honest, 'bomb.jpg', (header) => header.writeUInt32LE(50_000, 24))
  const before = process.memoryUsage().arrayBuffers
  expect((await lookedAt(context, lying)).reasons).toEqual([expect.stringMatching(/damaged/), null])
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024)
  const table = await zipOf({ 'list.csv': bomb })
  expect(await lookedAt(context, table)).toMatchObject({ state: 'failed' })
})

test('A folder in the archive, clutter of a Mac and decomposed names are no trouble', async () => {
  const context = await bureau()
  const archive = await zipOf({
    'people/list.csv': 'External ID,FILE\n1,photos\\zoë.jpg\n\n2,./photos/b.jpg\n',
    'people/photos/zoe\u0308.jpg': picture('zoe'),
    'people/photos/b.jpg': picture('ben'),
    '__MACOSX/people/._list.csv': 'x',
    'people/.DS_Store': 'x',
  })
  expect(await lookedAt(context, archive)).toMatchObject({ state: 'checked', reasons: [null, null] })
})

test('The same file, or the same person too often, is said of the row', async () => {
  const context = await bureau()
  const lines = Array.from({ length: 12 }, (_, n) => `1,${n}.jpg`)
  const archive = await zipOf({
    'list.csv': ['external_id,file', ...lines, '2,0.jpg'].join('\n'),
    ...Object.fromEntries(lines.map((_, n) => [`${n}.jpg`, picture({ person: 'anna', noise: n / 40 })])),
  })
  const { reasons } = await lookedAt(context, archive)
  expect(reasons.slice(0, 10)).toEqual(Array(10).fill(null))
  expect(reasons.slice(10)).toEqual([
    'A person may have 10 pictures at most.',
    'A person may have 10 pictures at most.',
    'Row 2 names this file already.',
  ])
})

test('Commas, semicolons, tabs, a byte order mark and line breaks in cells are read alike', async () => {
  const read = async (text: string) => {
    const rows = []
    // One byte at a time: no cut may matter.
    const bytes = (async function* () {
      for (const byte of Buffer.from(text)) yield Uint8Array.of(byte)
    })()
    for await (const row of readTable(bytes)) rows.push([row.row, row.externalId, row.file])
    return rows
  }
  const rows = [
    [2, 'Ä 1', 'a.jpg'],
    [4, 'two\nlines', 'b.jpg'],
  ]
  expect(await read('\uFEFFexternal_id,file\nÄ 1,a.jpg\n\n"two\nlines",b.jpg\n')).toEqual(rows)
  expect(await read('external_id;file\r\n Ä 1 ;a.jpg\r\n;\r\n"two\nlines";b.jpg')).toEqual(rows)
  expect(await read('file\texternal_id\r\na.jpg\tÄ 1\r\n\r\nb.jpg\t"two\nlines"\r\n')).toEqual(rows)
})

test('Ten thousand rows are read at flat memory', { timeout: 120_000 }, async () => {
  const context = await bureau()
  const people = 10_000
  const archive = await zipOf({
    'list.csv': ['external_id,file', ...Array.from({ length: people }, (_, n) => `${n},missing/${n}.jpg`)].join('\n'),
    ...Object.fromEntries(Array.from({ length: people }, (_, n) => [`${n}.jpg`, 'x'])),
  })
  const { id } = await uploaded(context, archive)
  global.gc?.()
  const before = process.memoryUsage().heapUsed
  await workOn(context, id, checkWork, quietly, 110_000)
  const grown = process.memoryUsage().heapUsed - before
  expect((await getImport(context, { importId: id })).figures).toMatchObject({ rows: people, refused: people })
  expect(grown).toBeLessThan(150 * 1024 * 1024)
})
