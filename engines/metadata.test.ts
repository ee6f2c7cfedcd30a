import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { withoutMetadata } from './metadata'
import type { PictureFormat } from './types'

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
