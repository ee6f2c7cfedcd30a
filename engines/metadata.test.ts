import * as fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { withoutMetadata } from './metadata'
import { PictureRefused, type PictureFormat } from './types'

const noise = sharp({
  create: { width: 60, height: 40, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
})

const secret = 'somewhere at 48.2082 N'
const exif = {
  IFD0: { Artist: secret, ImageDescription: secret, Make: secret },
  IFD3: { GPSLatitude: '48/1 12/1 29/1' },
}

async function picture(
  format: PictureFormat,
  options: { orientation?: number; progressive?: boolean; cmyk?: boolean },
) {
  let source = noise.clone().withExif(exif).withXmp(`<x>${secret}</x>`)
  if (options.orientation) source = source.withMetadata({ orientation: options.orientation }).withExif(exif)
  if (options.cmyk) source = source.toColourspace('cmyk')
  const { progressive = false } = options
  if (format === 'jpeg') return source.jpeg({ progressive }).toBuffer()
  return format === 'png' ? source.png({ progressive }).toBuffer() : source.webp().toBuffer()
}

const upright = (bytes: Uint8Array) => sharp(bytes).autoOrient().raw().toBuffer()

describe.each(['jpeg', 'png', 'webp'] as const)('Of a %s', (format) => {
  test.each([1, 3, 6, 8])('only pixels and the turn %i survive', async (orientation) => {
    const before = await picture(format, { orientation })
    const untouched = Buffer.from(before)
    const after = withoutMetadata(before, format)
    expect(before.equals(untouched)).toBe(true)
    expect(before.includes(secret)).toBe(true)
    expect(Buffer.from(after).includes(secret)).toBe(false)
    expect(await upright(after)).toEqual(await upright(before))
    const { exif, xmp, orientation: kept = 1 } = await sharp(after).metadata()
    expect([kept, xmp]).toEqual([orientation, undefined])
    expect(exif?.length ?? 0).toBeLessThan(40)
    expect(withoutMetadata(after, format)).toEqual(after)
  })

  test('what hangs behind its end is gone', async () => {
    const before = await picture(format, {})
    const after = withoutMetadata(Buffer.concat([before, Buffer.from(`MotionPhoto ${secret} \xff\xd9`)]), format)
    expect(after).toEqual(withoutMetadata(before, format))
  })

  test('a colour profile stays, because pixels mean nothing without it', async () => {
    const source = noise.clone().withIccProfile('p3')
    const before = await source.toFormat(format).toBuffer()
    const { icc } = await sharp(withoutMetadata(before, format)).metadata()
    expect(icc).toEqual((await sharp(before).metadata()).icc)
  })
})

test('A progressive and a CMYK JPEG keep every scan', async () => {
  for (const options of [{ progressive: true }, { cmyk: true }]) {
    const before = await picture('jpeg', options)
    expect(await upright(withoutMetadata(before, 'jpeg'))).toEqual(await upright(before))
  }
})

test('A JPEG without its end marker, or with stray bytes between segments, is still walked to its end', async () => {
  const whole = await picture('jpeg', {})
  const open = whole.subarray(0, -2)
  expect(withoutMetadata(open, 'jpeg')).toEqual(withoutMetadata(whole, 'jpeg'))
  const stray = Buffer.concat([whole.subarray(0, 2), Buffer.from([0, 1, 0xff, 0xff]), whole.subarray(2)])
  expect(withoutMetadata(stray, 'jpeg')).toEqual(withoutMetadata(whole, 'jpeg'))
})

/** Where a segment begins in front of the scan. */
function segmentStarts(jpeg: Uint8Array): number[] {
  const starts: number[] = []
  for (let at = 2; jpeg[at + 1] !== 0xda; at += 2 + ((jpeg[at + 2]! << 8) | jpeg[at + 3]!)) starts.push(at)
  return starts
}

const exifOf = (orientation: number, type: 3 | 4) => {
  const value = type === 3 ? [0, orientation, 0, 0] : [0, 0, 0, orientation]
  const tiff = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, type, 0, 0, 0, 1, ...value, 0, 0, 0, 0]
  return [0xff, 0xe1, 0, tiff.length + 8, 0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff]
}

/** What careless programs leave between segments; decoders do not mind. */
const litter = [
  [0xff, 0xd0],
  [0xff, 0x01],
  [0xff, 0xd7, 0xff, 0xd0],
  [0xff],
  [0x00, 0x17],
  [0xff, 0xfe, 0x00, 0x05, 0xff, 0xd9, 0xff],
  [0xff, 0xe0, 0x00, 0x09, 0x4a, 0x46, 0x49, 0x46, 0x00, 0x01, 0x01],
  [0xff, 0xe0, 0x00, 0x02],
  exifOf(6, 3),
  exifOf(8, 4),
  exifOf(3, 3),
]

test('Whatever litter lies between its segments, a JPEG that decodes is kept with the same pixels, the same way up', async () => {
  const plain = await noise.clone().jpeg().toBuffer()
  const starts = segmentStarts(plain)
  let decoded = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(starts.length - 1), fc.constantFrom(...litter)), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (insertions, isBare) => {
        let littered = Buffer.from(plain)
        // From the back, so that the places in front stay where they are.
        for (const [segment, bytes] of insertions.toSorted(([a], [b]) => b - a)) {
          const at = starts[segment]!
          littered = Buffer.concat([littered.subarray(0, at), Buffer.from(bytes), littered.subarray(at)])
        }
        // Without the JFIF segment, which a JPEG need not have.
        if (isBare && insertions.every(([segment]) => segment > 0)) {
          littered = Buffer.concat([littered.subarray(0, 2), littered.subarray(starts[1])])
        }
        const before = await upright(littered).catch(() => null)
        if (!before) return
        decoded++
        const after = withoutMetadata(littered, 'jpeg')
        expect(await upright(after)).toEqual(before)
        expect(withoutMetadata(after, 'jpeg')).toEqual(after)
      },
    ),
    { numRuns: 150 },
  )
  // About half of them: the rest is too much for the decoder.
  expect(decoded).toBeGreaterThan(30)
})

test('A JPEG in which no scan is found is refused rather than kept as nothing', async () => {
  const plain = await picture('jpeg', {})
  const headless = plain.subarray(0, segmentStarts(plain).at(-1))
  expect(() => withoutMetadata(headless, 'jpeg')).toThrow(PictureRefused)
})
