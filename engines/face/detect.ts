/** Where faces may be: BlazeFace over the whole picture, letterboxed to 256 px. Says nothing yet of whose face it is. */
import type { Net } from '../runtime'
import { applyAffine, cut, squareMap, type Affine, type RgbImage } from '../image'
import type { Box } from '../types'
import { angleOf, centreOf, overlap, type Point, type Square } from './geometry'

/** Pixels a side of the detector's input. */
export const detectorSize = 256

/** Of the detector's grids: pixels a cell and anchors a cell. Their order is that of the net's rows. */
const grids = [
  { cellPx: 16, anchors: 2 },
  { cellPx: 32, anchors: 6 },
]

/** Side of the square that the detector reads, as a multiple of the picture's longer side. */
const margin = 1.5

/** Boxes that overlap by more are the same face. */
const sameFaceOverlap = 0.3

/** Centres of the 896 anchors in input pixels. */
const anchors: Point[] = grids.flatMap(({ cellPx, anchors }) => {
  const cells = detectorSize / cellPx
  return Array.from({ length: cells * cells * anchors }, (_, i) => {
    const cell = Math.floor(i / anchors)
    return { x: ((cell % cells) + 0.5) * cellPx, y: (Math.floor(cell / cells) + 0.5) * cellPx }
  })
})

export interface Detection {
  box: Box
  /** 0..1 */
  score: number
  /** As the picture shows them: left eye, right eye, nose tip, mouth, left ear, right ear. */
  keypoints: Point[]
}

/**
 * Finds faces in the square of the picture that `map` cuts out, strongest first, in picture pixels.
 * @param map from the detector's 256 px input to the picture; by default the whole picture
 */
export async function detect(
  net: Net,
  image: RgbImage,
  atLeast: number,
  map: Affine = wholePicture(image),
): Promise<Detection[]> {
  const data = new Float32Array(3 * detectorSize * detectorSize)
  cut(image, map, detectorSize, data)
  const { scores, boxes } = await net.run({ input: { data, dims: [1, 3, detectorSize, detectorSize] } })
  const found: Detection[] = []
  for (let i = 0; i < anchors.length; i++) {
    if (scores.data[i] >= atLeast) found.push(decodeRow(boxes.data, i, scores.data[i], map))
  }
  return withoutDuplicates(found)
}

/**
 * The whole picture with a wide black margin. Without it the detector misreads faces that fill the picture (of pictures cut
 * to the face's box it found 77 %, with it all), and it is surer of all others too; it loses faces under 2 % of the width.
 */
export function wholePicture({ width, height }: RgbImage): Affine {
  return squareMap(width / 2, height / 2, Math.max(width, height) * margin, 0, detectorSize)
}

/** A row holds centre, size and six keypoints in input pixels, centres and keypoints relative to the anchor. */
function decodeRow(rows: Float32Array, index: number, score: number, map: Affine): Detection {
  const row = rows.subarray(index * 16, index * 16 + 16)
  const anchor = anchors[index]
  const inPicture = (x: number, y: number): Point => {
    const [pictureX, pictureY] = applyAffine(map, x + anchor.x, y + anchor.y)
    return { x: pictureX, y: pictureY }
  }
  const centre = inPicture(row[0], row[1])
  const scale = Math.hypot(map.a, map.c)
  const width = row[2] * scale
  const height = row[3] * scale
  const keypoints = Array.from({ length: 6 }, (_, i) => inPicture(row[4 + 2 * i], row[5 + 2 * i]))
  return { box: { x: centre.x - width / 2, y: centre.y - height / 2, width, height }, score, keypoints }
}

/** The square around a detection, levelled by its eyes. */
export function squareSeen({ box, keypoints: [left, right] }: Detection): Square {
  return { centre: centreOf(box), side: Math.max(box.width, box.height), angle: angleOf(left, right) }
}

/** Greedy: of boxes that overlap only the strongest stays. */
function withoutDuplicates(found: Detection[]): Detection[] {
  const kept: Detection[] = []
  for (const candidate of [...found].sort((left, right) => right.score - left.score)) {
    if (kept.every((other) => overlap(other.box, candidate.box) <= sameFaceOverlap)) kept.push(candidate)
  }
  return kept
}
