/** Different single faces for the checks, cut out of the group pictures that ship inside development dependencies. */
import { join } from 'node:path'
import sharp from 'sharp'
import type { Engines } from '@/engines/types'

const sources = [1, 3, 4, 5, 6].map((n) => `node_modules/@vladmandic/face-api/demo/sample${n}.jpg`)

export interface CutFace {
  jpeg: Uint8Array
  /** What the engine makes of exactly these bytes. */
  template: Float32Array
}

/** Faces that the engine finds alone in their cut-out; about fifteen, always in the same order. */
export async function cutFaces(root: string, engines: Engines): Promise<CutFace[]> {
  const faces: CutFace[] = []
  for (const source of sources) {
    const picture = await sharp(join(root, source)).toBuffer()
    const { faces: found, widthPx, heightPx } = await engines.face.read(new Uint8Array(picture), { embed: false })
    for (const { box } of [...found].sort((a, b) => a.box.x - b.box.x)) {
      const side = Math.round(Math.max(box.width, box.height) * 1.6)
      const left = Math.round(Math.min(Math.max(0, box.x + box.width / 2 - side / 2), widthPx - side))
      const top = Math.round(Math.min(Math.max(0, box.y + box.height / 2 - side / 2), heightPx - side))
      if (left < 0 || top < 0) continue
      const cut = await sharp(picture)
        .extract({ left, top, width: side, height: side })
        .jpeg({ quality: 92 })
        .toBuffer()
      const jpeg = new Uint8Array(cut)
      const reading = await engines.face.read(jpeg)
      if (reading.faces.length === 1) faces.push({ jpeg, template: reading.faces[0].embedding! })
    }
  }
  return faces
}
