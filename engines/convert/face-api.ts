/**
 * The nets of @vladmandic/face-api. Its weight files name tensors but not the graph, so the architectures are written
 * down here: a ResNet for recognition, dense blocks for landmarks and expressions, a small Xception for age and gender.
 * Every net takes `input`: N x 3 x S x S, RGB planes, 0..255; mean and scale are inside.
 */
import { Layers } from './layers'
import { OnnxGraph, type Value } from './onnx'
import type { Source } from './source'

function begin(name: string, { weights }: Source, size: number): { layers: Layers; x: Value } {
  const graph = new OnnxGraph(name)
  const layers = new Layers(graph, weights)
  return { layers, x: layers.normalise(graph.input('input', ['batch', 3, size, size])) }
}

/** dlib's 29-layer ResNet: 150 px chip to a 128-d `descriptor` (not normalised). */
export function faceRecognition(source: Source): OnnxGraph {
  const { layers, x: normalised } = begin('face_recognition', source, 150)
  let x = layers.relu(layers.scaledConv(normalised, 'conv32_down', 2, 'valid'))
  x = layers.maxPool(x, 3, 2, 'valid')
  let channels = 32
  let size = 35

  const residual = (name: string) => {
    const inner = layers.relu(layers.scaledConv(x, `${name}/conv1`, 1, 'same'))
    x = layers.relu(layers.add(layers.scaledConv(inner, `${name}/conv2`, 1, 'same'), x))
  }
  const residualDown = (name: string) => {
    const inner = layers.relu(layers.scaledConv(x, `${name}/conv1`, 2, 'valid'))
    let deep = layers.scaledConv(inner, `${name}/conv2`, 1, 'same')
    let short = layers.averagePool(x, 2, 2)
    const deepSize = Math.floor((size - 3) / 2) + 1
    const shortSize = Math.floor(size / 2)
    const deepChannels = layers.channels(`${name}/conv2/conv`)
    if (deepSize < shortSize) deep = layers.padEnd(deep, 0, shortSize - deepSize)
    if (channels < deepChannels) short = layers.padEnd(short, deepChannels - channels, 0)
    x = layers.relu(layers.add(short, deep))
    size = shortSize
    channels = deepChannels
  }

  for (const name of ['conv32_1', 'conv32_2', 'conv32_3']) residual(name)
  residualDown('conv64_down')
  for (const name of ['conv64_1', 'conv64_2', 'conv64_3']) residual(name)
  residualDown('conv128_down')
  for (const name of ['conv128_1', 'conv128_2']) residual(name)
  residualDown('conv256_down')
  for (const name of ['conv256_1', 'conv256_2']) residual(name)
  residualDown('conv256_down_out')

  const pooled = layers.flatten(layers.graph.node('GlobalAveragePool', [x]))
  layers.graph.output(layers.matMul(pooled, 'fc', 'descriptor'), ['batch', 128])
  return layers.graph
}

/** Four blocks of four separable convolutions, each fed with the sum of those before it; 112 px to 256 features. */
function denseFeatures(layers: Layers, input: Value): Value {
  const block = (x: Value, name: string, isFirst: boolean) => {
    let sum = layers.relu(isFirst ? layers.conv(x, `${name}/conv0`, 2) : layers.separableConv(x, `${name}/conv0`, 2))
    let active = sum
    for (const part of ['conv1', 'conv2', 'conv3']) {
      sum = layers.add(sum, layers.separableConv(active, `${name}/${part}`, 1))
      active = layers.relu(sum)
    }
    return active
  }
  const x = ['dense0', 'dense1', 'dense2', 'dense3'].reduce((x, name, index) => block(x, name, index === 0), input)
  return layers.flatten(layers.averagePool(x, 7, 2))
}

/** 112 px square to 68 `points`, x and y as a share of the square's side. */
export function landmark68(source: Source): OnnxGraph {
  const { layers, x } = begin('landmark_68', source, 112)
  const pairs = layers.dense(denseFeatures(layers, x), 'fc')
  layers.graph.node('Reshape', [pairs, layers.graph.int64s([0, 68, 2])], {}, 'points')
  layers.graph.output('points', ['batch', 68, 2])
  return layers.graph
}

/** 112 px square to 7 `probabilities`. */
export function faceExpression(source: Source): OnnxGraph {
  const { layers, x } = begin('face_expression', source, 112)
  layers.graph.output(layers.softmax(layers.dense(denseFeatures(layers, x), 'fc'), 'probabilities'), ['batch', 7])
  return layers.graph
}

/** 112 px square to `age` in years and the probabilities of `gender`. */
export function ageGender(source: Source): OnnxGraph {
  const { layers, x: normalised } = begin('age_gender', source, 112)

  const separableChain = (x: Value, name: string, parts: string[]) =>
    parts.reduce((x, part) => layers.separableConv(layers.relu(x), `${name}/${part}`, 1), x)
  const reduction = (x: Value, name: string) => {
    const deep = separableChain(x, name, ['separable_conv0', 'separable_conv1'])
    return layers.add(layers.maxPool(deep, 3, 2, 'same'), layers.conv(x, `${name}/expansion_conv`, 2))
  }
  const main = (x: Value, name: string) =>
    layers.add(separableChain(x, name, ['separable_conv0', 'separable_conv1', 'separable_conv2']), x)

  let x = layers.relu(layers.conv(normalised, 'entry_flow/conv_in', 2))
  x = reduction(x, 'entry_flow/reduction_block_0')
  x = reduction(x, 'entry_flow/reduction_block_1')
  x = main(x, 'middle_flow/main_block_0')
  x = main(x, 'middle_flow/main_block_1')
  x = reduction(x, 'exit_flow/reduction_block')
  x = layers.relu(layers.separableConv(x, 'exit_flow/separable_conv', 1))

  const pooled = layers.flatten(layers.averagePool(x, 7, 2))
  layers.graph.output(layers.dense(pooled, 'fc/age', 'age'), ['batch', 1])
  layers.graph.output(layers.softmax(layers.dense(pooled, 'fc/gender'), 'gender'), ['batch', 2])
  return layers.graph
}
