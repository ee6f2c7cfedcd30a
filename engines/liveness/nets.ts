/** The nets by which a face is followed: two that reading faces takes anyway, and the one of the eyelids. Free of Node. */
import { loadShipped } from '../face/shipped-nets'
import type { Manifest } from '../models'
import type { Runtime } from '../runtime'
import type { TrackNets } from './track'

/**
 * @param readFile bytes of a model file by its name in the manifest
 * @throws Error when a file is missing, is not the one the manifest pins, or does not run
 */
export async function loadTrackNets(
  runtime: Runtime,
  manifest: Pick<Manifest, 'nets'>,
  readFile: (file: string) => Promise<Uint8Array>,
  { blazeface, facemesh }: Pick<TrackNets, 'blazeface' | 'facemesh'>,
): Promise<TrackNets> {
  return { blazeface, facemesh, ...(await loadShipped(runtime, manifest, readFile, ['iris'])) }
}
