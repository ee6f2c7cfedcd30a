/**
 * Layers that face-api's nets are made of, as ONNX nodes. Values are NCHW; weights come as TensorFlow keeps them (HWIO).
 * Whole nets are put together in `face-api.ts`.
 */
import type { OnnxGraph, Value } from './onnx'
import { addWeight, weightNamed, weightValues, type Weights } from './weights'

/** `same` pads as TensorFlow does: an odd zero goes to the end, so strided layers are not symmetric. */
export type Padding = 'same' | 'valid'
export const autoPad = (padding: Padding) => (padding === 'same' ? 'SAME_UPPER' : 'VALID')

const square = (size: number) => [size, size]

export class Layers {
  constructor(
    readonly graph: OnnxGraph,
    private readonly weights: Weights,
  ) {}

  relu = (x: Value): Value => this.graph.node('Relu', [x])
  add = (a: Value, b: Value): Value => this.graph.node('Add', [a, b])
  softmax = (x: Value, output?: Value): Value => this.graph.node('Softmax', [x], { axis: 1 }, output)

  /** RGB 0..255 to (colour - training mean) / 255. The mean is that of face-api's training pictures. */
  normalise(x: Value): Value {
    const centred = this.graph.node('Sub', [x, this.graph.floats([122.782, 117.001, 104.298], [1, 3, 1, 1])])
    return this.graph.node('Div', [centred, this.graph.floats([255], [1])])
  }

  /** Convolution with the tensors `name/filters` and, unless `biased` is false, `name/bias`. */
  conv(x: Value, name: string, stride: number, padding: Padding = 'same', biased = true): Value {
    const filters = weightNamed(this.weights, `${name}/filters`)
    const inputs = [x, addWeight(this.graph, filters, undefined, [3, 2, 0, 1])]
    if (biased) inputs.push(addWeight(this.graph, weightNamed(this.weights, `${name}/bias`)))
    return this.graph.node('Conv', inputs, {
      kernel_shape: filters.shape.slice(0, 2),
      strides: square(stride),
      auto_pad: autoPad(padding),
    })
  }

  /** Depthwise, then pointwise convolution, as TensorFlow's separableConv2d with `same` padding. */
  separableConv(x: Value, name: string, stride: number): Value {
    const depthwise = weightNamed(this.weights, `${name}/depthwise_filter`)
    const [height, width, channels] = depthwise.shape as [number, number, number, 1]
    const spread = this.graph.node(
      'Conv',
      [x, addWeight(this.graph, depthwise, [channels, 1, height, width], [2, 3, 0, 1])],
      { kernel_shape: [height, width], strides: square(stride), auto_pad: autoPad('same'), group: channels },
    )
    const pointwise = addWeight(
      this.graph,
      weightNamed(this.weights, `${name}/pointwise_filter`),
      undefined,
      [3, 2, 0, 1],
    )
    const bias = addWeight(this.graph, weightNamed(this.weights, `${name}/bias`))
    return this.graph.node('Conv', [spread, pointwise, bias], { kernel_shape: [1, 1] })
  }

  /**
   * Convolution without bias, then the per-channel scale of the ResNet: (conv + bias) * weights + biases,
   * its two additions joined into one.
   */
  scaledConv(x: Value, name: string, stride: number, padding: Padding): Value {
    const values = (part: string) => weightValues(weightNamed(this.weights, `${name}/${part}`))
    const bias = values('conv/bias')
    const scale = values('scale/weights')
    const shift = values('scale/biases').map((value, channel) => value + bias[channel]! * scale[channel]!)
    const perChannel = [1, scale.length, 1, 1]
    const scaled = this.graph.node('Mul', [
      this.conv(x, `${name}/conv`, stride, padding, false),
      this.graph.floats(scale, perChannel),
    ])
    return this.add(scaled, this.graph.floats(shift, perChannel))
  }

  /** Output channels of the convolution `name`. */
  channels(name: string): number {
    return weightNamed(this.weights, `${name}/filters`).shape[3]!
  }

  maxPool(x: Value, size: number, stride: number, padding: Padding): Value {
    return this.graph.node('MaxPool', [x], {
      kernel_shape: square(size),
      strides: square(stride),
      auto_pad: autoPad(padding),
    })
  }

  averagePool(x: Value, size: number, stride: number): Value {
    return this.graph.node('AveragePool', [x], { kernel_shape: square(size), strides: square(stride) })
  }

  /** Zeros after the last row and column, and after the last channel. */
  padEnd(x: Value, channels: number, rows: number): Value {
    return this.graph.node('Pad', [x, this.graph.int64s([0, 0, 0, 0, 0, channels, rows, rows])])
  }

  /** N x C x 1 x 1 to N x C. */
  flatten = (x: Value): Value => this.graph.node('Flatten', [x], { axis: 1 })

  matMul(x: Value, name: string, output?: Value): Value {
    return this.graph.node('MatMul', [x, addWeight(this.graph, weightNamed(this.weights, name))], {}, output)
  }

  /** Fully connected layer with the tensors `name/weights` and `name/bias`. */
  dense(x: Value, name: string, output?: Value): Value {
    const bias = addWeight(this.graph, weightNamed(this.weights, `${name}/bias`))
    return this.graph.node('Add', [this.matMul(x, `${name}/weights`), bias], {}, output)
  }
}
