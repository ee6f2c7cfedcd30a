/** Pictures of documents of people who do not exist, drawn for a test (engines/document/rendered). */
import { holder } from '@/engines/document/rendered/people'
import { renderDocument, type DocumentOrder, type Rendered } from '@/engines/document/rendered/render'

/** Lies on a table, a little askew, as somebody would hold a telephone over it. */
const asTaken = { pixelsPerCharacter: 22, tilt: 3, perspective: 0.03, blur: 0.3, noise: 2, scene: 'table' } as const

export interface DocumentPicture extends Rendered {
  seed: number
  /** As Playwright gives it to a page. */
  file: { name: string; mimeType: string; buffer: Buffer }
}

/** A document of a man: the faces of men are all of the one whom samples/ben-1.jpg shows. */
export async function documentOfBen(order: Omit<DocumentOrder, 'seed'>): Promise<DocumentPicture> {
  let seed = 1
  while (holder(seed, order.format).gender !== 'M') seed++
  const rendered = await renderDocument({ seed, distortion: asTaken, ...order })
  const buffer = Buffer.from(rendered.picture)
  return {
    ...rendered,
    seed,
    file: { name: `${order.format}-${order.side ?? 'zone'}.jpg`, mimeType: 'image/jpeg', buffer },
  }
}
