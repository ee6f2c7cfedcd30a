/** For tests: pages of print, set in the portal's own typeface, and the nets that read it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { RgbImage } from '../../image'
import { loadManifest } from '../../models'
import { createRuntime } from '../../runtime'
import { loadDocumentNets, type DocumentNets } from '../nets'

const fontfile = join(
  process.cwd(),
  'node_modules/@fontsource-variable/hanken-grotesk/files/hanken-grotesk-latin-wght-normal.woff2',
)

export interface Print {
  text: string
  /** Upper left corner. */
  left: number
  top: number
  /** Height of the type, in pixels; its capitals are 0.7 of it. */
  size: number
}

export function openDocumentNets(): Promise<DocumentNets> {
  const readModel = (file: string) => readFile(join(process.cwd(), 'build/models', file))
  return loadDocumentNets(createRuntime({ threads: 1 }), loadManifest(), readModel)
}

/** Black print on light paper. @param turned degrees clockwise */
export async function printPage(width: number, height: number, prints: Print[], turned = 0): Promise<RgbImage> {
  const ink = await Promise.all(
    prints.map(async ({ text, left, top, size }) => ({
      input: await sharp({ text: { text, font: `Hanken Grotesk ${size}`, fontfile, dpi: 72 } })
        .png()
        .toBuffer(),
      left,
      top,
      blend: 'difference' as const,
    })),
  )
  const paper = { create: { width, height, channels: 3 as const, background: '#f4f4f0' } }
  const flat = await sharp(paper).composite(ink).png().toBuffer()
  const turnedPage = sharp(flat).rotate(turned, { background: '#f4f4f0' }).removeAlpha()
  const { data, info } = await turnedPage.raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data }
}
