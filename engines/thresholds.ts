/**
 * What scores mean: thresholds at a stated risk and the confidence shown to legacy callers. Pure arithmetic over a model's threshold
 * table; no nets, no tenants.
 */
import type { OperatingPoint, ThresholdTable } from './types'

/** Confidence of a cosine is 0 at 0 and below, and 1 at 1. */
export const cosineScale = { zero: 0, one: 1 }

/** 1:1 comparisons decide here unless told otherwise: one stranger in a thousand is let through. */
export const defaultFmr = 1e-3

/** 1:N searches and the duplicate check decide here: one search of a stranger in a hundred finds somebody. */
export const defaultFpir = 1e-2

/** The table by rising threshold, i.e. falling FMR. */
function rising(table: ThresholdTable): OperatingPoint[] {
  if (table.points.length === 0) throw new RangeError('The threshold table of this model is empty.')
  return [...table.points].sort((left, right) => right.fmr - left.fmr)
}

/**
 * The score from which on "same person" is wrong for a share `fmr` of strangers. Between two points of the table the
 * threshold is linear in log FMR; beyond its ends it is that of the nearest end.
 */
export function thresholdAt(table: ThresholdTable, fmr: number): number {
  const points = rising(table)
  const above = points.findIndex((point) => point.fmr <= fmr)
  if (above === 0) return points[0].threshold
  if (above === -1) return points[points.length - 1].threshold
  const [loose, strict] = [points[above - 1], points[above]]
  const share = Math.log(fmr / loose.fmr) / Math.log(strict.fmr / loose.fmr)
  // Written from the strict end, so that a point of the table gives its own threshold to the last bit.
  return strict.threshold - (1 - share) * (strict.threshold - loose.threshold)
}

/**
 * The threshold for a search of `gallerySize` templates in which a stranger is to be found with probability `fpir`: each
 * comparison gets its share, fpir / N. Where the table does not reach that far, its strictest score decides.
 */
export function searchThreshold(table: ThresholdTable, fpir: number, gallerySize: number): number {
  return thresholdAt(table, fpir / Math.max(1, gallerySize))
}

/** Confidence at the table's operating points; 0.75 at FMR 1e-3 is what legacy clients compare with. */
function confidenceAt(fmr: number): number {
  // Each tenth of the FMR halves what is missing to 1: 0.5, 0.75, 0.875, 0.9375 at 1e-2, 1e-3, 1e-4, 1e-5.
  return 1 - 2 ** (1 + Math.log10(fmr))
}

/**
 * A score as a number between 0 and 1 that never falls when the score rises: linear between the points of the table, 0 and 1 at and
 * beyond the ends of its scale, exactly 0.75 at the threshold of FMR 1e-3.
 */
export function confidence(table: ThresholdTable, score: number): number {
  const { zero, one } = table.scale ?? cosineScale
  const anchors = [
    { score: zero, value: 0 },
    ...rising(table).map((point) => ({ score: point.threshold, value: confidenceAt(point.fmr) })),
    { score: one, value: 1 },
  ]
  if (!(score > zero)) return 0
  const above = anchors.findIndex((anchor) => anchor.score >= score)
  if (above === -1) return 1
  const [low, high] = [anchors[above - 1], anchors[above]]
  return high.value - ((high.score - score) / (high.score - low.score)) * (high.value - low.value)
}
