/**
 * The browser's engine worker: finds the document in one frame of the camera after another, by the very code that straightens it on
 * the server, beside the page, so that the film never stutters. Nothing leaves the browser for that.
 */
import { findOutline } from '@/engines/document/page/outline'
import type { RgbImage } from '@/engines/image'
import type { Seen } from './guidance'

export interface Frame {
  widthPx: number
  heightPx: number
  /** Four bytes a pixel, as a canvas gives them. */
  rgba: ArrayBuffer
}

addEventListener('message', ({ data }: MessageEvent<Frame>) => postMessage(look(data)))

function look({ widthPx, heightPx, rgba }: Frame): Seen {
  const { image, brightness } = withoutAlpha(new Uint8Array(rgba), widthPx, heightPx)
  return { widthPx, heightPx, outline: findOutline(image).quad, brightness }
}

function withoutAlpha(rgba: Uint8Array, width: number, height: number): { image: RgbImage; brightness: number } {
  const data = new Uint8Array(width * height * 3)
  let luminance = 0
  for (let from = 0, to = 0; to < data.length; from += 4, to += 3) {
    const [red, green, blue] = [rgba[from]!, rgba[from + 1]!, rgba[from + 2]!]
    data[to] = red
    data[to + 1] = green
    data[to + 2] = blue
    luminance += 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  return { image: { width, height, data }, brightness: luminance / (width * height) }
}
