/** How alike two voices are: the cosine of templates, and where a cohort is given, stated against what strangers score. */
import { cosine, normalise } from '../math'

/** Templates of people who are nobody's users. */
export interface Cohort {
  /** L2-normalised. */
  templates: readonly Float32Array[]
  /** How many of them, the most alike, count for each side. */
  top: number
}

/** Keeps a cohort that is all alike from making scores infinite. */
const leastSpread = 1e-3

/**
 * S-norm: the mean of the score's distance from what strangers score with the enrolment and with the probe, in their standard deviations;
 * adaptive where not all of them count (Matějka and others, Interspeech 2017). Without a cohort, the cosine.
 * @param enrolment one or more L2-normalised templates of a person
 * @throws RangeError for an empty enrolment and for vectors of another model
 */
export function compareVoices(
  enrolment: readonly Float32Array[],
  probe: Float32Array,
  cohort: Cohort | null = null,
): number {
  const enrolled = meanTemplate(enrolment)
  const score = cosine(enrolled, probe)
  if (!cohort) return score
  const [byEnrolled, byProbe] = [enrolled, probe].map((side) => {
    const { mean, spread } = strangersOf(side, cohort)
    return (score - mean) / spread
  })
  return (byEnrolled! + byProbe!) / 2
}

/** The middle of a person's templates, length 1. */
export function meanTemplate(templates: readonly Float32Array[]): Float32Array {
  const [first] = templates
  if (!first) throw new RangeError('There is no template to compare with.')
  const sum = new Float32Array(first.length)
  for (const template of templates) {
    if (template.length !== sum.length) throw new RangeError('These templates are of two models.')
    for (let at = 0; at < sum.length; at++) sum[at]! += template[at]!
  }
  return normalise(sum)
}

function strangersOf(template: Float32Array, { templates, top }: Cohort): { mean: number; spread: number } {
  const scores = Float64Array.from(templates, (stranger) => cosine(template, stranger)).sort()
  const best = scores.subarray(Math.max(0, scores.length - top))
  const mean = best.reduce((sum, score) => sum + score, 0) / best.length
  const variance = best.reduce((sum, score) => sum + (score - mean) ** 2, 0) / best.length
  return { mean, spread: Math.max(leastSpread, Math.sqrt(variance)) }
}
