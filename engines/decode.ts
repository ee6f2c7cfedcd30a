/**
 * The decode port: picture bytes in, upright 8-bit RGB out. Types, limits and what can be read off the bytes without a
 * decoder; the decoders themselves are decode-node.ts (server) and decode-browser.ts (a canvas).
 */
import type { RgbImage } from './image'
import { PictureRefused, type PictureFormat } from './types'

export interface DecodedPicture {
  /** Turned upright, sRGB, flattened on white, at most `maxSide` pixels on its longer side. */
  image: RgbImage
  format: PictureFormat
  /** Size after the EXIF turn, before any shrinking. */
  widthPx: number
  heightPx: number
}

export interface DecodeLimits {
  formats: readonly PictureFormat[]
  maxBytes: number
  maxPixels: number
  /** Of all samples together, unpacked: 16 bits, transparency and four inks cost what more pixels would. */
  maxDecodedBytes: number
  /** Pictures whose longer side exceeds this are shrunk to it: no face net gains from more. */
  maxSide: number
  /** Pictures with a side shorter than this hold no face that could be measured. */
  minSide: number
}

/** @throws PictureRefused */
export type Decode = (bytes: Uint8Array, limits: DecodeLimits) => Promise<DecodedPicture>

/** The way back: what is cut out of a picture, as a JPEG. */
export type Encode = (image: RgbImage) => Promise<Uint8Array>

export const defaultLimits: DecodeLimits = {
  formats: ['jpeg', 'png', 'webp'],
  maxBytes: 20 * 1024 * 1024,
  maxPixels: 50_000_000,
  maxDecodedBytes: 150_000_000,
  maxSide: 2000,
  minSide: 24,
}

const signatures: [name: string, offset: number, bytes: string][] = [
  ['jpeg', 0, '\xff\xd8\xff'],
  ['png', 0, '\x89PNG\r\n\x1a\n'],
  ['webp', 8, 'WEBP'],
  ['GIF', 0, 'GIF8'],
  ['TIFF', 0, 'II*\0'],
  ['TIFF', 0, 'MM\0*'],
  ['BMP', 0, 'BM'],
  ['PDF', 0, '%PDF'],
  ['AVIF', 4, 'ftypavif'],
  ['HEIC', 4, 'ftyp'],
  ['SVG', 0, '<svg'],
  ['SVG', 0, '<?xml'],
]

function startsWith(bytes: Uint8Array, offset: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[offset + i] !== text.charCodeAt(i)) return false
  return true
}

/** Names the kind of file by its first bytes, whatever its name or content type claims. */
function kindOf(bytes: Uint8Array): string | null {
  return signatures.find(([, offset, text]) => startsWith(bytes, offset, text))?.[0] ?? null
}

/** A PNG is animated when an `acTL` chunk stands before its first `IDAT`; libvips does not tell. */
function isAnimatedPng(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 8; at + 8 <= bytes.length; at += 12 + view.getUint32(at)) {
    if (startsWith(bytes, at + 4, 'acTL')) return true
    if (startsWith(bytes, at + 4, 'IDAT')) return false
  }
  return false
}

/** A WebP is animated when the animation bit of its `VP8X` header is set. */
function isAnimatedWebp(bytes: Uint8Array): boolean {
  return startsWith(bytes, 12, 'VP8X') && (bytes[20] & 0x02) !== 0
}

/**
 * What must hold before any decoder sees the bytes: so no decoder of a format that we do not serve is ever reached.
 * @throws PictureRefused
 */
export function checkBytes(bytes: Uint8Array, limits: DecodeLimits): PictureFormat {
  if (bytes.length === 0) throw new PictureRefused('empty', 'The picture is empty.')
  if (bytes.length > limits.maxBytes) {
    const megabytes = (count: number) => (count / 1024 / 1024).toFixed(1)
    throw new PictureRefused(
      'too_many_bytes',
      `The picture has ${megabytes(bytes.length)} MB; at most ${megabytes(limits.maxBytes)} MB are read.`,
    )
  }
  const kind = kindOf(bytes)
  const format = limits.formats.find((accepted) => accepted === kind)
  if (format === undefined) {
    const accepted = limits.formats.map((name) => name.toUpperCase()).join(', ')
    const found = kind === null ? 'This is not a picture that we know' : `${kind.toUpperCase()} pictures are not read`
    throw new PictureRefused('unsupported_format', `${found}; send one of ${accepted}.`)
  }
  if ((format === 'png' && isAnimatedPng(bytes)) || (format === 'webp' && isAnimatedWebp(bytes))) {
    throw new PictureRefused('animated', 'The picture is animated; send a single still picture.')
  }
  return format
}

/**
 * @param bytesPerPixel of the picture's own samples: channels x bytes
 * @throws PictureRefused when the picture is larger or smaller than the limits allow
 */
export function checkSize(width: number, height: number, bytesPerPixel: number, limits: DecodeLimits): void {
  if (width * height > limits.maxPixels) {
    throw new PictureRefused(
      'too_many_pixels',
      `The picture has ${width} x ${height} pixels; at most ${limits.maxPixels / 1_000_000} million are read.`,
    )
  }
  if (width * height * bytesPerPixel > limits.maxDecodedBytes) {
    const most = Math.floor(limits.maxDecodedBytes / bytesPerPixel / 1_000_000)
    throw new PictureRefused(
      'too_many_pixels',
      `The picture has ${width} x ${height} pixels of ${bytesPerPixel} bytes; at most ${most} million such are read.`,
    )
  }
  if (Math.min(width, height) < limits.minSide) {
    throw new PictureRefused(
      'too_small',
      `The picture has ${width} x ${height} pixels; each side needs at least ${limits.minSide}.`,
    )
  }
}
