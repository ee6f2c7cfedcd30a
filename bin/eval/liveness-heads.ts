/** Heads for the rendered bursts: people of the gallery whose picture shows them as a person stands before a camera at rest. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { locateFaces } from '@/engines/face/locate'
import { loadFaceNets } from '@/engines/face/nets'
import { loadTrackNets } from '@/engines/liveness/nets'
import { Head } from '@/engines/liveness/rendered/head'
import { partOf } from '@/engines/liveness/rendered/pictures'
import { FaceTracker } from '@/engines/liveness/track'
import type { Observation } from '@/engines/liveness/types'
import { loadManifest } from '@/engines/models'
import { createRuntime } from '@/engines/runtime'
import type { Probe } from './people'

/** Fixed before anything was measured with it. Degrees; pixels of the picture; eye gap as `ObservedFace` has it. */
export const headRule = { yaw: 12, pitch: 14, roll: 12, eyeDistancePx: 50, eyeGap: 0.22 }

export interface Sitter {
  identity: string
  head: Head
}

/** Whether a head can be made of what is on a picture: one person, near enough, upright, frontal, eyes open. */
export function makesHead({ faces, face }: Observation): boolean {
  return (
    faces === 1 &&
    face !== null &&
    Math.abs(face.yawDegrees) <= headRule.yaw &&
    Math.abs(face.pitchDegrees) <= headRule.pitch &&
    Math.abs(face.rollDegrees) <= headRule.roll &&
    face.eyeDistancePx >= headRule.eyeDistancePx &&
    (face.eyeGap ?? 0) >= headRule.eyeGap
  )
}

/** The first `most` people of the gallery of whom a head can be made. @throws where there are fewer than two */
export async function findSitters(dataDir: string, gallery: readonly Probe[], most: number): Promise<Sitter[]> {
  const manifest = loadManifest()
  const runtime = createRuntime({ threads: 1 })
  const readModel = (file: string) => readFile(join(process.cwd(), 'build/models', file))
  const faceNets = await loadFaceNets(runtime, manifest, readModel, false)
  const nets = await loadTrackNets(runtime, manifest, readModel, faceNets)
  const sitters: Sitter[] = []
  for (const { identity, path } of gallery) {
    if (sitters.length === most) break
    if (sitters.some((sitter) => sitter.identity === identity)) continue
    const image = await partOf(join(dataDir, path))
    if (!makesHead(await new FaceTracker(nets).see(image, 0))) continue
    const [face] = await locateFaces(faceNets, image, 1)
    if (face) sitters.push({ identity, head: new Head(image, face.mesh.points) })
  }
  if (sitters.length < 2) throw new Error('Heads can be made of fewer than two people of faces/gallery.csv.')
  return sitters
}
