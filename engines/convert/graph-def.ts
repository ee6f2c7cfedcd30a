/**
 * Turns a TensorFlow.js graph model (GraphDef as JSON) into ONNX nodes, for the operators that the nets of
 * @vladmandic/human use; another operator is refused by name. Starting at the outputs asked for, it leaves out every
 * branch they do not need. Rank-4 values live as NCHW and are turned back to NHWC only where a Reshape would see the order.
 */
import { autoPad } from './layers'
import type { OnnxGraph, Value } from './onnx'
import type { Source } from './source'
import { addWeight, weightNamed, weightValues, type Weights } from './weights'

export interface GraphDef {
  node: GraphNode[]
}

interface GraphNode {
  name: string
  op: string
  input?: string[]
  attr?: Record<string, { s?: string; b?: boolean; list?: { i?: string[]; s?: string[] } }>
}

const HWIO_TO_OIHW = [3, 2, 0, 1]
/** Where an NHWC axis lies in NCHW. */
const NCHW_AXIS = [0, 2, 3, 1]

export class GraphDefConverter {
  private readonly weights: Weights
  private readonly nodes: Map<string, GraphNode>
  private readonly made = new Map<string, Value>()

  /** @param input value that takes the place of the graph's Placeholder: N x 3 x S x S, in the range the net was trained on */
  constructor(
    source: Source,
    private readonly graph: OnnxGraph,
    private readonly input: Value,
  ) {
    if (!source.graph) throw new Error('The source holds weights alone and no graph to convert.')
    this.weights = source.weights
    this.nodes = new Map(source.graph.node.map((node) => [node.name, node]))
  }

  /** The value of the node called `name`; makes it, and all it needs, on the first call. */
  value(name: string): Value {
    const known = this.made.get(name)
    if (known) return known
    const node = this.nodes.get(name)
    if (!node) throw new Error(`The graph has no node ${name}.`)
    const value = this.convert(node)
    this.made.set(name, value)
    return value
  }

  private convert(node: GraphNode): Value {
    const [first, second] = node.input ?? []
    switch (node.op) {
      case 'Placeholder':
        return this.input
      case 'Identity':
        return this.value(first!)
      case 'Conv2D':
        return this.conv(node)
      case '_FusedConv2D':
        return this.activate(node, this.conv(node, node.input![2]))
      case 'DepthwiseConv2dNative':
        return this.depthwiseConv(node)
      case '_FusedMatMul':
        return this.activate(node, this.matMul(node))
      case 'Add':
      case 'AddV2':
        return this.graph.node('Add', [this.value(first!), this.operand(second!)])
      case 'Mul':
        return this.graph.node('Mul', [this.value(first!), this.operand(second!)])
      case 'Relu':
      case 'Sigmoid':
        return this.graph.node(node.op, [this.value(first!)])
      case 'Softmax':
        return this.graph.node('Softmax', [this.value(first!)], { axis: -1 })
      case 'Prelu':
        return this.prelu(this.value(first!), second!)
      case 'Maximum':
        return this.clip(node)
      case 'MaxPool':
        return this.graph.node('MaxPool', [this.value(first!)], {
          kernel_shape: spatial(integers(node, 'ksize')),
          ...window(node),
        })
      case 'Mean':
        return this.mean(node)
      case 'Pad':
        return this.pad(node)
      case 'ConcatV2':
        return this.concat(node)
      case 'Reshape':
        return this.reshape(node)
      default:
        throw new Error(`The converter does not know the operator ${node.op} (${node.name}).`)
    }
  }

  private conv(node: GraphNode, bias?: string): Value {
    const filters = weightNamed(this.weights, node.input![1]!)
    const inputs = [this.value(node.input![0]!), addWeight(this.graph, filters, undefined, HWIO_TO_OIHW)]
    if (bias) inputs.push(addWeight(this.graph, weightNamed(this.weights, bias)))
    return this.graph.node('Conv', inputs, { kernel_shape: filters.shape.slice(0, 2), ...window(node) })
  }

  private depthwiseConv(node: GraphNode): Value {
    const filters = weightNamed(this.weights, node.input![1]!)
    const [height, width, channels, multiplier] = filters.shape as [number, number, number, number]
    const weight = addWeight(this.graph, filters, [channels * multiplier, 1, height, width], [2, 3, 0, 1])
    return this.graph.node('Conv', [this.value(node.input![0]!), weight], {
      kernel_shape: [height, width],
      group: channels,
      ...window(node),
    })
  }

