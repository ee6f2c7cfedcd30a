import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { addedManifestSchema } from '@/engines/added/manifest'
import { faceManifest, faceNet } from '@/engines/added/testing'
import { keepThresholds, openEngines } from './added'

const home = mkdtempSync(join(tmpdir(), 'limen-eval-'))
afterAll(() => rmSync(home, { recursive: true }))

test('a model is measured from its two files, and its thresholds go into its manifest', async () => {
  const added = { model: join(home, 'face.onnx'), manifest: join(home, 'face.json') }
  writeFileSync(added.model, faceNet())
  writeFileSync(added.manifest, JSON.stringify({ ...faceManifest, thresholds: null }))
  const engines = await openEngines(added, 'face')
  expect([engines.face.model.id, engines.voice.model.id]).toEqual(['random-face@1', 'voice-limen@1'])
  await keepThresholds(added, engines.face, faceManifest.thresholds!)
  expect(addedManifestSchema.parse(JSON.parse(readFileSync(added.manifest, 'utf8')))).toEqual(faceManifest)
  await engines.close()
  await expect(openEngines(added, 'voice')).rejects.toThrow(/is of a model for faces/)
  await expect(openEngines({ model: added.model }, 'face')).rejects.toThrow(/belong together/)
  writeFileSync(added.manifest, JSON.stringify({ ...faceManifest, version: 1 }))
  await expect(openEngines(added, 'face')).rejects.toThrow(/version/)
})
