/** Why nothing could be read of a document, as far as that can be told: what to do better at the next picture. Pure. */
import { qualityWords, type QualityCode } from '@/engines/document/page/quality-words'
import type { Side } from '@/engines/document/report-types'
import type { DocumentReading } from '@/engines/document/types'

const codeOfQuality = {
  too_few_pixels: 'too_small',
  blurred: 'blurred',
  glare: 'glare',
  too_dark: 'too_dark',
  // Too much light, here as there.
  too_bright: 'glare',
  edges_cut_off: 'cut_off',
} as const satisfies Record<QualityCode, string>

export type UnreadableCode = (typeof codeOfQuality)[QualityCode] | 'no_document' | 'nothing_read'

export interface UnreadableReason {
  code: UnreadableCode
  /** For people. */
  message: string
  /** The picture that is meant; null: both. */
  side: Side | null
}

/** A zone's 44 characters need ten pixels each, and the document is never all of the picture. */
const leastLongSidePx = 500

/** Nothing of a document was found, so that the picture is no side of one. */
export function showsNothing({ outline, zone, lines, portrait }: DocumentReading): boolean {
  return outline === null && zone === null && lines.length === 0 && portrait === null
}

type Why = Omit<UnreadableReason, 'side'>

/** To be asked once it is clear that nothing was read. */
export function whyUnreadable(front: DocumentReading, back: DocumentReading | null): UnreadableReason {
  const [ofFront, ofBack] = [whyOf(front), back && whyOf(back)]
  if (!ofBack || ofBack.code === ofFront.code) return { ...ofFront, side: null }
  return ofFront.code === 'nothing_read' ? { ...ofBack, side: 'back' } : { ...ofFront, side: 'front' }
}

function whyOf(reading: DocumentReading): Why {
  const { widthPx, heightPx, quality } = reading
  if (Math.max(widthPx, heightPx) < leastLongSidePx) {
    return { code: 'too_small', message: 'The picture is too small: print in it has too few pixels to be read.' }
  }
  if (showsNothing(reading)) {
    return { code: 'no_document', message: 'No document could be told apart in the picture.' }
  }
  const [gravest] = qualityWords(quality)
  if (gravest) return { code: codeOfQuality[gravest.code], message: gravest.words }
  return { code: 'nothing_read', message: 'Neither a machine-readable zone nor a field could be read.' }
}
