/** Small nets for tests, made on the spot: fixed random projections that tell people apart well enough. Nothing outside of tests imports it. */
import { OnnxGraph, type Value } from '../convert/onnx'
import { integer, joinBytes, message, text } from '../convert/protobuf'
import { noise } from '../voice/testing'
import type { AddedFaceManifest, AddedVoiceManifest } from './manifest'
import type { AddedModel } from './types'

export const dimension = 64

const tableOf = (thresholds: number[]) => ({
  points: [1e-2, 1e-3, 1e-4, 1e-5].map((fmr, at) => ({ fmr, threshold: thresholds[at]!, extrapolated: true })),
  nonMatedComparisons: 10,
  matedComparisons: 10,
  fittedOn: 'the people of these tests',
})

export const faceManifest: AddedFaceManifest = {
  kind: 'face',
  name: 'random-face',
  version: '1',
  licence: 'none',
  origin: 'made by a test',
  input: {
    name: 'chip',
    pixels: {
      width: 112,
      height: 112,
      points: 'arcface-5',
      colours: 'RGB',
      mean: 127.5,
      std: 128,
      layout: 'NCHW',
      mirror: true,
    },
  },
  output: { name: 'embedding', dimension },
  thresholds: tableOf([0.78, 0.8, 0.9, 0.95]),
}

export const voiceManifest: AddedVoiceManifest = {
  kind: 'voice',
  name: 'random-voice',
  version: '1',
  licence: 'none',
  origin: 'made by a test',
  input: {
    name: 'feats',
    mel: {
      bands: 80,
      lowHz: 20,
      highHz: 7600,
      frame: 400,
      hop: 160,
      fft: 512,
      window: 'povey',
      preEmphasis: 0.97,
      floor: 1.2e-7,
      level: 0.1,
      scale: 32768,
      mean: 'whole',
      leastFrames: 40,
      layout: 'frames x bands',
    },
  },
  output: { name: 'embs', dimension },
  thresholds: tableOf([0.952, 0.96, 0.97, 0.98]),
  cohort: null,
}

/** Means of tiles of the chip, projected. @param end what is done to the numbers at last: an operator without attributes */
export function faceNet({ layout = 'NCHW', end = 'Identity', seed = 7 } = {}): Uint8Array {
  const graph = new OnnxGraph('random-face')
  const input = graph.input('chip', layout === 'NCHW' ? [1, 3, 112, 112] : [1, 112, 112, 3])
  const planes = layout === 'NCHW' ? input : graph.node('Transpose', [input], { perm: [0, 3, 1, 2] })
  const tiles = graph.node('AveragePool', [planes], { kernel_shape: [8, 8], strides: [8, 8] })
  return finished(graph, graph.node('Flatten', [tiles]), 3 * 14 * 14, { output: 'embedding', end, seed })
}

/** Mean and spread of each band, projected. */
export function voiceNet({ seed = 9 } = {}): Uint8Array {
  const graph = new OnnxGraph('random-voice')
  const input = graph.input('feats', [1, 'frames', 80])
  const mean = graph.node('ReduceMean', [input], { axes: [1], keepdims: 1 })
  const apart = graph.node('Sub', [input, mean])
  const spread = graph.node('ReduceMean', [graph.node('Abs', [apart])], { axes: [1], keepdims: 1 })
  const both = graph.node('Concat', [mean, spread], { axis: 2 })
  return finished(graph, graph.node('Flatten', [both]), 160, { output: 'embs', end: 'Identity', seed })
}

function finished(
  graph: OnnxGraph,
  value: Value,
  length: number,
  { output, end, seed }: { output: string; end: string; seed: number },
): Uint8Array {
  const weights = graph.floats(noise(length * dimension, seed), [length, dimension])
  graph.node(end, [graph.node('MatMul', [value, weights])], {}, output)
  graph.output(output, [1, dimension])
  return graph.toBytes('test')
}

/** A whole file around one node or one tensor, for what the runtime is never to see. */
export function fileAround(inner: Parameters<typeof message>[1]): Uint8Array {
  const value = (field: number, name: string) =>
    message(field, [text(1, name), message(2, [message(1, [integer(1, 1)])])])
  return joinBytes([
    integer(1, 8),
    message(7, [...inner, value(11, 'chip'), value(12, 'embedding')]),
    message(8, [integer(2, 17)]),
  ])
}

export const nodeOf = (operator: string, domain: string) =>
  message(1, [text(1, 'chip'), text(2, 'embedding'), text(4, operator), text(7, domain)])

export const externalTensor = message(5, [text(8, 'weights'), message(13, [text(1, 'location')]), integer(14, 1)])

export const modelOf = (
  manifest: AddedModel['manifest'],
  file: Uint8Array,
  sha256: string,
  cohort: Uint8Array | null = null,
): AddedModel => ({
  manifest,
  sha256,
  cohort,
  async *bytes() {
    yield file
  },
})
