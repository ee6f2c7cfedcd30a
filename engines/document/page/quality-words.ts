/** What is wrong with a picture of a document, in words for the person who took it. */
import type { DocumentQuality } from '../types'

export type QualityCode = 'too_few_pixels' | 'blurred' | 'glare' | 'too_dark' | 'too_bright' | 'edges_cut_off'

export interface QualityWords {
  code: QualityCode
  words: string
}

/** Where pictures start to be complained of. */
export const qualityLimits = {
  /** A zone prints ten characters an inch (ICAO 9303 part 3): below this each has fewer than ten pixels. */
  dotsPerInch: 100,
  /**
   * Of an inch: an edge this wide (0.5 mm) fills the gaps in a B or an 8 of the zone. Counts from 3 pixels on, which is what a lens and a
   * JPEG make of any edge.
   */
  edgeWidthInch: 0.02,
  edgeWidthPx: 3,
  /** 1 % of a page is the place of eight characters of its zone. */
  glareShare: 0.01,
  /** Of 255: print of any colour is then within the noise of a camera. */
  darkest: 50,
  /** A bright page is burnt out only where its print has faded as well: white paper is bright too. */
  brightest: 215,
  fadedContrast: 60,
} as const

const sides = { top: 'upper', right: 'right', bottom: 'lower', left: 'left' } as const

/** Empty where nothing is wrong; the gravest first. */
export function qualityWords(quality: DocumentQuality): QualityWords[] {
  const { dotsPerInch, edgeWidthPx, glareShare, brightness, contrast, cutEdges } = quality
  const found: QualityWords[] = []
  if (cutEdges.length > 0) {
    const names = cutEdges.map((edge) => sides[edge]).join(' and the ')
    const [edge, is] = cutEdges.length > 1 ? ['edges', 'are'] : ['edge', 'is']
    found.push({
      code: 'edges_cut_off',
      words: `The ${names} ${edge} of the document ${is} cut off: move away a little.`,
    })
  }
  if (dotsPerInch !== null && dotsPerInch < qualityLimits.dotsPerInch) {
    found.push({ code: 'too_few_pixels', words: 'The document is too small in the picture: move closer.' })
  }
  if (edgeWidthPx !== null && edgeWidthPx > widestEdge(dotsPerInch)) {
    found.push({ code: 'blurred', words: 'The print is blurred: hold still and let the camera focus.' })
  }
  if (glareShare > qualityLimits.glareShare) {
    found.push({ code: 'glare', words: 'Light reflects on the document: tilt it or turn off the flash.' })
  }
  if (brightness < qualityLimits.darkest) {
    found.push({ code: 'too_dark', words: 'The picture is too dark: use more light.' })
  }
  if (brightness > qualityLimits.brightest && contrast < qualityLimits.fadedContrast) {
    found.push({ code: 'too_bright', words: 'The picture is too bright, its print has faded: use less light.' })
  }
  return found
}

function widestEdge(dotsPerInch: number | null): number {
  return Math.max(qualityLimits.edgeWidthPx, dotsPerInch === null ? 0 : qualityLimits.edgeWidthInch * dotsPerInch)
}
