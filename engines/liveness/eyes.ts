/** How far the eyes are open, by the net of eyelids and iris (76 points in a 64 px square around one eye). */
import { angleOf, distance, type Point } from '../face/geometry'
import { cut, squareMap, type RgbImage } from '../image'
import type { Net } from '../runtime'

const inputSize = 64
/** Side of the square, in widths of the eye. */
const room = 2.3

/** Points of the mesh at the corners of each eye: that on the left of the picture first, and of each the one nearer to the left. */
const corners = [
  [33, 133],
  [362, 263],
] as const

/** Of the net's points: those on the upper lid and, below each, the one on the lower lid; and the corners. */
const lids = [
  [11, 3],
  [12, 4],
  [13, 5],
] as const
const [outer, inner] = [0, 8]

/**
 * @param mesh the 468 points of the face in the picture
 * @returns the gap between the lids over the width of the eye, the mean of both eyes: about 0.3 open, under 0.15 closed
 */
export async function eyeGapIn(net: Net, image: RgbImage, mesh: readonly Point[]): Promise<number> {
  const plane = 3 * inputSize * inputSize
  const data = new Float32Array(2 * plane)
  corners.forEach(([left, right], eye) => {
    const [from, to] = [mesh[left], mesh[right]]
    const side = distance(from, to) * room
    const map = squareMap((from.x + to.x) / 2, (from.y + to.y) / 2, side, angleOf(from, to), inputSize)
    // The net knows that on the left of the picture; the other is shown to it mirrored.
    cut(image, eye === 1 ? mirrored(map) : map, inputSize, data, eye * plane)
  })
  const { points } = await net.run({ input: { data, dims: [2, 3, inputSize, inputSize] } })
  return (gapOf(points.data.subarray(0, 228)) + gapOf(points.data.subarray(228))) / 2
}

function gapOf(points: Float32Array): number {
  const at = (index: number): Point => ({ x: points[3 * index], y: points[3 * index + 1] })
  const gaps = lids.map(([upper, lower]) => distance(at(upper), at(lower)))
  return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length / distance(at(outer), at(inner))
}

/** The same square, its left and right exchanged. */
function mirrored({ a, b, c, d, tx, ty }: ReturnType<typeof squareMap>) {
  return { a: -a, b, c: -c, d, tx: tx + a * inputSize, ty: ty + c * inputSize }
}
