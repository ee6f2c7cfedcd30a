import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { beforeAll, expect, it } from 'vitest'
import { samplePath } from './face/testing'
import { readHeader } from './picture-header'
import type { PictureFormat } from './types'

let photo: Buffer
beforeAll(
  async () =>
    void (photo = await sharp(await readFile(samplePath(1)))
      .resize(301, 200, { fit: 'fill' })
      .png()
      .toBuffer()),
)

const picture = () => sharp(photo)
const clear = () => picture().ensureAlpha(0.5)

const kinds: [string, PictureFormat, number, () => Promise<Buffer>][] = [
  ['a JPEG', 'jpeg', 3, () => picture().jpeg().toBuffer()],
  ['a progressive JPEG', 'jpeg', 3, () => picture().jpeg({ progressive: true }).toBuffer()],
  ['a grey JPEG', 'jpeg', 1, () => picture().toColourspace('b-w').jpeg().toBuffer()],
  ['a JPEG of four inks', 'jpeg', 4, () => picture().toColourspace('cmyk').jpeg().toBuffer()],
  ['a JPEG with all of its metadata', 'jpeg', 3, () => picture().withMetadata({ orientation: 6 }).jpeg().toBuffer()],
  ['a PNG', 'png', 3, () => picture().png().toBuffer()],
  ['a clear PNG', 'png', 4, () => clear().png().toBuffer()],
  ['a deep PNG', 'png', 6, () => picture().toColourspace('rgb16').png().toBuffer()],
  ['a PNG with a palette', 'png', 3, () => picture().png({ palette: true }).toBuffer()],
  ['a clear PNG with a palette', 'png', 4, () => clear().png({ palette: true }).toBuffer()],
  ['a grey PNG', 'png', 1, () => picture().toColourspace('b-w').png().toBuffer()],
  ['a WebP', 'webp', 3, () => picture().webp().toBuffer()],
  ['a clear WebP', 'webp', 4, () => clear().webp().toBuffer()],
  ['a lossless WebP', 'webp', 3, () => picture().webp({ lossless: true }).toBuffer()],
  ['a clear lossless WebP', 'webp', 4, () => clear().webp({ lossless: true }).toBuffer()],
]

it.each(kinds)('reads the size of %s as libvips does', async (_, format, bytesPerPixel, make) => {
  const bytes = await make()
  expect(readHeader(bytes, format)).toEqual({ width: 301, height: 200, bytesPerPixel })
  const { width, height } = await sharp(bytes).metadata()
  expect([width, height]).toEqual([301, 200])
})

it.each(kinds)('refuses %s that was cut short anywhere', async (_, format, __, make) => {
  const bytes = await make()
  for (const length of [12, 20, 29, 40, bytes.length >> 1, bytes.length - 200, bytes.length - 3]) {
    const refused = expect.objectContaining({ name: 'PictureRefused', code: 'damaged' })
    expect(() => readHeader(bytes.subarray(0, length), format), String(length)).toThrow(refused)
  }
})

it('passes over stray bytes behind the end, as some cameras write', async () => {
  const bytes = Buffer.concat([await picture().jpeg().toBuffer(), Buffer.alloc(100, 7)])
  expect(readHeader(bytes, 'jpeg')).toMatchObject({ width: 301, height: 200 })
})
