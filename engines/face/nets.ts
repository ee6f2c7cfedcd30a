/** Loads the nets that reading faces takes, each proved against the manifest and warmed, so that no first caller waits. */
import { loadAdded } from '../added/load'
import type { AddedFaceManifest } from '../added/manifest'
import type { ModelFile } from '../added/types'
import { verifyModelFile, type Manifest } from '../models'
import type { Net, Runtime } from '../runtime'
import { embedChip } from './embed-added'
import { arcFaceSize } from './five-points'
import type { FaceNets } from './pipeline'

const always = ['blazeface', 'landmark_68', 'facemesh', 'face_recognition', 'age_gender', 'face_expression'] as const

/** Name of the template model that a pipeline with these settings makes. */
export function templateName(secondDescriptor: boolean): string {
  return secondDescriptor ? 'face-dlib128-faceres1024' : 'face-dlib128'
}

/**
 * @param readFile bytes of a model file by its name in the manifest
 * @param added makes the templates, in the place of the shipped nets
 * @throws Error when a file is missing, is not the one the manifest pins, or does not run
 */
export async function loadFaceNets(
  runtime: Runtime,
  { nets: entries }: Manifest,
  readFile: (file: string) => Promise<Uint8Array>,
  secondDescriptor: boolean,
  added?: ModelFile,
): Promise<FaceNets> {
  const load = async (name: string): Promise<Net> => {
    const entry = entries[name]
    if (!entry) throw new Error(`models.json does not name the net ${name}.`)
    const bytes = await readFile(entry.file)
    await verifyModelFile(entry, bytes)
    const net = await runtime.load(name, bytes)
    // The first inference of a net takes 5 to 20 times as long as later ones.
    const dims = entry.input.shape.map((size) => (typeof size === 'number' ? size : 1))
    const data = new Float32Array(dims.reduce((product, size) => product * size))
    for (let i = 0; i < 2; i++) await net.run({ [entry.input.name]: { data, dims } })
    return net
  }
  const nets = {} as FaceNets
  for (const name of always) nets[name] = await load(name)
  if (added) {
    nets.added = await loadAdded(runtime, added, added.manifest as AddedFaceManifest)
    await embedChip(nets.added, new Float32Array(3 * arcFaceSize * arcFaceSize))
  } else if (secondDescriptor) nets.faceres = await load('faceres')
  return nets
}
