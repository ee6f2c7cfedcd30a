/** Loads the nets that a server reads faces with, an operator's own among them. */
import { loadAdded } from '../added/load'
import type { AddedFaceManifest } from '../added/manifest'
import type { ModelFile } from '../added/types'
import type { Manifest } from '../models'
import type { Net, Runtime } from '../runtime'
import { embedChip } from './embed-added'
import { arcFaceSize } from './five-points'
import type { FaceNets } from './pipeline'
import { loadShipped } from './shipped-nets'

const always = ['blazeface', 'landmark_68', 'facemesh', 'face_recognition', 'age_gender', 'face_expression'] as const

export type ServerFaceNets = FaceNets & Record<(typeof always)[number], Net>

/**
 * @param readFile bytes of a model file by its name in the manifest
 * @param added makes the templates, in the place of the shipped nets
 * @throws Error when a file is missing, is not the one the manifest pins, or does not run
 */
export async function loadFaceNets(
  runtime: Runtime,
  manifest: Manifest,
  readFile: (file: string) => Promise<Uint8Array>,
  secondDescriptor: boolean,
  added?: ModelFile,
): Promise<ServerFaceNets> {
  const nets: ServerFaceNets = await loadShipped(runtime, manifest, readFile, always)
  if (added) {
    nets.added = await loadAdded(runtime, added, added.manifest as AddedFaceManifest)
    await embedChip(nets.added, new Float32Array(3 * arcFaceSize * arcFaceSize))
  } else if (secondDescriptor) Object.assign(nets, await loadShipped(runtime, manifest, readFile, ['faceres']))
  return nets
}
