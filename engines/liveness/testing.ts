/** For tests: the shipped liveness engine in the test's own thread, and heads of the people in the sample pictures. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeNode } from '../decode-node'
import { locateFaces } from '../face/locate'
import { loadFaceNets } from '../face/nets'
import { createFacePipeline } from '../face/pipeline'
import { placeOf, type Person } from '../face/testing'
import { loadManifest } from '../models'
import { createRuntime } from '../runtime'
import { faceTemplate } from '../template'
import { loadTrackNets } from './nets'
import type { LivenessParts } from './pipeline'
import { Head } from './rendered/head'
import { partOf } from './rendered/pictures'

export async function openLiveness(): Promise<LivenessParts & { headOf: (person: Person) => Promise<Head> }> {
  const manifest = loadManifest()
  const runtime = createRuntime({ threads: 1 })
  const readModel = (file: string) => readFile(join(process.cwd(), 'build/models', file))
  const faceNets = await loadFaceNets(runtime, manifest, readModel, false)
  return {
    nets: await loadTrackNets(runtime, manifest, readModel, faceNets),
    faces: createFacePipeline({ nets: faceNets, decode: decodeNode }),
    decode: decodeNode,
    thresholds: faceTemplate(manifest, false, null).thresholds!,
    async headOf(person) {
      const { path, area } = placeOf(person)
      const image = await partOf(path, area)
      const [face] = await locateFaces(faceNets, image, 1)
      return new Head(image, face!.mesh.points)
    },
  }
}
