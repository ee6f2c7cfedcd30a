/** For tests: the shipped pipeline in the test's own thread, and where single people stand in the sample pictures. Cuts nothing itself. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeNode } from '../decode-node'
import { loadManifest } from '../models'
import { createRuntime } from '../runtime'
import { loadFaceNets } from './nets'
import { createFacePipeline, type FacePipeline } from './pipeline'

export async function openPipeline({ secondDescriptor = false } = {}): Promise<FacePipeline> {
  const readModel = (file: string) => readFile(join(process.cwd(), 'build/models', file))
  const nets = await loadFaceNets(createRuntime({ threads: 1 }), loadManifest(), readModel, secondDescriptor)
  return createFacePipeline({ nets, decode: decodeNode })
}

/** People in the sample pictures of a development dependency: picture, and the square around one of them. */
const people = {
  anna: { sample: 3, left: 960, top: 160, side: 460 },
  'anna, laughing and tilted': { sample: 1, left: 1380, top: 140, side: 400 },
  berta: { sample: 6, left: 1040, top: 240, side: 400 },
  clara: { sample: 5, left: 200, top: 790, side: 500 },
  'dora, in profile': { sample: 2, left: 250, top: 110, side: 400 },
}

export type Person = keyof typeof people

export const samplePath = (number: number) =>
  join(process.cwd(), `node_modules/@vladmandic/face-api/demo/sample${number}.jpg`)

/** The file that shows a person among others, and the square to cut out of it. */
export function placeOf(person: Person): {
  path: string
  area: { left: number; top: number; width: number; height: number }
} {
  const { sample, left, top, side } = people[person]
  return { path: samplePath(sample), area: { left, top, width: side, height: side } }
}
