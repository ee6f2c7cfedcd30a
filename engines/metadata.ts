/**
 * Takes out of a picture's file what its pixels do not need: places, times, serial numbers, thumbnails, comments, and whatever
 * a phone has hung behind the end. The pixels stay bit for bit as captured, so that a later model reads the same; of the EXIF
 * only the turn survives. Expects a picture that has been decoded, hence not a damaged one.
 */
import { PictureRefused, type PictureFormat } from './types'

/** @throws PictureRefused for a picture that another decoder may read, but whose parts are not where they should be */
export function withoutMetadata(bytes: Uint8Array, format: PictureFormat): Uint8Array {
  const parts = { jpeg: jpegParts, png: pngParts, webp: webpParts }[format](bytes)
  const stripped = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    stripped.set(part, at)
    at += part.length
  }
  return stripped
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
/** Not `slice`: that of a Buffer shares its memory, and the caller's bytes are not ours to change. */
const copy = (bytes: Uint8Array) => new Uint8Array(bytes)
const latin1 = (bytes: Uint8Array) => String.fromCharCode(...bytes)
const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

/** Segments that say how to decode, besides JFIF (APP0), colour profiles (APP2) and Adobe's colour transform (APP14). */
const isDecoding = (marker: number) => (marker >= 0xc0 && marker <= 0xcf) || (marker >= 0xda && marker <= 0xdf)

/** Markers that stand alone: restarts, a second start, and one for temporary use. */
const hasNoLength = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)

function jpegParts(bytes: Uint8Array): Uint8Array[] {
  const [start, end] = [bytesOf('\xff\xd8'), bytesOf('\xff\xd9')]
  const kept: Uint8Array[] = []
  let orientation: number | undefined
  let hasScan = false
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes[at + 1]!
    // Stray bytes between segments, and fill bytes in front of a marker.
    if (bytes[at] !== 0xff || marker === 0xff || marker === 0x00) {
      at++
      continue
    }
    if (marker === 0xd9) break
    if (hasNoLength(marker)) {
      at += 2
      continue
    }
    const segment = bytes.subarray(at, at + 2 + view(bytes).getUint16(at + 2))
    const name = latin1(segment.subarray(4, 16))
    at += segment.length
    if (marker === 0xe0 && name.startsWith('JFIF\0') && segment.length >= 18) kept.push(withoutThumbnail(segment))
    else if (marker === 0xe2 && name.startsWith('ICC_PROFILE\0')) kept.push(segment)
    else if (marker === 0xee && name.startsWith('Adobe')) kept.push(segment)
    // Of several, decoders take the first.
    else if (marker === 0xe1 && name.startsWith('Exif\0')) orientation ??= orientationOf(segment.subarray(10))
    else if (isDecoding(marker)) kept.push(segment)
    if (marker === 0xda) {
      const scanEnd = endOfScan(bytes, at)
      kept.push(bytes.subarray(at, scanEnd))
      hasScan ||= scanEnd > at
      at = scanEnd
    }
  }
  // What is kept of a picture must be the picture: better nothing than a file that shows nobody.
  if (!hasScan) throw new PictureRefused('damaged', 'The picture is damaged and cannot be kept.')
  return [start, ...(orientation && orientation !== 1 ? [exifSegment(orientation)] : []), ...kept, end]
}

/** Entropy-coded bytes go on until a marker that is neither a stuffed byte nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at++) {
    const next = bytes[at + 1]!
    if (bytes[at] === 0xff && next !== 0x00 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  return bytes.length
}

/** JFIF may carry a small copy of the picture behind its 16 bytes; with fewer it is not one, and decoders pass over it. */
function withoutThumbnail(segment: Uint8Array): Uint8Array {
  const bare = copy(segment.subarray(0, 18))
  bare.set([0, 16], 2)
  bare.set([0, 0], 16)
  return bare
}

function exifSegment(orientation: number): Uint8Array {
  const body = [...bytesOf('Exif\0\0'), ...tiff(orientation)]
  return Uint8Array.from([0xff, 0xe1, 0, body.length + 2, ...body])
}

const pngKept = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'cICP', 'sBIT', 'pHYs']

