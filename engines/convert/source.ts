/** Reads one net's TensorFlow.js files, of either package: weights with a graph (human) or weights alone (face-api). */
import type { GraphDef } from './graph-def'
import type { Bytes } from './protobuf'
import { readWeights, type WeightEntry, type Weights } from './weights'

export interface Source {
  weights: Weights
  /** Absent where the package ships only weights and the architecture is written down in `face-api.ts`. */
  graph?: GraphDef
}

type WeightGroups = { weights: WeightEntry[] }[]

/** @param description the JSON file's text: a graph model, or a bare list of weight groups */
export function readSource(description: string, weightFile: Bytes): Source {
  const parsed = JSON.parse(description) as WeightGroups | { modelTopology: GraphDef; weightsManifest: WeightGroups }
  const groups = Array.isArray(parsed) ? parsed : parsed.weightsManifest
  return {
    weights: readWeights(
      groups.flatMap(({ weights }) => weights),
      weightFile,
    ),
    graph: Array.isArray(parsed) ? undefined : parsed.modelTopology,
  }
}
