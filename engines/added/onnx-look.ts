/**
 * What an ONNX file says of itself, read without running it: its inputs and outputs, which operators it needs, and whether its weights lie
 * elsewhere. Field numbers are those of the public onnx.proto.
 */
import { ModelRefused } from './types'

export interface OnnxValue {
  name: string
  /** TensorProto.DataType; 1 is float32. */
  type: number
}

export interface OnnxLook {
  inputs: OnnxValue[]
  outputs: OnnxValue[]
  /** Domains of operators that are neither ONNX's own nor defined in the file, with an operator of each. */
  foreign: { domain: string; operator: string }[]
  hasExternalData: boolean
}

interface Field {
  number: number
  value: number
  bytes: Uint8Array
}

const none = new Uint8Array()
const decoder = new TextDecoder()
/** Onnxruntime has operators for these. */
const known = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft'])

/** @throws ModelRefused for what is no ONNX file */
export function lookAtOnnx(file: Uint8Array): OnnxLook {
  try {
    const model = fieldsOf(file)
    const graph = model.find(({ number }) => number === 7)
    const hasOpset = model.some(({ number }) => number === 8)
    if (!graph || !hasOpset) throw new RangeError('There is no graph.')
    return lookAtGraph(graph.bytes, ownDomains(model))
  } catch (cause) {
    if (cause instanceof ModelRefused) throw cause
    throw new ModelRefused('The file is not an ONNX model.', { cause })
  }
}

/** Domains of functions that the file brings along. */
function ownDomains(model: Field[]): Set<string> {
  const functions = model.filter(({ number }) => number === 25)
  return new Set(functions.map(({ bytes }) => textOf(fieldsOf(bytes), 10)))
}

function lookAtGraph(bytes: Uint8Array, own: ReadonlySet<string>): OnnxLook {
  const look: OnnxLook = { inputs: [], outputs: [], foreign: [], hasExternalData: false }
  const initialisers = new Set<string>()
  for (const { number, bytes: inner } of fieldsOf(bytes)) {
    if (number === 1) lookAtNode(inner, own, look)
    if (number === 5) lookAtTensor(inner, initialisers, look)
    if (number === 11) look.inputs.push(valueOf(inner))
    if (number === 12) look.outputs.push(valueOf(inner))
  }
  // Files of old name their weights among the inputs.
  look.inputs = look.inputs.filter(({ name }) => !initialisers.has(name))
  return look
}

function lookAtNode(bytes: Uint8Array, own: ReadonlySet<string>, look: OnnxLook): void {
  const node = fieldsOf(bytes)
  const domain = textOf(node, 7)
  if (!known.has(domain) && !own.has(domain)) look.foreign.push({ domain, operator: textOf(node, 4) })
  for (const { bytes: attribute } of node.filter(({ number }) => number === 5)) {
    for (const { number, bytes: inner } of fieldsOf(attribute)) {
      // A tensor; a graph inside, as of an If or a Loop; several of them.
      if (number === 5) lookAtTensor(inner, new Set(), look)
      if (number !== 6 && number !== 11) continue
      const graph = lookAtGraph(inner, own)
      look.foreign.push(...graph.foreign)
      look.hasExternalData ||= graph.hasExternalData
    }
  }
}

function lookAtTensor(bytes: Uint8Array, names: Set<string>, look: OnnxLook): void {
  const tensor = fieldsOf(bytes)
  names.add(textOf(tensor, 8))
  look.hasExternalData ||= tensor.some(({ number, value }) => number === 13 || (number === 14 && value === 1))
}

function valueOf(bytes: Uint8Array): OnnxValue {
  const info = fieldsOf(bytes)
  const type = fieldsOf(info.find(({ number }) => number === 2)?.bytes ?? none)
  const tensor = fieldsOf(type.find(({ number }) => number === 1)?.bytes ?? none)
  return { name: textOf(info, 1), type: tensor.find(({ number }) => number === 1)?.value ?? 0 }
}

function textOf(fields: Field[], wanted: number): string {
  return decoder.decode(fields.find(({ number }) => number === wanted)?.bytes ?? none)
}

/** @throws RangeError where the bytes are no message of protobuf */
function fieldsOf(message: Uint8Array): Field[] {
  const fields: Field[] = []
  let at = 0
  const varint = () => {
    let value = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = message[at++]
      if (byte === undefined) throw new RangeError('The message ends within a number.')
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
    throw new RangeError('The number has no end.')
  }
  const take = (length: number) => {
    if (at + length > message.length) throw new RangeError('The message ends within a field.')
    at += length
    return message.subarray(at - length, at)
  }
  while (at < message.length) {
    const tag = varint()
    const [number, wire] = [Math.floor(tag / 8), tag % 8]
    if (number === 0) throw new RangeError('There is no field 0.')
    if (wire === 0) fields.push({ number, value: varint(), bytes: none })
    else if (wire === 1) fields.push({ number, value: 0, bytes: take(8) })
    else if (wire === 2) fields.push({ number, value: 0, bytes: take(varint()) })
    else if (wire === 5) fields.push({ number, value: 0, bytes: take(4) })
    else throw new RangeError(`There is no kind ${wire} of field.`)
  }
  return fields
}
