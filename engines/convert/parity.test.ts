/**
 * Every converted net against the library its weights come from (tfjs, WASM backend), on real photographs, one and two
 * at a time. Bounds are a few times what was measured, i.e. rounding; a wrong layer or padding misses them by orders of magnitude.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultLimits } from '../decode'
import { decodeNode } from '../decode-node'
import { cut, squareMap, type RgbImage } from '../image'
import { loadManifest } from '../models'
import { createRuntime, type Net } from '../runtime'
import { convertModels, isOnnx } from './main'

const root = process.cwd()
const packages = join(root, 'node_modules/@vladmandic')

type Outputs = Record<string, tf.Tensor>
/** Runs the source net on N x S x S x 3 pixels, 0..255. */
type Reference = (pixels: tf.Tensor4D) => Outputs

/** Greatest difference allowed to each output: in pixels for boxes and mesh points, in years for age, else without a unit. */
const bounds: Record<string, { outputs: Record<string, number>; reference: () => Promise<Reference> }> = {
  blazeface: {
    outputs: { scores: 3e-6, boxes: 2e-3 },
    reference: graphModel(
      'blazeface',
      (x) => tf.sub(tf.div(x, 127.5), 1),
      ['Identity', 'Identity_1', 'Identity_2', 'Identity_3'],
      (fineLogits, coarseLogits, fineBoxes, coarseBoxes) => ({
        scores: tf.sigmoid(tf.concat([fineLogits, coarseLogits], 1)),
        boxes: tf.concat([fineBoxes, coarseBoxes], 1),
      }),
    ),
  },
  facemesh: {
    outputs: { points: 6e-4, score: 5e-6 },
    reference: graphModel('facemesh', toUnit, ['Identity_2', 'Identity_1'], (points, score) => ({ points, score })),
  },
  iris: {
    outputs: { points: 2e-4 },
    reference: graphModel('iris', toUnit, ['Identity'], (points) => ({ points })),
  },
  faceres: {
    outputs: { descriptor: 2.5e-5, gender: 2e-6, age: 1e-6 },
    reference: graphModel(
      'faceres',
      (x) => tf.sub(tf.reverse(x, 3), [103.939, 116.779, 123.68]),
      ['global_pooling/Mean', 'gender_pred/Sigmoid', 'age_pred/Softmax'],
      (descriptor, gender, age) => ({ descriptor, gender, age }),
    ),
  },
  face_recognition: {
    outputs: { descriptor: 1.3e-6 },
    reference: faceApiNet('FaceRecognitionNet', 'face_recognition_model', (out) => ({ descriptor: out as tf.Tensor })),
  },
  landmark_68: {
    outputs: { points: 1e-6 },
    reference: faceApiNet('FaceLandmark68Net', 'face_landmark_68_model', (out) => ({ points: out as tf.Tensor })),
  },
  age_gender: {
    outputs: { age: 5e-5, gender: 1e-6 },
    reference: faceApiNet('AgeGenderNet', 'age_gender_model', (out) => out as Outputs),
  },
  face_expression: {
    outputs: { probabilities: 3e-6 },
    reference: faceApiNet('FaceExpressionNet', 'face_expression_model', (out) => ({ probabilities: out as tf.Tensor })),
  },
}

/** One face each: file, centre and side of a square around it, centre and side of a square around the person's right eye. */
const faces = [
  { file: 'face-api/demo/sample1.jpg', face: [480, 505, 300], eye: [450, 465, 110] },
  { file: 'face-api/demo/sample3.jpg', face: [680, 475, 300], eye: [635, 437, 110] },
] as const

const nets = loadManifest().nets
const runtime = createRuntime({ threads: 1 })
let outDir: string
let pictures: RgbImage[]

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'limen-models-'))
  await convertModels({ root, outDir })
  setWasmPaths(join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist/'))
  await tf.setBackend('wasm')
  pictures = await Promise.all(
    faces.map(async ({ file }) => (await decodeNode(await readFile(join(packages, file)), defaultLimits)).image),
  )
})

afterAll(() => rm(outDir, { recursive: true }))

it('is bounded for every net that is converted and each of its outputs', () => {
  const converted = Object.values(nets).filter((net) => !isOnnx(net))
  expect(Object.keys(bounds).sort()).toEqual(converted.map(({ name }) => name).sort())
  for (const [name, { outputs }] of Object.entries(bounds)) {
    expect(Object.keys(outputs).sort()).toEqual(Object.keys(nets[name]!.outputs).sort())
  }
})