  private matMul(node: GraphNode): Value {
    const [x, matrix, bias] = node.input as [string, string, string]
    const product = this.graph.node('MatMul', [this.value(x), addWeight(this.graph, weightNamed(this.weights, matrix))])
    return this.graph.node('Add', [product, addWeight(this.graph, weightNamed(this.weights, bias))])
  }

  /** The activation fused behind BiasAdd; the slopes of a Prelu are the node's fourth input. */
  private activate(node: GraphNode, x: Value): Value {
    const fused = (node.attr?.fused_ops?.list?.s ?? []).map((name) => Buffer.from(name, 'base64').toString())
    switch (fused.join(' ')) {
      case 'BiasAdd':
        return x
      case 'BiasAdd Relu':
        return this.graph.node('Relu', [x])
      case 'BiasAdd Prelu':
        return this.prelu(x, node.input![3]!)
      default:
        throw new Error(`The converter does not know the fused operators ${fused.join(', ')} (${node.name}).`)
    }
  }

  private prelu(x: Value, slopes: string): Value {
    const weight = weightNamed(this.weights, slopes)
    return this.graph.node('PRelu', [x, addWeight(this.graph, weight, [weight.shape.at(-1)!, 1, 1])])
  }

  /** Second operand of a sum or product: another value, or one number per channel. */
  private operand(name: string): Value {
    const weight = this.weights.get(name)
    return weight ? addWeight(this.graph, weight, [1, ...weight.shape, 1, 1]) : this.value(name)
  }

  /** Maximum(Minimum(x, high), low), which the runtime can merge with the convolution before it only as one Clip. */
  private clip(node: GraphNode): Value {
    const minimum = this.nodes.get(node.input![0]!)
    if (minimum?.op !== 'Minimum') throw new Error(`${node.name} is a Maximum without a Minimum before it.`)
    const [low, high] = [node, minimum].map(({ input }) =>
      this.graph.floats(weightValues(weightNamed(this.weights, input![1]!)), []),
    )
    return this.graph.node('Clip', [this.value(minimum.input![0]!), low!, high!])
  }

  private mean(node: GraphNode): Value {
    const axes = this.constants(node.input![1]!).map((axis) => NCHW_AXIS[axis]!)
    return this.graph.node('ReduceMean', [this.value(node.input![0]!)], { axes, keepdims: 0 })
  }

  private pad(node: GraphNode): Value {
    const paddings = this.constants(node.input![1]!)
    const nchw = (side: number) => [0, 3, 1, 2].map((axis) => paddings[axis * 2 + side]!)
    return this.graph.node('Pad', [this.value(node.input![0]!), this.graph.int64s([...nchw(0), ...nchw(1)])])
  }

  private concat(node: GraphNode): Value {
    const parts = node.input!.slice(0, -1).map((name) => this.value(name))
    const [axis] = this.constants(node.input!.at(-1)!)
    return this.graph.node('Concat', parts, { axis: NCHW_AXIS.at(axis!)! })
  }

  /** The first dimension is the batch in every Reshape of these nets: 0 keeps it as it comes. */
  private reshape(node: GraphNode): Value {
    const channelsLast = this.graph.node('Transpose', [this.value(node.input![0]!)], { perm: [0, 2, 3, 1] })
    const [, ...shape] = this.constants(node.input![1]!)
    return this.graph.node('Reshape', [channelsLast, this.graph.int64s([0, ...shape])])
  }

  private constants(name: string): number[] {
    return weightValues(weightNamed(this.weights, name))
  }
}

const integers = (node: GraphNode, attribute: string) => (node.attr?.[attribute]?.list?.i ?? []).map(Number)

/** Height and width of an NHWC list. */
const spatial = (list: number[]) => list.slice(1, 3)

function window(node: GraphNode): { strides: number[]; auto_pad: string } {
  const layout = Buffer.from(node.attr?.data_format?.s ?? '', 'base64').toString()
  if (layout !== 'NHWC') throw new Error(`${node.name} has the layout ${layout}, expected NHWC.`)
  if (integers(node, 'dilations').some((dilation) => dilation !== 1)) throw new Error(`${node.name} is dilated.`)
  const padding = Buffer.from(node.attr?.padding?.s ?? '', 'base64').toString()
  if (padding !== 'SAME' && padding !== 'VALID') throw new Error(`${node.name} has the padding ${padding}.`)
  return { strides: spatial(integers(node, 'strides')), auto_pad: autoPad(padding === 'SAME' ? 'same' : 'valid') }
}
