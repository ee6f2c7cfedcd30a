/** The benchmark's photo: one face cut out of a group picture that ships inside a development dependency, 640 x 480 pixels. */
import { join } from 'node:path'
import sharp from 'sharp'
import type { Photo } from './contenders/contender'

export async function benchPhoto(root: string): Promise<Photo> {
  const jpeg = await sharp(join(root, 'node_modules/@vladmandic/face-api/demo/sample3.jpg'))
    .extract({ left: 900, top: 150, width: 533, height: 400 })
    .resize(640, 480)
    .jpeg({ quality: 92 })
    .toBuffer()
  const { data, info } = await sharp(jpeg).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return { widthPx: info.width, heightPx: info.height, rgb: new Uint8Array(data), jpeg: new Uint8Array(jpeg) }
}