describe.each(Object.entries(bounds))('%s', (name, { outputs, reference }) => {
  const size = nets[name]!.input.shape.at(-1) as number
  let net: Net
  let source: Reference

  beforeAll(async () => {
    net = await runtime.load(name, await readFile(join(outDir, nets[name]!.file)))
    source = await reference()
  })
  afterAll(() => net.release())

  it.each([1, 2])('gives what its source gives, %i at once', async (batch) => {
    const planes = cutFaces(name === 'iris' ? 'eye' : 'face', size, batch)
    const ours = await net.run({ input: { data: planes, dims: [batch, 3, size, size] } })
    const theirs = tf.tidy(() => source(tf.transpose(tf.tensor4d(planes, [batch, 3, size, size]), [0, 2, 3, 1])))
    let apart = 0
    for (const [output, bound] of Object.entries(outputs)) {
      const expected = theirs[output]!.dataSync()
      const { data } = ours[output]!
      expect(data.length).toBe(expected.length)
      expect(greatestDifference(data, expected), output).toBeLessThan(bound)
      const one = data.length / batch
      apart = Math.max(apart, greatestDifference(data.subarray(0, one), data.subarray(data.length - one)) / bound)
    }
    // Two faces that came out alike would hide a mix-up within the batch.
    if (batch === 2) expect(apart).toBeGreaterThan(10)
  })
})

/** Planes of the first `batch` faces, one after the other. */
function cutFaces(part: 'face' | 'eye', size: number, batch: number): Float32Array {
  const planes = new Float32Array(batch * 3 * size * size)
  for (let index = 0; index < batch; index++) {
    const [x, y, side] = faces[index]![part]
    cut(pictures[index]!, squareMap(x, y, side, 0, size), size, planes, index * 3 * size * size)
  }
  return planes
}

function greatestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let greatest = 0
  for (let index = 0; index < a.length; index++) greatest = Math.max(greatest, Math.abs(a[index]! - b[index]!))
  return greatest
}

function toUnit(pixels: tf.Tensor): tf.Tensor {
  return tf.div(pixels, 255)
}

/** A net of @vladmandic/human by its output nodes; its graph may be fixed to one picture, so it runs them one by one. */
function graphModel(
  name: string,
  prepare: (pixels: tf.Tensor) => tf.Tensor,
  nodes: string[],
  pick: (...outputs: tf.Tensor[]) => Outputs,
) {
  return async (): Promise<Reference> => {
    const description = await readFile(join(packages, `human/models/${name}.json`), 'utf8')
    const { modelTopology, weightsManifest, signature, userDefinedMetadata } = JSON.parse(description)
    const weightSpecs = specsOf(weightsManifest)
    const weightData = await weightBytes(`human/models/${name}.bin`)
    const model = await tf.loadGraphModel(
      tf.io.fromMemory({ modelTopology, signature, userDefinedMetadata, weightSpecs, weightData }),
    )
    return (pixels) => {
      const each = tf.split(pixels, pixels.shape[0]).map((one) => pick(...[model.execute(prepare(one), nodes)].flat()))
      return Object.fromEntries(
        Object.keys(each[0]!).map((output) => [output, tf.concat(each.map((outputs) => outputs[output]!))]),
      )
    }
  }
}

/** A net of @vladmandic/face-api, run by its own code. */
function faceApiNet(
  netName: 'FaceRecognitionNet' | 'FaceLandmark68Net' | 'AgeGenderNet' | 'FaceExpressionNet',
  file: string,
  pick: (output: unknown) => Outputs,
) {
  return async (): Promise<Reference> => {
    const faceApi = createRequire(import.meta.url)('@vladmandic/face-api/dist/face-api.node-wasm.js')
    const net = new faceApi[netName]()
    const groups = JSON.parse(await readFile(join(packages, `face-api/model/${file}-weights_manifest.json`), 'utf8'))
    net.loadFromWeightMap(tf.io.decodeWeights(await weightBytes(`face-api/model/${file}.bin`), specsOf(groups)))
    return (pixels) => pick(net.forwardInput(new faceApi.NetInput(tf.unstack(pixels), true)))
  }
}

const specsOf = (groups: { weights: tf.io.WeightsManifestEntry[] }[]) => groups.flatMap(({ weights }) => weights)

async function weightBytes(file: string): Promise<ArrayBuffer> {
  return new Uint8Array(await readFile(join(packages, file))).buffer
}
