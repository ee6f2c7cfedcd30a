/**
 * Every net that reads documents, on our WASM runtime, against the native ONNX runtime, on the very inputs that reading a document hands to it.
 * Bounds are a few times what was measured, i.e. rounding; an operator that is computed otherwise misses them by orders of magnitude.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as native from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeNode, encodeNode } from '../decode-node'
import { loadFaceNets } from '../face/nets'
import { loadManifest } from '../models'
import { createRuntime, type Net, type NetTensor } from '../runtime'
import { documentNetNames, loadDocumentNets, type DocumentNetName } from './nets'
import { createDocumentPipeline } from './pipeline'
import { renderDocument } from './rendered/render'

/** Greatest difference allowed to any number of an output: probabilities, and the logits of zone_line. */
const bounds: Record<DocumentNetName, number> = { text_lines: 1e-4, text_line: 1e-4, zone_line: 2e-3 }

interface Call {
  inputs: Record<string, NetTensor>
  outputs: Record<string, NetTensor>
}

/** So many calls of each net are compared: the first ones, which differ in size. */
const callsCompared = 3
const calls = new Map<string, Call[]>()

function recorded(net: Net): Net {
  return {
    ...net,
    async run(inputs) {
      const outputs = await net.run(inputs)
      const before = calls.get(net.name) ?? []
      if (before.length < callsCompared) calls.set(net.name, [...before, { inputs: inputs as Call['inputs'], outputs }])
      return outputs
    },
  }
}

const manifest = loadManifest()
const readModel = (file: string) => readFile(join(process.cwd(), 'build/models', file))

beforeAll(async () => {
  const runtime = createRuntime({ threads: 1 })
  const nets = await loadDocumentNets(runtime, manifest, readModel)
  for (const name of documentNetNames) nets[name] = recorded(nets[name])
  const face = await loadFaceNets(runtime, manifest, readModel, false)
  const pipeline = createDocumentPipeline({ nets: { ...nets, face }, decode: decodeNode, encode: encodeNode })
  const { picture } = await renderDocument({ seed: 1, format: 'TD3' })
  await pipeline.read(picture)
})

describe.each(documentNetNames)('%s', (name) => {
  let session: native.InferenceSession

  beforeAll(async () => {
    session = await native.InferenceSession.create(await readModel(manifest.nets[name]!.file), {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      logSeverityLevel: 3,
    })
  })
  afterAll(() => session.release())

  it('gives what the native runtime gives', async () => {
    const compared = calls.get(name) ?? []
    expect(compared.length).toBeGreaterThan(0)
    for (const { inputs, outputs } of compared) {
      const theirs = await session.run(
        Object.fromEntries(
          Object.entries(inputs).map(([input, { data, dims }]) => [
            input,
            new native.Tensor('float32', data, [...dims]),
          ]),
        ),
      )
      expect(Object.keys(theirs).sort()).toEqual(Object.keys(outputs).sort())
      for (const [output, { data, dims }] of Object.entries(outputs)) {
        const expected = theirs[output]!
        expect(dims).toEqual(expected.dims)
        expect(greatestDifference(data, expected.data as Float32Array), output).toBeLessThan(bounds[name])
        // An output that is the same everywhere would agree with anything.
        expect(greatestDifference(data, data.slice().reverse())).toBeGreaterThan(10 * bounds[name])
      }
    }
  })
})

function greatestDifference(a: Float32Array, b: Float32Array): number {
  let greatest = 0
  for (let index = 0; index < a.length; index++) greatest = Math.max(greatest, Math.abs(a[index]! - b[index]!))
  return greatest
}
