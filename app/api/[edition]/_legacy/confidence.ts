/** How a confidence is shown: two decimals that never contradict the decision they accompany. */
import { CONFIDENCE_AT_THRESHOLD } from './codes'

/**
 * Rounds down to hundredths, and keeps an acceptance at 0.75 or more and a rejection below it, because old clients read
 * the number instead of the decision.
 * @param confidence 0..1
 */
export function shownConfidence(confidence: number, accepted: boolean): number {
  const hundredths = Math.floor(Math.min(1, Math.max(0, confidence)) * 100 + 1e-9)
  const limit = Math.round(CONFIDENCE_AT_THRESHOLD * 100)
  return (accepted ? Math.max(hundredths, limit) : Math.min(hundredths, limit - 1)) / 100
}

/** The contract's string form: `"0.78"`, `"1.00"`. */
export function confidenceText(confidence: number, accepted: boolean): string {
  return shownConfidence(confidence, accepted).toFixed(2)
}
