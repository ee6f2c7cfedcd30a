import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultLimits } from './decode'
import { decodeNode } from './decode-node'
import type { PictureRefusal } from './types'

let photo: Buffer
let small: Buffer

beforeAll(async () => {
  photo = await readFile(join(process.cwd(), 'node_modules/@vladmandic/face-api/demo/sample1.jpg'))
  small = await sharp(photo).resize(300).png().toBuffer()
})

const decode = (bytes: Uint8Array, limits = {}) => decodeNode(bytes, { ...defaultLimits, ...limits })

async function refusal(bytes: Uint8Array, limits = {}): Promise<PictureRefusal> {
  const error: { code?: PictureRefusal; name?: string } = await decode(bytes, limits).then(
    () => ({}),
    (thrown: object) => thrown,
  )
  expect(error.name).toBe('PictureRefused')
  return error.code!
}

/** Mean absolute difference of two pictures of one size, in grey levels. */
async function difference(bytes: Uint8Array): Promise<number> {
  const [{ image: left }, { image: right }] = await Promise.all([decode(bytes), decode(small)])
  expect([left.width, left.height]).toEqual([right.width, right.height])
  let sum = 0
  for (let i = 0; i < left.data.length; i++) sum += Math.abs(left.data[i] - right.data[i])
  return sum / left.data.length
}

function pngChunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const framed = Buffer.alloc(typed.length + 8)
  framed.writeUInt32BE(body.length, 0)
  typed.copy(framed, 4)
  framed.writeUInt32BE(crc32(typed), typed.length + 4)
  return framed
}

describe('what is read', () => {
  it('reads JPEG, PNG and WebP by content', async () => {
    expect((await decode(photo)).format).toBe('jpeg')
    expect((await decode(small)).format).toBe('png')
    expect((await decode(await sharp(small).webp().toBuffer())).format).toBe('webp')
  })

  it('turns the picture by each of the eight EXIF orientations', async () => {
    const upright = await sharp(small).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer()
    const stored: Record<number, (picture: Sharp) => Sharp> = {
      1: (picture) => picture,
      2: (picture) => picture.flop(),
      3: (picture) => picture.rotate(180),
      4: (picture) => picture.flip(),
      5: (picture) => picture.rotate(270).flop(),
      6: (picture) => picture.rotate(270),
      7: (picture) => picture.rotate(90).flop(),
      8: (picture) => picture.rotate(90),
    }
    for (const [orientation, store] of Object.entries(stored)) {
      const pixels = await store(sharp(upright)).png().toBuffer()
      const bytes = await sharp(pixels)
        .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
        .withMetadata({ orientation: Number(orientation) })
        .toBuffer()
      expect(await difference(bytes), `orientation ${orientation}`).toBeLessThan(1.5)
    }
  })

  it('gives 8-bit sRGB from CMYK, 16-bit, grey, 16-bit grey and palette pictures', async () => {
    const grey = await sharp(small).greyscale().png().toBuffer()
    expect(await difference(await sharp(small).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer())).toBeLessThan(
      16,
    )
    expect(await difference(await sharp(small).toColourspace('rgb16').png().toBuffer())).toBeLessThan(1)
    expect(await difference(await sharp(small).png({ palette: true, dither: 0 }).toBuffer())).toBeLessThan(6)
    const { image } = await decode(grey)
    expect(image.data.length).toBe(image.width * image.height * 3)
    expect(image.data[0]).toBe(image.data[1])
    const deep = await decode(await sharp(small).greyscale().toColourspace('grey16').png().toBuffer())
    expect(Math.abs(deep.image.data[3000] - image.data[3000])).toBeLessThan(2)
  })

  it('flattens transparency on white', async () => {
    const clear = await sharp({
      create: { width: 40, height: 40, channels: 4, background: { r: 1, g: 2, b: 3, alpha: 0 } },
    })
    const { image } = await decode(await clear.png().toBuffer())
    expect([...image.data.subarray(0, 3)]).toEqual([255, 255, 255])
  })

  it('shrinks only what is longer than the limit and tells the true size', async () => {
    const large = await sharp(photo).resize(3000).jpeg().withMetadata({ orientation: 6 }).toBuffer()
    const read = await decode(large)
    expect([read.widthPx, read.heightPx]).toEqual([2000, 3000])
    expect([read.image.width, read.image.height]).toEqual([1333, 2000])
    expect((await decode(photo)).image.width).toBe(1920)
  })

  it('reads a JPEG with stray bytes between its markers, as some cameras write', async () => {
    const stray = Buffer.concat([photo, Buffer.alloc(100, 7)])
    expect((await decode(stray)).image.width).toBe(1920)
  })
})