function pngParts(bytes: Uint8Array): Uint8Array[] {
  const kept = [bytes.subarray(0, 8)]
  for (let at = 8; at + 12 <= bytes.length;) {
    const chunk = bytes.subarray(at, at + 12 + view(bytes).getUint32(at))
    const name = latin1(chunk.subarray(4, 8))
    at += chunk.length
    if (pngKept.includes(name)) kept.push(chunk)
    const orientation = name === 'eXIf' ? orientationOf(chunk.subarray(8, -4)) : 1
    if (orientation !== 1) kept.push(pngChunk('eXIf', tiff(orientation)))
    if (name === 'IEND') break
  }
  return kept
}

function pngChunk(name: string, data: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(data.length + 12)
  chunk.set(bytesOf(name), 4)
  chunk.set(data, 8)
  view(chunk).setUint32(0, data.length)
  view(chunk).setUint32(data.length + 8, crc32(chunk.subarray(4, -4)))
  return chunk
}

/** As PNG defines it. Node has one of its own only from 20.15 on, browsers have none. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

const webpMetadata = ['EXIF', 'XMP ']
/** Bits of the flags in `VP8X`. */
const webpExifFlag = 0x08
const webpXmpFlag = 0x04
const webpKept = ['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ICCP']

function webpParts(bytes: Uint8Array): Uint8Array[] {
  const kept: Uint8Array[] = []
  let orientation = 1
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view(bytes).getUint32(at + 4, true)
    const chunk = bytes.subarray(at, at + 8 + size + (size % 2))
    const name = latin1(chunk.subarray(0, 4))
    at += chunk.length
    if (webpKept.includes(name)) kept.push(chunk)
    // Some programs put JPEG's six bytes in front.
    else if (name === webpMetadata[0])
      orientation = orientationOf(chunk.subarray(latin1(chunk.subarray(8, 12)) === 'Exif' ? 14 : 8))
  }
  const flags = kept.findIndex((chunk) => latin1(chunk.subarray(0, 4)) === 'VP8X')
  if (flags >= 0) {
    const header = copy(kept[flags]!)
    header[8] = (header[8]! & ~(webpExifFlag | webpXmpFlag)) | (orientation === 1 ? 0 : webpExifFlag)
    kept[flags] = header
    if (orientation !== 1) kept.push(riffChunk('EXIF', tiff(orientation)))
  }
  const riff = copy(bytes.subarray(0, 12))
  view(riff).setUint32(4, 4 + kept.reduce((sum, chunk) => sum + chunk.length, 0), true)
  return [riff, ...kept]
}

function riffChunk(name: string, data: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(8 + data.length + (data.length % 2))
  chunk.set(bytesOf(name), 0)
  view(chunk).setUint32(4, data.length, true)
  chunk.set(data, 8)
  return chunk
}

const orientationTag = 0x0112
const unsignedShort = 3
const unsignedLong = 4

/** 1..8 as EXIF counts the turns and mirrors; 1, upright, when it is not said. */
function orientationOf(exif: Uint8Array): number {
  if (exif.length < 14) return 1
  const data = view(exif)
  const little = latin1(exif.subarray(0, 2)) === 'II'
  const directory = data.getUint32(4, little)
  if (directory + 2 > exif.length) return 1
  const entries = data.getUint16(directory, little)
  for (let entry = directory + 2; entry < directory + 2 + entries * 12 && entry + 12 <= exif.length; entry += 12) {
    if (data.getUint16(entry, little) !== orientationTag) continue
    const isLong = data.getUint16(entry + 2, little) === unsignedLong
    const orientation = isLong ? data.getUint32(entry + 8, little) : data.getUint16(entry + 8, little)
    return orientation >= 1 && orientation <= 8 ? orientation : 1
  }
  return 1
}

/** The smallest EXIF there is: one directory with one entry. */
function tiff(orientation: number): Uint8Array {
  const bytes = new Uint8Array(26)
  bytes.set(bytesOf('MM\0*\0\0\0\x08\0\x01'))
  const data = view(bytes)
  data.setUint16(10, orientationTag)
  data.setUint16(12, unsignedShort)
  data.setUint32(14, 1)
  data.setUint16(18, orientation)
  return bytes
}
