import sharp from 'sharp'
import { expect, it } from 'vitest'
import { cosine, normalise } from '../math'
import { joined } from './second'
import { openPipeline, placeOf, type Person } from './testing'

const random = (length: number) => normalise(Float32Array.from({ length }, () => Math.random() - 0.5))

it('orders pairs by one cosine exactly as the fused distance does', () => {
  const distance = (left: Float32Array, right: Float32Array) => Math.hypot(...left.map((value, i) => value - right[i]))
  for (let round = 0; round < 20; round++) {
    const [a, b] = [random(128), random(128)]
    const [c, d] = [random(1024), random(1024)]
    const fused = distance(a, b) ** 2 + (0.25 * distance(c, d)) ** 2
    expect(cosine(joined(a, c), joined(b, d))).toBeCloseTo(1 - fused / (2 * 1.0625), 5)
  }
})

it('makes templates of 1152 numbers that tell people apart', async () => {
  const pipeline = await openPipeline({ secondDescriptor: true })
  const read = async (person: Person) => {
    const { path, area } = placeOf(person)
    const photo = await sharp(path).extract(area).jpeg({ quality: 95 }).toBuffer()
    return (await pipeline.read(photo)).faces[0].embedding!
  }
  const anna = await read('anna')
  expect(anna).toHaveLength(1152)
  const annaAgain = await read('anna, laughing and tilted')
  const berta = await read('berta')
  expect(cosine(anna, annaAgain)).toBeGreaterThan(cosine(anna, berta) + 0.02)
})
