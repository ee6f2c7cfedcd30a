import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import manifestJson from './models.json'
import { modelRef, verifyModelFile } from './model-file'
import { loadManifest } from './models'

const manifest = loadManifest()

it('gives every template a hash over the nets that make it', () => {
  for (const template of Object.values(manifest.templates)) {
    const pins = template.nets.map((net) => manifest.nets[net]!.sha256).join('\n')
    expect(template.sha256, template.name).toBe(createHash('sha256').update(pins).digest('hex'))
  }
})

it('names a template model by name and version', () => {
  expect(modelRef(manifest.templates['face-dlib128']!)).toMatchObject({ name: 'face-dlib128', dimension: 128 })
  expect(modelRef({ ...manifest.templates['face-dlib128']!, version: '7' }).id).toBe('face-dlib128@7')
})

it('refuses a file with one changed bit, naming file and hashes', async () => {
  const bytes = new TextEncoder().encode('a net')
  const net = { ...manifest.nets.blazeface!, sha256: createHash('sha256').update(bytes).digest('hex') }
  await expect(verifyModelFile(net, bytes)).resolves.toBeUndefined()
  bytes[0]! ^= 1
  const found = createHash('sha256').update(bytes).digest('hex')
  await expect(verifyModelFile(net, bytes)).rejects.toThrow(`blazeface.onnx is not the file that models.json names`)
  await expect(verifyModelFile(net, bytes)).rejects.toThrow(new RegExp(`${found}, expected ${net.sha256}`))
})

const entry = { net: manifestJson.nets.blazeface, template: manifestJson.templates['face-dlib128'] }
it.each([
  ['a template of an unlisted net', { nets: {}, templates: manifestJson.templates }, /blazeface, which is not listed/],
  ['an entry under another name', { nets: { a: entry.net }, templates: {} }, /entry a calls itself blazeface/],
  ['a hash that is none', { nets: { blazeface: { ...entry.net, sha256: 'abc' } }, templates: {} }, /sha256/],
  ['a file outside its folder', { nets: { blazeface: { ...entry.net, file: '../x.onnx' } }, templates: {} }, /file/],
  ['an unknown key', { nets: { blazeface: { ...entry.net, threads: 2 } }, templates: {} }, /threads/],
  [
    'a threshold that its scale does not reach',
    {
      nets: manifestJson.nets,
      templates: {
        'face-dlib128': {
          ...entry.template,
          thresholds: {
            points: [{ fmr: 0.01, threshold: 21, extrapolated: false }],
            scale: { zero: 0, one: 20 },
            nonMatedComparisons: 1,
            matedComparisons: 1,
            fittedOn: 'nothing',
          },
        },
      },
    },
    /threshold 21/,
  ],
  [
    'a threshold no cosine can reach',
    {
      nets: manifestJson.nets,
      templates: {
        'face-dlib128': {
          ...entry.template,
          thresholds: {
            points: [{ fmr: 0.01, threshold: 1.2, extrapolated: false }],
            nonMatedComparisons: 1,
            matedComparisons: 1,
            fittedOn: 'nothing',
          },
        },
      },
    },
    /threshold/,
  ],
])('refuses %s', (_, json, message) => {
  expect(() => loadManifest(json)).toThrow(message)
})
