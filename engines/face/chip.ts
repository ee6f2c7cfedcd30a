/** The aligned 150 px cut that the recognition net was trained on, after dlib's face chip (Boost licence for the mean shape). */
import type { Affine } from '../image'
import { fitSimilarity, type Point } from './geometry'

export const chipSize = 150

/** Room around the face's inner points on each side, as a share of their extent. */
const padding = 0.25

/**
 * Mean face of dlib's training, points 27-54 and 60-64: nose, eyes, outer and inner mouth. The brows and the lower lip move
 * too much to align by.
 */
const alignedPoints = [
  27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 60,
  61, 62, 63, 64,
]
const meanX = [
  0.490127, 0.490127, 0.490127, 0.490127, 0.36688, 0.426036, 0.490127, 0.554217, 0.613373, 0.121737, 0.187122, 0.265825,
  0.334606, 0.260918, 0.182743, 0.645647, 0.714428, 0.793132, 0.858516, 0.79751, 0.719335, 0.254149, 0.340985, 0.428858,
  0.490127, 0.551395, 0.639268, 0.726104, 0.290379, 0.428096, 0.490127, 0.552157, 0.689874,
]
const meanY = [
  0.203352, 0.307009, 0.409805, 0.515625, 0.587326, 0.609345, 0.628106, 0.609345, 0.587326, 0.216423, 0.178758,
  0.179852, 0.231733, 0.245099, 0.244077, 0.231733, 0.179852, 0.178758, 0.216423, 0.244077, 0.245099, 0.780233,
  0.745405, 0.727388, 0.742578, 0.727388, 0.745405, 0.780233, 0.784792, 0.778746, 0.785343, 0.778746, 0.784792,
]
const template: Point[] = meanX.map((x, i) => ({
  x: (chipSize * (padding + x)) / (1 + 2 * padding),
  y: (chipSize * (padding + meanY[i])) / (1 + 2 * padding),
}))

/** Where the chip of a face with these 68 points lies in the picture. */
export function chipMap(points: readonly Point[]): Affine {
  return fitSimilarity(
    template,
    alignedPoints.map((index) => points[index]),
  )
}