describe('what is refused', () => {
  it('refuses nothing, noise and text', async () => {
    expect(await refusal(new Uint8Array())).toBe('empty')
    expect(await refusal(Buffer.from('hello'))).toBe('unsupported_format')
    expect(await refusal(Buffer.alloc(5000, 0xab))).toBe('unsupported_format')
  })

  it('refuses formats that are not served, before any decoder sees them', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"/>')
    const heic = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic', 'latin1'), Buffer.alloc(2000)])
    const pictures = [
      svg,
      heic,
      await sharp(small).gif().toBuffer(),
      await sharp(small).tiff().toBuffer(),
      await sharp(small).avif({ effort: 0 }).toBuffer(),
    ]
    for (const bytes of pictures) expect(await refusal(bytes)).toBe('unsupported_format')
    expect(await refusal(small, { formats: ['jpeg'] })).toBe('unsupported_format')
  })

  it('refuses a picture whose content is not what its first bytes say', async () => {
    expect(await refusal(Buffer.concat([Buffer.from('\xff\xd8\xff', 'latin1'), small]))).toBe('damaged')
  })

  it('refuses truncated pictures of every format', async () => {
    for (const bytes of [photo, small, await sharp(small).webp().toBuffer()]) {
      expect(await refusal(bytes.subarray(0, bytes.length >> 1))).toBe('damaged')
      expect(await refusal(bytes.subarray(0, 40))).toBe('damaged')
    }
    expect(await refusal(photo.subarray(0, photo.length - 200))).toBe('damaged')
  })

  it('refuses a flood of pixels from a few bytes', async () => {
    const header = Buffer.alloc(13)
    header.writeUInt32BE(20_000, 0)
    header.writeUInt32BE(20_000, 4)
    header.set([1, 0, 0, 0, 0], 8)
    const flood = Buffer.concat([
      small.subarray(0, 8),
      pngChunk('IHDR', header),
      pngChunk('IDAT', deflateSync(Buffer.alloc(2501 * 20_000))),
      pngChunk('IEND', Buffer.alloc(0)),
    ])
    expect(flood.length).toBeLessThan(100_000)
    expect(await refusal(flood)).toBe('too_many_pixels')
  })

  it('counts the bytes of samples too, so that 16 bits and transparency are no way around the limit', async () => {
    const header = (width: number, depth: number, colours: number) => {
      const size = Buffer.alloc(13)
      size.writeUInt32BE(width, 0)
      size.writeUInt32BE(width, 4)
      size.set([depth, colours, 0, 0, 1], 8)
      const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
      return Buffer.concat([signature, pngChunk('IHDR', size), pngChunk('IDAT', deflateSync(Buffer.alloc(64)))])
    }
    expect(await refusal(header(7000, 16, 6))).toBe('too_many_pixels')
    expect(await refusal(header(4400, 16, 6))).toBe('too_many_pixels')
    // Within the limit, so that what is wrong with it is that its pixels are missing.
    expect(await refusal(header(4300, 16, 6))).toBe('damaged')
    expect(await refusal(header(7000, 8, 2))).toBe('damaged')
  })

  it('refuses too many bytes and too small a picture', async () => {
    expect(await refusal(photo, { maxBytes: photo.length - 1 })).toBe('too_many_bytes')
    expect(await refusal(await sharp(small).resize(20, 20).png().toBuffer())).toBe('too_small')
  })

  it('refuses animated GIF, WebP and PNG', async () => {
    const frames = await Promise.all(
      ['#123', '#fed'].map((background) =>
        sharp({ create: { width: 40, height: 40, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    )
    const animation = sharp(frames, { join: { animated: true } })
    expect(await refusal(await animation.clone().gif().toBuffer())).toBe('unsupported_format')
    expect(await refusal(await animation.clone().webp().toBuffer())).toBe('animated')
    const acTL = pngChunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]))
    expect(await refusal(Buffer.concat([small.subarray(0, 33), acTL, small.subarray(33)]))).toBe('animated')
  })
})
