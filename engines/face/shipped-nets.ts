/** The shipped nets of faces by name, each proved against the manifest and warmed, so that no first caller waits. Free of Node. */
import { verifyModelFile } from '../model-file'
import type { Manifest } from '../models'
import type { Net, Runtime } from '../runtime'

export type FaceNetName =
  'blazeface' | 'landmark_68' | 'facemesh' | 'iris' | 'face_recognition' | 'faceres' | 'age_gender' | 'face_expression'

/**
 * @param readFile bytes of a model file by its name in the manifest
 * @throws Error when a file is missing, is not the one the manifest pins, or does not run
 */
export async function loadShipped<Name extends FaceNetName>(
  runtime: Runtime,
  { nets: entries }: Pick<Manifest, 'nets'>,
  readFile: (file: string) => Promise<Uint8Array>,
  names: readonly Name[],
): Promise<Record<Name, Net>> {
  const nets = {} as Record<Name, Net>
  for (const name of names) {
    const entry = entries[name]
    if (!entry) throw new Error(`models.json does not name the net ${name}.`)
    const bytes = await readFile(entry.file)
    await verifyModelFile(entry, bytes)
    nets[name] = await runtime.load(name, bytes)
    // The first inference of a net takes 5 to 20 times as long as later ones.
    const dims = entry.input.shape.map((size) => (typeof size === 'number' ? size : 1))
    const data = new Float32Array(dims.reduce((product, size) => product * size))
    for (let i = 0; i < 2; i++) await nets[name].run({ [entry.input.name]: { data, dims } })
  }
  return nets
}

/** Name of the template model that a pipeline with these settings makes. */
export function templateName(secondDescriptor: boolean): string {
  return secondDescriptor ? 'face-dlib128-faceres1024' : 'face-dlib128'
}
