/** The conversion as a whole: the same bytes every time, nothing done twice, nothing written that the manifest does not pin. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadManifest, verifyModelFile } from '../models'
import { convertModels } from './main'

const root = process.cwd()
const nets = Object.values(loadManifest().nets)
const names = nets.map(({ name }) => name)
const allFiles = [...nets.map(({ file }) => file), 'stamp.json'].sort()

let outDir: string
beforeEach(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'limen-convert-'))
})
afterEach(() => rm(outDir, { recursive: true }))

it('writes the bytes that the manifest pins, and then leaves them alone', async () => {
  expect(await convertModels({ root, outDir })).toEqual({ converted: names, kept: [] })
  expect((await readdir(outDir)).sort()).toEqual(allFiles)
  for (const net of nets) await verifyModelFile(net, await readFile(join(outDir, net.file)))

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

  const { converted } = await convertModels({ root, outDir })
  expect(converted.sort()).toEqual(['iris', 'landmark_68'])
  for (const net of nets) await verifyModelFile(net, await readFile(join(outDir, net.file)))
})

it('serves two callers at once', async () => {
  await Promise.all([convertModels({ root, outDir }), convertModels({ root, outDir })])
  expect((await readdir(outDir)).sort()).toEqual(allFiles)
  for (const net of nets) await verifyModelFile(net, await readFile(join(outDir, net.file)))
})

it('refuses weights that are not those the manifest was written for, also where good files lie already', async () => {
  await convertModels({ root, outDir })
  const changedRoot = join(outDir, 'changed')
  for (const { source } of nets) {
    for (const file of source.files) {
      const target = join(changedRoot, 'node_modules', source.package, file)
      await mkdir(join(target, '..'), { recursive: true })
      await cp(join(root, 'node_modules', source.package, file), target)
    }
  }
  const weights = join(changedRoot, 'node_modules/@vladmandic/human/models/blazeface.bin')
  const bytes = await readFile(weights)
  bytes[1000]! ^= 1
  await writeFile(weights, bytes)

  await expect(convertModels({ root: changedRoot, outDir })).rejects.toThrow(/blazeface\.onnx is not the file/)
  const blazeface = loadManifest().nets.blazeface!
  await verifyModelFile(blazeface, await readFile(join(outDir, blazeface.file)))
})
