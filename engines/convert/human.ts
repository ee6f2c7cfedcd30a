/**
 * The nets of @vladmandic/human: their graphs come with the weights, so this file only says what goes in and out.
 * Every net takes `input`: N x 3 x S x S, RGB planes, 0..255; the range each was trained on is made inside.
 */
import { GraphDefConverter } from './graph-def'
import { OnnxGraph, type Value } from './onnx'
import type { Source } from './source'

/** Single-shot detector, 256 px square. 896 anchors: 16 x 16 cells of 16 px with 2 each, then 8 x 8 cells of 32 px with 6. */
export function blazeface(source: Source): OnnxGraph {
  const graph = new OnnxGraph('blazeface')
  const scaled = graph.node('Div', [graph.input('input', ['batch', 3, 256, 256]), graph.floats([127.5], [1])])
  const centred = graph.node('Sub', [scaled, graph.floats([1], [1])])
  const net = new GraphDefConverter(source, graph, centred)
  const logits = graph.node('Concat', [net.value('Identity'), net.value('Identity_1')], { axis: 1 })
  const perAnchor = graph.node('Squeeze', [logits, graph.int64s([2])])
  graph.output(graph.node('Sigmoid', [perAnchor], {}, 'scores'), ['batch', 896])
  const boxes = graph.node('Concat', [net.value('Identity_2'), net.value('Identity_3')], { axis: 1 }, 'boxes')
  graph.output(boxes, ['batch', 896, 16])
  return graph
}

/** 192 px square to 468 `points` and the `score` that it shows a face. The contour branch is left out. */
export function facemesh(source: Source): OnnxGraph {
  const graph = new OnnxGraph('facemesh')
  const net = new GraphDefConverter(source, graph, unitRange(graph, 192))
  graph.node('Reshape', [net.value('Identity_2'), graph.int64s([0, 468, 3])], {}, 'points')
  graph.output('points', ['batch', 468, 3])
  graph.output(graph.node('Identity', [net.value('Identity_1')], {}, 'score'), ['batch', 1])
  return graph
}

/** 64 px square around one eye to 76 `points`: 71 of lids and brow, 5 of the iris. */
export function iris(source: Source): OnnxGraph {
  const graph = new OnnxGraph('iris')
  const net = new GraphDefConverter(source, graph, unitRange(graph, 64))
  graph.node('Reshape', [net.value('Identity'), graph.int64s([0, 76, 3])], {}, 'points')
  graph.output('points', ['batch', 76, 3])
  return graph
}

/** MobileNet, 224 px square, to a 1024-d `descriptor` (not normalised), `gender` and `age`. Trained on BGR minus the mean colour. */
export function faceres(source: Source): OnnxGraph {
  const graph = new OnnxGraph('faceres')
  const bgr = graph.node('Gather', [graph.input('input', ['batch', 3, 224, 224]), graph.int64s([2, 1, 0])], { axis: 1 })
  const centred = graph.node('Sub', [bgr, graph.floats([103.939, 116.779, 123.68], [1, 3, 1, 1])])
  const net = new GraphDefConverter(source, graph, centred)
  const give = (output: string, name: string, size: number) =>
    graph.output(graph.node('Identity', [net.value(name)], {}, output), ['batch', size])
  give('descriptor', 'global_pooling/Mean', 1024)
  give('gender', 'gender_pred/Sigmoid', 1)
  give('age', 'age_pred/Softmax', 100)
  return graph
}

/** RGB 0..255 to 0..1. */
function unitRange(graph: OnnxGraph, size: number): Value {
  return graph.node('Div', [graph.input('input', ['batch', 3, size, size]), graph.floats([255], [1])])
}
