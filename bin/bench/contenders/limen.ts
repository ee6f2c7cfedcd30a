/** Limen's own pipeline as it is shipped, on our WASM runtime and, as the ceiling, on the native one with the same nets. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defaultLimits } from '@/engines/decode'
import { decodeNode } from '@/engines/decode-node'
import { chipMap, chipSize } from '@/engines/face/chip'
import { detect, squareSeen } from '@/engines/face/detect'
import { embed } from '@/engines/face/embed'
import { scaled } from '@/engines/face/geometry'
import { landmarksIn, squareAround } from '@/engines/face/landmarks'
import { loadFaceNets } from '@/engines/face/nets'
import { createFacePipeline } from '@/engines/face/pipeline'
import { cut } from '@/engines/image'
import { loadManifest } from '@/engines/models'
import { createRuntime, type Runtime } from '@/engines/runtime'
import { createNativeRuntime } from '../native-runtime'
import type { Contender, Photo } from './contender'

export async function limen(root: string, photo: Photo, threads: number): Promise<Contender> {
  return contend(root, photo, createRuntime({ threads }))
}

export async function limenNative(root: string, photo: Photo): Promise<Contender> {
  return contend(root, photo, createNativeRuntime())
}

async function contend(root: string, photo: Photo, runtime: Runtime): Promise<Contender> {
  const readModel = (file: string) => readFile(join(root, 'build/models', file))
  const nets = await loadFaceNets(runtime, loadManifest(), readModel, false)
  const pipeline = createFacePipeline({ nets, decode: decodeNode })
  const image = { width: photo.widthPx, height: photo.heightPx, data: photo.rgb }
  const picture = { image, format: 'jpeg' as const, widthPx: photo.widthPx, heightPx: photo.heightPx }

  const [detection] = await detect(nets.blazeface, image, 0.5)
  const align = async () => {
    const first = await landmarksIn(nets.landmark_68, image, scaled(squareSeen(detection), 1.15))
    const points = await landmarksIn(nets.landmark_68, image, scaled(squareAround(first), 1.3))
    const chip = new Float32Array(3 * chipSize * chipSize)
    cut(image, chipMap(points), chipSize, chip)
    return chip
  }
  const chip = await align()
  const stored = await embed(nets.face_recognition, chip)

  return {
    decode: () => decodeNode(photo.jpeg, defaultLimits),
    detect: () => detect(nets.blazeface, image, 0.5),
    align,
    embed: () => embed(nets.face_recognition, chip),
    async verify() {
      const { faces } = await pipeline.readDecoded(picture)
      if (faces.length !== 1) throw new Error('Limen lost the face of the benchmark photo')
      return faces[0].embedding!.reduce((sum, value, i) => sum + value * stored[i], 0)
    },
  }
}
