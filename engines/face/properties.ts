/** What a face looks like: age, sex, expression. Guesses of two small nets, made only when a caller asks for them. */
import { cut, type RgbImage } from '../image'
import type { Net } from '../runtime'
import type { FaceProperties } from '../types'
import { chipMap, chipSize } from './chip'
import type { Point } from './geometry'

const inputSize = 112

/** The order of the expression net's outputs. */
const emotionNames = ['neutral', 'happy', 'sad', 'angry', 'fearful', 'disgusted', 'surprised']

/** @param expressionNet null when emotions are not asked for */
export async function guessProperties(
  ageGenderNet: Net,
  expressionNet: Net | null,
  image: RgbImage,
  points: readonly Point[],
): Promise<FaceProperties> {
  // Both nets were trained on dlib's chip; the same square is cut at their own size.
  const { a, b, c, d, tx, ty } = chipMap(points)
  const step = chipSize / inputSize
  const data = new Float32Array(3 * inputSize * inputSize)
  cut(image, { a: a * step, b: b * step, c: c * step, d: d * step, tx, ty }, inputSize, data)
  const input = { data, dims: [1, 3, inputSize, inputSize] }
  const { age, gender } = await ageGenderNet.run({ input })
  const probabilities = expressionNet ? (await expressionNet.run({ input })).probabilities.data : []
  return {
    ageYears: age.data[0],
    gender: gender.data[0] > 0.5 ? 'male' : 'female',
    emotions: Array.from(probabilities, (score, i) => ({ name: emotionNames[i], score })).sort(
      (left, right) => right.score - left.score,
    ),
  }
}
