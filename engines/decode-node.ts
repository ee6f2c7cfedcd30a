/** The decode and encode ports on the server, by sharp (libvips). The only file that imports it. */
import sharp, { type Metadata } from 'sharp'
import { checkBytes, checkSize, type Decode, type Encode } from './decode'
import { PictureRefused } from './types'

// Every picture is decoded once: a cache would only hold people's faces in memory for longer.
sharp.cache(false)

const damaged = (cause: unknown) =>
  new PictureRefused('damaged', 'The picture is damaged or incomplete and cannot be read.', { cause })

/**
 * Reads the header first and decodes only what passes the limits. CMYK, 16 bits and embedded profiles become 8-bit sRGB,
 * transparency becomes white, the EXIF turn is applied and nothing else of the metadata survives.
 * @throws PictureRefused
 */
export const decodeNode: Decode = async (bytes, limits) => {
  const format = checkBytes(bytes, limits)
  // 'error' refuses truncated files but not those with stray bytes between markers, which phones do write.
  const source = sharp(bytes, { failOn: 'error', limitInputPixels: limits.maxPixels })
  const header = await readHeader(bytes)
  if (header.format !== format) throw damaged(new Error(`bytes begin as ${format} but hold ${header.format}`))
  const turned = header.autoOrient
  checkSize(turned.width, turned.height, header.channels * bytesOf[header.depth], limits)

  let pipeline = source.autoOrient().flatten({ background: '#fff' }).toColourspace('srgb')
  if (Math.max(turned.width, turned.height) > limits.maxSide) {
    pipeline = pipeline.resize({ width: limits.maxSide, height: limits.maxSide, fit: 'inside' })
  }
  const { data, info } = await pipeline
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw damaged(cause)
    })
  if (info.channels !== 3) throw damaged(new Error(`${info.channels} channels after conversion to sRGB`))
  return {
    image: { width: info.width, height: info.height, data },
    format,
    widthPx: turned.width,
    heightPx: turned.height,
  }
}

/** A JPEG of quality 90, without metadata. */
export const encodeNode: Encode = async ({ width, height, data }) => {
  const picture = sharp(data, { raw: { width, height, channels: 3 } })
  return new Uint8Array(await picture.jpeg({ quality: 90, mozjpeg: false }).toBuffer())
}

/** Of one sample. */
const bytesOf: Record<Metadata['depth'], number> = {
  char: 1,
  uchar: 1,
  short: 2,
  ushort: 2,
  int: 4,
  uint: 4,
  float: 4,
  complex: 8,
  double: 8,
  dpcomplex: 16,
}

/** The pixel limit is ours to report (checkSize), so libvips must not refuse the header first. */
async function readHeader(bytes: Uint8Array): Promise<Metadata> {
  try {
    return await sharp(bytes, { failOn: 'error', limitInputPixels: false }).metadata()
  } catch (cause) {
    throw damaged(cause)
  }
}
