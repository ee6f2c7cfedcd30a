/** The report over rendered documents: how many zones are read whole, at what distortion that ends, and what is claimed of nothing. Pure. */
import { parseZone } from '@/engines/document/zone/parse'
import type { Truth } from '@/engines/document/rendered/render'
import { isLikeOcrB } from '@/engines/document/rendered/lettering'
import { alignLines, sumOf } from './alignment'
import type { Outcome } from './document-readings'
import { sweeps, type Sweep } from './rendered-plan'
import { shareOf, type Share } from './shares'

/** What was read of one rendered document, and what there was to read. */
export interface RenderedReading {
  name: string
  seed: number
  truth: Pick<Truth, 'format' | 'font' | 'distortion' | 'portrait'> & { lines: string[] }
  lines: string[] | null
  /** The same after correction by places and check digits. */
  corrected: string[] | null
  /** Every check digit holds after correction. */
  valid: boolean
  portrait: boolean
  problem: Outcome['problem']
}

export interface NegativeReading {
  name: string
  seed: number
  kind: string
  lines: string[] | null
  problem: Outcome['problem']
}

export interface Rates {
  wholeExact: Share
  wholeExactCorrected: Share
  characters: { rate: number; errors: number; of: number }
}

export interface RenderedReport {
  models: readonly string[]
  /** The set that the bar is set on; drawn evenly up to these. */
  bar: Rates & {
    /** Without the hands that straighten the curves by which OCR-B tells O from 0 and 8 from B. */
    likeOcrB: Rates
    byFormat: ({ name: string } & Rates)[]
    byHand: ({ name: string } & Rates)[]
    portraits: Share
    /** Valid after correction, and not what is printed. */
    misreadCalledValid: number
  }
  sweeps: (Pick<Sweep, 'distortion' | 'label' | 'unit' | 'bar'> & { points: (Rates & { value: number })[] })[]
  negatives: { claimed: Share; misses: { seed: number; kind: string; lines: string[] }[] }
  misses: { name: string; seed: number; format: string; font: string; expected: string[]; read: string[] | null }[]
  problems: { name: string; kind: string; message: string }[]
}

export function renderedReading(
  name: string,
  seed: number,
  truth: Truth,
  { reading, problem }: Outcome,
): RenderedReading {
  const zone = reading?.zone ?? null
  const parsed = zone && parseZone(zone, new Date())
  return {
    name,
    seed,
    truth: { ...truth, lines: truth.zone!.lines },
    lines: zone && zone.lines,
    corrected: parsed && parsed.lines,
    valid: parsed?.valid ?? false,
    portrait: Boolean(reading?.portrait),
    problem,
  }
}

/** @param swept readings at each value of each sweep, in its order */
export function reportRendered(
  models: readonly string[],
  bar: RenderedReading[],
  swept: readonly (readonly RenderedReading[][])[],
  negatives: NegativeReading[],
): RenderedReport {
  const claimed = negatives.filter(({ lines }) => lines)
  const printed = bar.filter(({ truth }) => truth.portrait)
  return {
    models,
    bar: {
      ...ratesOf(bar),
      likeOcrB: ratesOf(bar.filter(({ truth }) => isLikeOcrB(truth.font))),
      byFormat: grouped(bar, ({ truth }) => truth.format),
      byHand: grouped(bar, ({ truth }) => truth.font),
      portraits: shareOf(printed.filter(({ portrait }) => portrait).length, printed.length),
      misreadCalledValid: bar.filter(({ valid, corrected, truth }) => valid && !same(corrected, truth.lines)).length,
    },
    sweeps: sweeps.map(({ distortion, label, unit, bar: limit, values }, index) => ({
      distortion,
      label,
      unit,
      bar: limit,
      points: values.map((value, at) => ({ value, ...ratesOf(swept[index][at]) })),
    })),
    negatives: {
      claimed: shareOf(claimed.length, negatives.length),
      misses: claimed.map(({ seed, kind, lines }) => ({ seed, kind, lines: lines! })),
    },
    misses: bar
      .filter(({ lines, truth }) => !same(lines, truth.lines))
      .map(({ name, seed, truth, lines }) => {
        return { name, seed, format: truth.format, font: truth.font, expected: truth.lines, read: lines }
      }),
    problems: [...bar, ...swept.flat(2), ...negatives].flatMap(({ name, problem }) =>
      problem ? [{ name, ...problem }] : [],
    ),
  }
}

function grouped(readings: RenderedReading[], nameOf: (reading: RenderedReading) => string) {
  const names = [...new Set(readings.map(nameOf))]
  return names.map((name) => ({ name, ...ratesOf(readings.filter((reading) => nameOf(reading) === name)) }))
}

function ratesOf(readings: RenderedReading[]): Rates {
  const of = readings.reduce((sum, { truth }) => sum + truth.lines.join('').length, 0)
  const errors = readings.reduce((sum, { lines, truth }) => {
    return sum + Math.min(truth.lines.join('').length, sumOf(alignLines(lines ?? [], truth.lines)))
  }, 0)
  return {
    wholeExact: shareOf(readings.filter(({ lines, truth }) => same(lines, truth.lines)).length, readings.length),
    wholeExactCorrected: shareOf(
      readings.filter(({ corrected, truth }) => same(corrected, truth.lines)).length,
      readings.length,
    ),
    characters: { rate: 1 - errors / of, errors, of },
  }
}

const same = (read: string[] | null, printed: string[]) => read?.join('\n') === printed.join('\n')
