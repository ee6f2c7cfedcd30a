/**
 * Builds one ONNX graph node by node and writes it as a model file (IR 8, opset 17).
 * Knows the file format only; which layers a net has is said in `face-api.ts` and `graph-def.ts`.
 * Field numbers are those of the public onnx.proto.
 */
import { bytes, integer, joinBytes, message, text, type Bytes } from './protobuf'

const IR_VERSION = 8
const OPSET_VERSION = 17

/** TensorProto.DataType. */
export const ElementType = { float32: 1, uint8: 2, int64: 7, float16: 10 } as const
export type ElementTypeName = keyof typeof ElementType

/** AttributeProto.AttributeType. */
const AttributeType = { int: 2, string: 3, ints: 7 } as const

/** Name of a value that flows through the graph: an input, an initialiser or the output of a node. */
export type Value = string
export type Attributes = Record<string, number | number[] | string>

/** Dimensions of an input or output; a string is a dynamic dimension, e.g. `batch`. */
export type Dimensions = (number | string)[]

export class OnnxGraph {
  private readonly nodes: Bytes[] = []
  private readonly initialisers: Bytes[] = []
  private readonly inputs: Bytes[] = []
  private readonly outputs: Bytes[] = []
  private count = 0

  constructor(private readonly name: string) {}

  input(name: string, dimensions: Dimensions): Value {
    this.inputs.push(message(11, valueInfo(name, dimensions)))
    return name
  }

  /** Declares the float32 value `name` (the `output` of an earlier `node`) as an output of the net. */
  output(name: Value, dimensions: Dimensions): void {
    this.outputs.push(message(12, valueInfo(name, dimensions)))
  }

  /** Adds a node with one output and returns its value, called `output` where one is given. */
  node(operator: string, inputs: Value[], attributes: Attributes = {}, output?: Value): Value {
    const value = output ?? this.nextName(operator)
    this.nodes.push(
      message(1, [
        ...inputs.map((input) => text(1, input)),
        text(2, value),
        text(4, operator),
        ...Object.entries(attributes).map(([name, setting]) => attribute(name, setting)),
      ]),
    )
    return value
  }

  /** Little-endian elements, row-major. */
  initialiser(type: ElementTypeName, dimensions: number[], elements: Bytes): Value {
    const value = this.nextName(type)
    this.initialisers.push(
      message(5, [
        ...dimensions.map((dimension) => integer(1, dimension)),
        integer(2, ElementType[type]),
        text(8, value),
        bytes(9, elements),
      ]),
    )
    return value
  }

  floats(values: ArrayLike<number>, dimensions: number[]): Value {
    return this.initialiser('float32', dimensions, new Uint8Array(new Float32Array(values).buffer))
  }

  int64s(values: number[]): Value {
    const elements = new BigInt64Array(values.map(BigInt))
    return this.initialiser('int64', [values.length], new Uint8Array(elements.buffer))
  }

  toBytes(producerVersion: string): Bytes {
    return joinBytes([
      integer(1, IR_VERSION),
      text(2, 'limen'),
      text(3, producerVersion),
      message(7, [...this.nodes, text(2, this.name), ...this.initialisers, ...this.inputs, ...this.outputs]),
      message(8, [integer(2, OPSET_VERSION)]),
    ])
  }

  private nextName(stem: string): string {
    this.count += 1
    return `${stem}_${this.count}`
  }
}

function valueInfo(name: string, dimensions: Dimensions): Bytes[] {
  const shape = dimensions.map((dimension) =>
    message(1, [typeof dimension === 'string' ? text(2, dimension) : integer(1, dimension)]),
  )
  return [text(1, name), message(2, [message(1, [integer(1, ElementType.float32), message(2, shape)])])]
}

function attribute(name: string, setting: number | number[] | string): Bytes {
  if (typeof setting === 'string') {
    return message(5, [text(1, name), text(4, setting), integer(20, AttributeType.string)])
  }
  if (typeof setting === 'number') {
    return message(5, [text(1, name), integer(3, setting), integer(20, AttributeType.int)])
  }
  return message(5, [text(1, name), ...setting.map((number) => integer(8, number)), integer(20, AttributeType.ints)])
}
