/**
 * The README's sample documents, rendered: a passport page and both sides of a card of people whom nobody is. Bundled to
 * `build/sample-documents.mjs`, called by samples.mjs.
 */
import { renderDocument, type DocumentOrder } from '@/engines/document/rendered/render'

const onTable: DocumentOrder['distortion'] = {
  tilt: 4,
  perspective: 0.05,
  blur: 0.5,
  shade: 0.2,
  quality: 85,
  scene: 'table',
}

const orders: Record<string, DocumentOrder> = {
  // The woman of dora-1.jpg and dora-2.jpg is on it.
  'passport.jpg': { seed: 46, format: 'TD3', distortion: { ...onTable, pixelsPerCharacter: 18 } },
  'card-front.jpg': { seed: 46, format: 'TD1', side: 'front', distortion: { ...onTable, pixelsPerCharacter: 22 } },
  'card-back.jpg': { seed: 46, format: 'TD1', side: 'back', distortion: { ...onTable, pixelsPerCharacter: 22 } },
}

export const documentNames = Object.keys(orders)

/** @returns a JPEG */
export async function renderSample(name: string): Promise<Uint8Array> {
  return (await renderDocument(orders[name])).picture
}
