/** Turns what was found on a picture together with the picture. */
import { applyHomography, inverse } from '../../warp'
import type { DocumentReading, Quad } from '../types'
import type { Page } from './straighten'

/** By how much a picture has to be turned clockwise for a line to be read from left to right. */
export function turnOfLine([start, end]: Quad): DocumentReading['turnedDegrees'] {
  const quarters = Math.round(Math.atan2(end.y - start.y, end.x - start.x) / (Math.PI / 2))
  return (((8 - quarters) % 4) * 90) as DocumentReading['turnedDegrees']
}

/** A quadrilateral of the picture on the page, its corners counted from the upper left one as the page is read. */
export function ontoPage({ map }: Page, quad: Quad): Quad {
  const back = inverse(map)
  const [a, b, c, d] = quad.map(({ x, y }) => applyHomography(back, x, y))
  return b.x >= a.x ? [a, b, c, d] : [c, d, a, b]
}
