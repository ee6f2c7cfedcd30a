/** Pictures from files, for heads. */
import sharp, { type Region } from 'sharp'
import type { RgbImage } from '../../image'

/** @param area of the picture; default: the whole of it */
export async function partOf(path: string, area?: Region): Promise<RgbImage> {
  const picture = sharp(path).autoOrient()
  const { data, info } = await (area ? picture.extract(area) : picture)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: new Uint8Array(data) }
}
