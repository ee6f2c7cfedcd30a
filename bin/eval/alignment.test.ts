import { describe, expect, it } from 'vitest'
import { align, alignLines, sumOf } from './alignment'

describe('texts beside each other', () => {
  it('finds nothing between equal texts', () => {
    expect(align('P<UTO', 'P<UTO')).toEqual({ read: 'P<UTO', expected: 'P<UTO', marks: '     ', distance: 0 })
  })

  it('marks what was replaced, left out and added', () => {
    expect(align('P<UT0', 'P<UTO')).toMatchObject({ marks: '    ^', distance: 1 })
    expect(align('PUTO', 'P<UTO')).toEqual({ read: 'P·UTO', expected: 'P<UTO', marks: ' ^   ', distance: 1 })
    expect(align('P<<UTO', 'P<UTO').distance).toBe(1)
    expect(align('KITTEN', 'SITTING').distance).toBe(3)
  })

  it('keeps every character of both', () => {
    const { read, expected, marks } = align('L898902C36UT07408', '898902C36UTO74O81')
    expect(read.replaceAll('·', '')).toBe('L898902C36UT07408')
    expect(expected.replaceAll('·', '')).toBe('898902C36UTO74O81')
    expect(marks).toHaveLength(read.length)
    expect(expected).toHaveLength(read.length)
  })

  it('counts nothing read as everything missing, and nothing printed as everything too much', () => {
    expect(sumOf(alignLines([], ['ABC', 'DE']))).toBe(5)
    expect(sumOf(alignLines(['ABC', 'DE'], []))).toBe(5)
  })

  it('counts a missing line once, whichever it is', () => {
    const lines = ['I<UTOD231458907', '7408122F1204159', 'ERIKSSON<<ANNA<']
    for (const missing of lines) {
      const read = lines.filter((line) => line !== missing)
      expect(sumOf(alignLines(read, lines))).toBe(15)
      expect(sumOf(alignLines(lines, read))).toBe(15)
    }
  })

  it('does not shift lines where as many were read as are printed', () => {
    expect(alignLines(['AAAA', 'BBBB'], ['BBBB', 'AAAA']).map(({ distance }) => distance)).toEqual([4, 4])
  })
})
