/** The nets by which a face is followed: two that reading faces takes anyway, and the one of the eyelids. */
import { verifyModelFile } from '../model-file'
import type { Manifest } from '../models'
import type { Runtime } from '../runtime'
import type { TrackNets } from './track'

/**
 * @param readFile bytes of a model file by its name in the manifest
 * @throws Error when a file is missing, is not the one the manifest pins, or is not a model
 */
export async function loadTrackNets(
  runtime: Runtime,
  { nets: entries }: Manifest,
  readFile: (file: string) => Promise<Uint8Array>,
  { blazeface, facemesh }: Pick<TrackNets, 'blazeface' | 'facemesh'>,
): Promise<TrackNets> {
  const entry = entries.iris
  const bytes = await readFile(entry.file)
  await verifyModelFile(entry, bytes)
  return { blazeface, facemesh, iris: await runtime.load('iris', bytes) }
}
