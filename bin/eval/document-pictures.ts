/** Pictures of the misses for people to look at: the straightened page with what was found drawn on it. Only for the ignored folder. */
import { mkdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import type { DocumentReading, Quad } from '@/engines/document/types'
import type { Outcome } from './document-readings'
import type { DocumentMiss } from './documents'

/** Writes one picture a miss into a folder that is emptied before. A picture without a reading has none. */
export async function drawMisses(
  folder: string,
  misses: DocumentMiss[],
  outcomeOf: (path: string) => Outcome | undefined,
): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const { path } of misses) {
    const reading = outcomeOf(path)?.reading
    if (reading) await draw(reading, join(folder, pictureName(path)))
  }
}

export function pictureName(path: string): string {
  return `${path.split('/').slice(-2, -1)}-${basename(path).replace(/\.\w+$/, '')}.jpg`
}

async function draw({ page, zone, lines, portrait }: DocumentReading, file: string): Promise<void> {
  const { widthPx, heightPx } = page
  const stroke = Math.max(2, Math.round(Math.max(widthPx, heightPx) / 500))
  const outline = (quad: Quad, colour: string) =>
    `<polygon points="${quad.map(({ x, y }) => `${x},${y}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="${stroke}"/>`
  const box = portrait?.box
  const shapes = [
    ...lines.map(({ quad }) => outline(quad, '#2563eb')),
    ...(zone ? [outline(zone.quad, '#dc2626')] : []),
    ...(box
      ? [
          `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" fill="none" stroke="#059669" stroke-width="${stroke}"/>`,
        ]
      : []),
  ]
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}">${shapes.join('')}</svg>`
  await sharp(page.picture)
    .composite([{ input: Buffer.from(svg) }])
    .jpeg({ quality: 85 })
    .toFile(file)
}
