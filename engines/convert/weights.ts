/**
 * Reads TensorFlow.js weight files (float32, int32, and float32 quantised to uint8 or float16) and puts their tensors
 * into an ONNX graph without unpacking them, so that the model files stay as small as their sources.
 */
import { ElementType, type OnnxGraph, type Value } from './onnx'
import type { Bytes } from './protobuf'

/** One entry of a TensorFlow.js weights manifest. */
export interface WeightEntry {
  name: string
  shape: number[]
  dtype: string
  quantization?: { dtype: string; scale?: number; min?: number }
}

/** A tensor as stored: row-major, little-endian elements of `stored` type. */
export interface Weight {
  name: string
  shape: number[]
  stored: 'float32' | 'int32' | 'uint8' | 'float16'
  /** Value of a stored uint8 q: q * scale + min. One and zero for the other types. */
  scale: number
  min: number
  elements: Bytes
}

export type Weights = Map<string, Weight>

const ELEMENT_BYTES = { float32: 4, int32: 4, uint8: 1, float16: 2 } as const

/** Vectors (biases, normalisation) are written as float32: they are small, and fold into their convolution exactly. */
const PACKED_FROM_RANK = 2

export function readWeights(entries: WeightEntry[], file: Bytes): Weights {
  const weights: Weights = new Map()
  let offset = 0
  for (const { name, shape, dtype, quantization } of entries) {
    const stored = quantization?.dtype ?? dtype
    if (!isStored(stored)) throw new Error(`Weight ${name} is stored as ${stored}, which this converter does not read.`)
    const length = elementCount(shape) * ELEMENT_BYTES[stored]
    const elements = file.slice(offset, offset + length)
    if (elements.length !== length) throw new Error(`The weights file ends within ${name}.`)
    weights.set(name, { name, shape, stored, scale: quantization?.scale ?? 1, min: quantization?.min ?? 0, elements })
    offset += length
  }
  const rest = file.length - offset
  if (rest > 0) throw new Error(`The weights file holds ${rest} bytes more than its manifest names.`)
  return weights
}

export function weightNamed(weights: Weights, name: string): Weight {
  const weight = weights.get(name)
  if (!weight) throw new Error(`The weights file holds no tensor ${name}.`)
  return weight
}

/** The numbers of a tensor, unpacked. */
export function weightValues(weight: Weight): number[] {
  const view = new DataView(weight.elements.buffer, weight.elements.byteOffset, weight.elements.byteLength)
  const read = {
    float32: (index: number) => view.getFloat32(index * 4, true),
    int32: (index: number) => view.getInt32(index * 4, true),
    uint8: (index: number) => view.getUint8(index) * weight.scale + weight.min,
    float16: (index: number) => halfToNumber(view.getUint16(index * 2, true)),
  }[weight.stored]
  return Array.from({ length: elementCount(weight.shape) }, (_, index) => read(index))
}

/**
 * Puts a tensor into the graph and returns its float32 value. Packed tensors stay packed: the runtime computes
 * Cast, Sub and Mul once, when it loads the model.
 * @param dimensions shape to give it after `order`; defaults to the permuted shape
 * @param order axes of the source in their new order, e.g. [3, 2, 0, 1] for HWIO to OIHW
 */
export function addWeight(graph: OnnxGraph, weight: Weight, dimensions?: number[], order?: number[]): Value {
  const permuted = order ? permute(weight, order) : weight
  const shape = dimensions ?? permuted.shape
  if (weight.shape.length < PACKED_FROM_RANK) return graph.floats(weightValues(weight), shape)
  if (weight.stored === 'int32') throw new Error(`Weight ${weight.name} is a list of integers, not of numbers.`)
  const packed = graph.initialiser(weight.stored, shape, permuted.elements)
  if (weight.stored === 'float32') return packed
  const numbers = graph.node('Cast', [packed], { to: ElementType.float32 })
  if (weight.stored === 'float16') return numbers
  // (q - zeroPoint) * scale rounds once; q * scale + min, the same number on paper, would lose a digit to rounding.
  const shifted = graph.node('Sub', [numbers, graph.floats([zeroPoint(weight)], [1])])
  return graph.node('Mul', [shifted, graph.floats([weight.scale], [1])])
}

/** The whole number that stands for zero. Exists for every tensor with values of both signs: TensorFlow.js shifts `min` so. */
function zeroPoint(weight: Weight): number {
  const exact = -weight.min / weight.scale
  const nearest = Math.round(exact)
  if (Math.abs(exact - nearest) > 1e-6) throw new Error(`Weight ${weight.name} is packed without a whole zero point.`)
  return nearest
}

function permute(weight: Weight, order: number[]): Weight {
  const size = ELEMENT_BYTES[weight.stored]
  const shape = order.map((axis) => weight.shape[axis]!)
  const sourceStrides = weight.shape.map((_, axis) => elementCount(weight.shape.slice(axis + 1)))
  const strides = order.map((axis) => sourceStrides[axis]!)
  const elements = new Uint8Array(weight.elements.length)
  const index = shape.map(() => 0)
  for (let target = 0; target < weight.elements.length; target += size) {
    const source = index.reduce((sum, position, axis) => sum + position * strides[axis]!, 0) * size
    for (let byte = 0; byte < size; byte++) elements[target + byte] = weight.elements[source + byte]!
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0
  }
  return { ...weight, shape, elements }
}

/** IEEE 754 binary16. */
function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

const elementCount = (shape: number[]) => shape.reduce((product, size) => product * size, 1)
const isStored = (name: string): name is Weight['stored'] => name in ELEMENT_BYTES
