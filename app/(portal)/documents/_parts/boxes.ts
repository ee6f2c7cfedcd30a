/** The boxes over one side: its fields, its zone, its portrait and its signature, in the order in which they are read. */
import type { Box, DocumentField, Quad, ShownPage } from './view'
import { fieldWords, sourceWords, sureWords } from './words'

export interface ShownBox {
  key: string
  /** A field's name, or `zone`, `portrait`, `signature`. */
  name: string
  words: string
  quad: Quad
  tone: 'field' | 'differs' | 'part'
}

export function boxesOf({ side, zone, portrait, signature }: ShownPage, fields: DocumentField[]): ShownBox[] {
  const parts: ShownBox[] = []
  const part = (name: string, words: string, quad: Quad | null) => {
    if (quad) parts.push({ key: name, name, words, quad, tone: 'part' })
  }
  part('zone', 'Machine-readable zone', zone)
  part('portrait', 'Portrait', portrait && quadOf(portrait))
  part('signature', 'Signature', signature && quadOf(signature))
  const read = fields.flatMap((field) =>
    field.places
      .filter((place) => place.side === side)
      .map(({ quad }, at): ShownBox => ({
        key: `${field.name}-${at}`,
        name: field.name,
        words: `${fieldWords[field.name]}: ${field.value}. ${sourceWords(field)}, ${sureWords(field.confidence)}.`,
        quad,
        tone: field.agrees === false ? 'differs' : 'field',
      })),
  )
  // What is drawn later lies on top: the fields of the zone lie within the zone's own box. Tab goes the same way.
  return [...parts, ...read.sort((a, b) => a.quad[0].y - b.quad[0].y || a.quad[0].x - b.quad[0].x)]
}

function quadOf({ x, y, width, height }: Box): Quad {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ]
}
