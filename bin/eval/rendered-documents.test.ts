import { describe, expect, it } from 'vitest'
import { undistorted } from '@/engines/document/rendered/distort'
import { holder } from '@/engines/document/rendered/people'
import { zoneLines } from '@/engines/document/rendered/zone-lines'
import type { ZoneFormat } from '@/engines/document/types'
import { parseZone } from '@/engines/document/zone/parse'
import { ratePlot } from './rate-plot'
import { reportRendered, type RenderedReading } from './rendered-documents'
import { barCases, countsOf, sweepCases, sweeps } from './rendered-plan'

const printed = ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6']
const misread = [printed[0], printed[1].replace('D23', 'O23')]

function reading(lines: string[] | null, corrected = lines, format: ZoneFormat = 'TD2'): RenderedReading {
  return {
    name: 'bar-0',
    seed: 1,
    truth: {
      format,
      font: 'plain',
      distortion: undistorted,
      portrait: true,
      lines: printed,
    },
    lines,
    corrected,
    valid: lines !== null,
    portrait: lines !== null,
    problem: null,
  }
}

const unread = sweeps.map(({ values }) => values.map(() => [reading(null)]))

describe('the plan of rendered documents', () => {
  it('writes every format in every hand, inside the bar', () => {
    const cases = barCases(84)
    expect(new Set(cases.map(({ order }) => `${order.format} ${order.font}`)).size).toBe(42)
    for (const { order } of cases) {
      expect(order.distortion!.tilt).toBeLessThanOrEqual(10)
      expect(order.distortion!.perspective).toBeLessThanOrEqual(0.1)
      expect(order.distortion!.blur).toBeLessThanOrEqual(1)
      expect(order.distortion!.quality).toBe(80)
    }
    expect(new Set(cases.map(({ order }) => order.seed)).size).toBe(84)
  })

  it('shows the same documents at every value of a distortion', () => {
    const tilt = sweeps.find(({ distortion }) => distortion === 'tilt')!
    const [straight, turned] = [0, 45].map((value) => sweepCases(tilt, value, countsOf(240).each))
    expect(straight).toHaveLength(12)
    expect(turned.map(({ order }) => order.seed)).toEqual(straight.map(({ order }) => order.seed))
    expect(turned.every(({ order }) => order.distortion!.tilt === 45)).toBe(true)
    expect(straight.every(({ order }) => order.distortion!.tilt === 0)).toBe(true)
  })

  it('prints zones that the parser of the bureau finds right and whole', () => {
    for (const format of ['TD1', 'TD2', 'TD3', 'MRVA', 'MRVB', 'IDFR'] as const) {
      for (let seed = 0; seed < 40; seed++) {
        const lines = zoneLines(format, holder(seed, format))
        const confidences = lines.map((line) => Array.from(line, () => 1))
        const quad = [0, 1, 2, 3].map(() => ({ x: 0, y: 0 })) as never
        const parsed = parseZone({ format, lines, confidences, quad }, new Date('2026-01-01'))
        expect(parsed, lines.join(' ')).toMatchObject({ valid: true, corrections: [] })
      }
    }
  })
})

describe('the report over rendered documents', () => {
  it('counts whole zones, what correction mends, and characters', () => {
    const bar = [reading(printed), reading(misread, printed), reading(misread), reading(null, null, 'TD1')]
    const report = reportRendered(['zone@1'], bar, unread, [])
    expect(report.bar.wholeExact).toMatchObject({ count: 1, of: 4 })
    expect(report.bar.wholeExactCorrected).toMatchObject({ count: 2, of: 4 })
    expect(report.bar.characters).toMatchObject({ errors: 1 + 1 + 72, of: 4 * 72 })
    expect(report.bar.misreadCalledValid).toBe(1)
    expect(report.bar.byFormat.map(({ name, wholeExact }) => [name, wholeExact.count, wholeExact.of])).toEqual([
      ['TD2', 1, 3],
      ['TD1', 0, 1],
    ])
    expect(report.misses).toHaveLength(3)
    expect(report.bar.likeOcrB.wholeExact).toEqual(report.bar.wholeExact)
    expect(report.sweeps.every(({ points }) => points.every(({ wholeExact }) => wholeExact.rate === 0))).toBe(true)
  })

  it('tells hands that keep the curves of OCR-B from the one that does not, and leaves none out', () => {
    const square = reading(misread)
    square.truth.font = 'square'
    const { bar } = reportRendered([], [reading(printed), reading(printed), square], unread, [])
    expect(bar.wholeExact).toMatchObject({ count: 2, of: 3 })
    expect(bar.likeOcrB.wholeExact).toMatchObject({ count: 2, of: 2 })
    expect(bar.byHand.map(({ name }) => name)).toEqual(['plain', 'square'])
  })

  it('counts every zone that is claimed of nothing, and a failure as a problem', () => {
    const negative = { name: 'negative-1', seed: 1, kind: 'ticket', lines: null, problem: null }
    const failed = { ...reading(null), name: 'bar-9', problem: { kind: 'failed' as const, message: 'out of memory' } }
    const report = reportRendered([], [failed], unread, [negative, { ...negative, seed: 2, lines: printed }])
    expect(report.negatives.claimed).toMatchObject({ count: 1, of: 2 })
    expect(report.negatives.misses).toEqual([{ seed: 2, kind: 'ticket', lines: printed }])
    expect(report.problems).toEqual([{ name: 'bar-9', kind: 'failed', message: 'out of memory' }])
  })

  it('plots a point for each value, higher where more is read', () => {
    const half = sweeps.map(({ values }) => values.map((_, i) => [reading(i === 0 ? printed : null)]))
    const svg = ratePlot('Rates', reportRendered([], [reading(printed)], half, []).sweeps)
    expect(svg.match(/<circle/g)).toHaveLength(sweeps.reduce((sum, { values }) => sum + values.length, 0))
    const [first, second] = [...svg.matchAll(/<circle cx="[\d.]+" cy="([\d.]+)"/g)].map(([, y]) => Number(y))
    expect(first).toBeLessThan(second)
    expect(svg).not.toMatch(/NaN|undefined|style="/)
    expect(svg).toContain('prefers-color-scheme: dark')
  })
})
