/**
 * Faces for rendered documents, cut in the shape of passport pictures out of what ships inside dev dependencies. For tests
 * and evaluation only.
 */
import { join } from 'node:path'
import sharp from 'sharp'
import { random } from './random'

const packages = 'node_modules/@vladmandic'
const demo = (number: number) => `${packages}/face-api/demo/sample${number}.jpg`

/** Squares around one face each; the man is small in his. */
const faces = {
  F: [
    { file: demo(3), left: 950, top: 140, side: 470 },
    { file: demo(3), left: 1400, top: 180, side: 480 },
    { file: demo(6), left: 1040, top: 240, side: 400 },
    { file: demo(5), left: 200, top: 790, side: 500 },
  ],
  M: [3, 8].map((column) => ({
    file: `${packages}/human/assets/screenshot-facematch.jpg`,
    // Less than his tile, whose corners are written on.
    left: 11 + Math.round(106.35 * column),
    top: 291,
    side: 90,
  })),
}

/** A JPEG of 7 by 9, as the document of that seed and gender shows it. */
export async function portraitOf(seed: number, gender: 'F' | 'M' | 'X'): Promise<Buffer> {
  const chance = random(seed, 'portrait')
  const { file, left, top, side } = chance.pick(faces[gender === 'X' ? chance.pick(['F', 'M'] as const) : gender])
  const width = Math.round((side * 7) / 9)
  const cut = sharp(join(process.cwd(), file))
    .extract({ left: left + ((side - width) >> 1), top, width, height: side })
    .resize(350, 450)
  const shown = chance.chance(0.35) ? cut.greyscale().toColourspace('srgb') : cut
  return shown.jpeg({ quality: 90 }).toBuffer()
}
