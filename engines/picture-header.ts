/**
 * How large a picture says it is, read off its bytes, and whether its end is there: browsers unpack a picture before they tell its size, and
 * fill up what is missing of one that was cut short. The server asks libvips for both.
 */
import { PictureRefused, type PictureFormat } from './types'

export interface PictureHeader {
  /** As stored, before any EXIF turn. */
  width: number
  height: number
  /** Of its own samples: channels x bytes. */
  bytesPerPixel: number
}

/** @throws PictureRefused when the header is not there, or the end */
export function readHeader(bytes: Uint8Array, format: PictureFormat): PictureHeader {
  const header = { jpeg: readJpeg, png: readPng, webp: readWebp }[format](bytes)
  if (!header || header.width === 0 || header.height === 0) {
    throw new PictureRefused('damaged', 'The picture is damaged or incomplete and cannot be read.')
  }
  return header
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const nameAt = (bytes: Uint8Array, at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))

/** Start of frame: all of 0xc0..0xcf but tables (c4), an extension (c8) and arithmetic conditioning (cc). */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

function readJpeg(bytes: Uint8Array): PictureHeader | null {
  const view = viewOf(bytes)
  for (let at = 2; at + 10 <= bytes.length;) {
    const marker = bytes[at + 1]!
    // Stray bytes between segments, and fill bytes in front of a marker.
    if (bytes[at] !== 0xff || marker === 0xff || marker === 0x00) {
      at++
    } else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2
    } else if (isFrame(marker)) {
      if (!hasJpegEnd(bytes, at)) return null
      const bytesPerSample = bytes[at + 4]! > 8 ? 2 : 1
      return {
        width: view.getUint16(at + 7),
        height: view.getUint16(at + 5),
        bytesPerPixel: bytes[at + 9]! * bytesPerSample,
      }
    } else {
      at += 2 + view.getUint16(at + 2)
    }
  }
  return null
}

/** An end marker cannot stand among the packed bytes: there 0xff is always followed by 0x00 or a restart. */
function hasJpegEnd(bytes: Uint8Array, from: number): boolean {
  for (let at = bytes.length - 2; at > from; at--) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true
  return false
}

/** PNG's colour types -> samples of a pixel, a palette being unpacked. */
const pngChannels: Record<number, number> = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 }

function readPng(bytes: Uint8Array): PictureHeader | null {
  const view = viewOf(bytes)
  if (bytes.length < 33 || nameAt(bytes, 12) !== 'IHDR') return null
  const channels = pngChannels[bytes[25]!]
  if (!channels) return null
  let isClear = false
  let hasEnd = false
  for (let at = 8; at + 12 <= bytes.length && !hasEnd; at += 12 + view.getUint32(at)) {
    const name = nameAt(bytes, at + 4)
    isClear ||= name === 'tRNS'
    hasEnd = name === 'IEND'
  }
  if (!hasEnd) return null
  const bytesPerSample = bytes[24]! > 8 ? 2 : 1
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    bytesPerPixel: (channels + (isClear ? 1 : 0)) * bytesPerSample,
  }
}

function readWebp(bytes: Uint8Array): PictureHeader | null {
  const view = viewOf(bytes)
  if (bytes.length < 30 || view.getUint32(4, true) + 8 > bytes.length) return null
  switch (nameAt(bytes, 12)) {
    // Lossy: a frame tag of three bytes, three fixed ones, then two of 14 bits each.
    case 'VP8 ':
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, bytesPerPixel: 3 }
    // Lossless: a fixed byte, then sizes less one of 14 bits each and a bit for transparency.
    case 'VP8L': {
      const packed = view.getUint32(21, true)
      const isClear = (packed >>> 28) & 1
      return {
        width: (packed & 0x3fff) + 1,
        height: ((packed >>> 14) & 0x3fff) + 1,
        bytesPerPixel: isClear ? 4 : 3,
      }
    }
    // Extended: flags, three reserved bytes, sizes less one of 24 bits each.
    case 'VP8X':
      return {
        width: (view.getUint32(24, true) & 0xffffff) + 1,
        height: (view.getUint32(26, true) >>> 8) + 1,
        bytesPerPixel: bytes[20]! & 0x10 ? 4 : 3,
      }
    default:
      return null
  }
}
