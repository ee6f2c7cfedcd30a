/** The decode port in a browser's worker, by `createImageBitmap` and a canvas that nobody sees; and single frames of a camera. */
import { checkBytes, checkSize, type Decode } from './decode'
import type { RgbImage } from './image'
import { readHeader } from './picture-header'
import { PictureRefused } from './types'

/**
 * As decode-node.ts: the header is read first and only what passes the limits is unpacked; sRGB, flattened on white, turned by EXIF.
 * @throws PictureRefused
 */
export const decodeBrowser: Decode = async (bytes, limits) => {
  const format = checkBytes(bytes, limits)
  const header = readHeader(bytes, format)
  checkSize(header.width, header.height, header.bytesPerPixel, limits)
  const source = new Blob([bytes as BlobPart], { type: `image/${format}` })
  const bitmap = await createImageBitmap(source, { imageOrientation: 'from-image' }).catch((cause: unknown) => {
    throw new PictureRefused('damaged', 'The picture is damaged or incomplete and cannot be read.', { cause })
  })
  try {
    const { width, height } = bitmap
    return { image: rgbOf(bitmap, limits.maxSide), format, widthPx: width, heightPx: height }
  } finally {
    bitmap.close()
  }
}

/**
 * The frame as the engines take pictures. It stays open: whoever has it closes it.
 * @param maxSide a frame whose longer side exceeds this is shrunk to it
 */
export function rgbOf(frame: ImageBitmap | VideoFrame, maxSide = Infinity): RgbImage {
  const [frameWidth, frameHeight] =
    'displayWidth' in frame ? [frame.displayWidth, frame.displayHeight] : [frame.width, frame.height]
  const scale = Math.min(1, maxSide / Math.max(frameWidth, frameHeight))
  const [width, height] = [Math.round(frameWidth * scale), Math.round(frameHeight * scale)]
  const pen = blank(width, height)
  pen.drawImage(frame, 0, 0, width, height)
  return { width, height, data: withoutAlpha(pen.getImageData(0, 0, width, height).data) }
}

let kept: OffscreenCanvasRenderingContext2D | undefined

/** A white canvas of this size; the same one for every frame of a camera. */
function blank(width: number, height: number): OffscreenCanvasRenderingContext2D {
  // Read back every time: without the hint it would lie in the memory of a graphics card.
  kept ??= new OffscreenCanvas(width, height).getContext('2d', { alpha: false, willReadFrequently: true })!
  const { canvas } = kept
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  kept.imageSmoothingQuality = 'high'
  kept.fillStyle = '#fff'
  kept.fillRect(0, 0, width, height)
  return kept
}

function withoutAlpha(rgba: Uint8ClampedArray): Uint8Array {
  const data = new Uint8Array((rgba.length / 4) * 3)
  for (let from = 0, to = 0; to < data.length; from += 4, to += 3) {
    data[to] = rgba[from]!
    data[to + 1] = rgba[from + 1]!
    data[to + 2] = rgba[from + 2]!
  }
  return data
}
