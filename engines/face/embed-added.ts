/** From a picture and the face's points to the template of an added model. */
import { runAdded, type AddedNet } from '../added/run'
import type { AddedFaceManifest } from '../added/manifest'
import { cut, mirrorPlanes, type RgbImage } from '../image'
import { normalise } from '../math'
import { arcFaceMap, arcFaceSize, fivePoints } from './five-points'
import type { Point } from './geometry'

type Pixels = AddedFaceManifest['input']['pixels']

/** @returns L2-normalised */
export async function embedAdded(
  added: AddedNet<AddedFaceManifest>,
  image: RgbImage,
  points: readonly Point[],
): Promise<Float32Array> {
  const chip = new Float32Array(3 * arcFaceSize * arcFaceSize)
  cut(image, arcFaceMap(fivePoints(points)), arcFaceSize, chip)
  return embedChip(added, chip)
}

/** @param chip planes red, green, blue of 112 x 112, 0..255 */
export async function embedChip(added: AddedNet<AddedFaceManifest>, chip: Float32Array): Promise<Float32Array> {
  const { pixels } = added.manifest.input
  const dims = pixels.layout === 'NCHW' ? [1, 3, arcFaceSize, arcFaceSize] : [1, arcFaceSize, arcFaceSize, 3]
  const template = Float32Array.from(await runAdded(added, inputOf(chip, pixels), dims))
  if (pixels.mirror) {
    const mirrored = new Float32Array(chip.length)
    mirrorPlanes(chip, arcFaceSize, mirrored, 0)
    // Apart from the first: not every file takes two at once.
    const other = await runAdded(added, inputOf(mirrored, pixels), dims)
    for (let at = 0; at < template.length; at++) template[at] += other[at]
  }
  return normalise(template)
}

/** The chip as the net wants it. */
export function inputOf(chip: Float32Array, { colours, mean, std, layout }: Pixels): Float32Array {
  const plane = arcFaceSize * arcFaceSize
  const data = new Float32Array(3 * plane)
  for (let channel = 0; channel < 3; channel++) {
    const from = (colours === 'RGB' ? channel : 2 - channel) * plane
    const [middle, spread] = [mean, std].map((value) => (typeof value === 'number' ? value : value[channel]))
    for (let at = 0; at < plane; at++) {
      const to = layout === 'NCHW' ? channel * plane + at : at * 3 + channel
      data[to] = (chip[from + at] - middle) / spread
    }
  }
  return data
}
