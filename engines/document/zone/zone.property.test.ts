/**
 * Generated zones, right and mutated, against the independent truth of testing.ts. `npm run test:long` sends more than a million lines
 * through the parser.
 */
import * as fc from 'fast-check'
import { expect, inject, test } from 'vitest'
import type { ZoneFormat } from '../types'
import { parseZone } from './parse'
import {
  areTwins,
  covered,
  formats,
  holders,
  isAllowed,
  isRight,
  looksSameToDigits,
  writeZone,
  zoneText,
  type Holder,
} from './testing'

/** A round is eleven zones of each of six formats, right, damaged or read with doubt: 143 lines, so 1 070 000 in the long run. */
const rounds = inject('long') ? 7_500 : 60
const mutationsPerZone = 8

const today = new Date('2026-11-21')
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<'
const [sure, doubtful] = [0.99, 0.3]

interface Mutation {
  kind: 'replace' | 'swap' | 'delete' | 'insert' | 'garble'
  at: number
  characters: string
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('replace', 'replace', 'replace', 'swap', 'delete', 'insert', 'garble'),
  at: fc.nat(),
  characters: fc.oneof(
    fc.constantFrom(...alphabet),
    fc.string({ unit: fc.constantFrom(...alphabet), minLength: 2, maxLength: 5 }),
  ),
})

function mutated(lines: readonly string[], { kind, at, characters }: Mutation): string[] {
  const row = at % lines.length
  const line = lines[row]!
  const column = Math.floor(at / lines.length) % (line.length - 1)
  const [before, after] = [line.slice(0, column), line.slice(column)]
  const changed = {
    replace: () => (before + characters + after.slice(characters.length)).slice(0, line.length),
    swap: () => before + after[1] + after[0] + after.slice(2),
    delete: () => before + after.slice(1),
    insert: () => before + characters + after,
    garble: () => `${before}ß${after.slice(1)}`,
  }[kind]()
  return lines.map((other, index) => (index === row ? changed : other))
}

const place = (line: number, column: number) => ({ line, column })

function withCharacter(
  lines: readonly string[],
  { line, column }: { line: number; column: number },
  character: string,
): string[] {
  return lines.map((text, row) => (row === line ? text.slice(0, column) + character + text.slice(column + 1) : text))
}

/** What must hold of every zone that is parsed, whatever was read and however surely. */
function expectSound(format: ZoneFormat, printed: string[], confidences?: number[][]) {
  const parsed = parseZone(zoneText(format, printed, confidences), today)
  const { valid, lines, corrections } = parsed
  // What differs from the print was reported, between twins, and had a reason.
  let replayed = printed
  for (const { line, column, read, corrected } of corrections) {
    const isDoubtful = (confidences?.[line]?.[column] ?? sure) < 0.8
    const cannotStandThere = !isAllowed(format, withCharacter(plain(format), { line, column }, read))
    const hasReason = areTwins(read, corrected) && (isDoubtful || cannotStandThere)
    expect([replayed[line]![column], hasReason]).toEqual([read, true])
    replayed = withCharacter(replayed, { line, column }, corrected)
  }
  // Right is what is right by the standard, no more and no less.
  expect([valid, lines, parsed.printed]).toEqual([isRight(format, lines), replayed, printed])
  return parsed
}

/** Some zone of the format; whether a character may stand in a place does not depend on the others. */
function plain(format: ZoneFormat): string[] {
  const [birth, expiry] = ['700101', '300101']
  const rest = { codeLetter: '<', state: 'UTO', nationality: 'UTO', sex: 'M', birth, expiry }
  const number = format === 'IDFR' ? '010175200001' : '123456789'
  return writeZone(format, { ...rest, surname: ['A'], given: ['B'], number, optional: ['', ''] })
}

function fits(format: ZoneFormat, { surname, given }: Holder): boolean {
  const [family, first] = [surname.join('<').length, given.join(format === 'IDFR' ? '<<' : '<').length]
  if (format === 'IDFR') return family <= 25 && first <= 14
  return family + (first && first + 2) <= { TD1: 30, TD2: 31, TD3: 39, MRVA: 39, MRVB: 31 }[format]
}

test.each(formats)('%s: what is generated is read', (format) => {
  fc.assert(
    fc.property(holders(format), (holder) => {
      const lines = writeZone(format, holder)
      expect(isRight(format, lines)).toBe(true)
      const parsed = expectSound(format, lines)
      expect(parsed).toMatchObject({ valid: true, corrections: [], impossibleDates: [] })
      const value = (name: string) => parsed.fields.find((field) => field.name === name)?.value
      expect(value('documentNumber')).toBe(holder.number)
      expect(value('issuingState')).toBe(format === 'IDFR' ? 'FRA' : holder.state)
      expect(value('gender')).toBe(holder.sex === '<' ? 'X' : holder.sex)
      expect(value('birthDate')?.slice(2).replaceAll('-', '')).toBe(holder.birth.replaceAll('<', '') || undefined)
      const surname = holder.surname.join(' ')
      expect(surname.startsWith(value('surnames')!)).toBe(true)
      if (fits(format, holder)) {
        expect([value('surnames'), value('names')]).toEqual([surname, holder.given.join(' ') || undefined])
      }
      if (format === 'IDFR') return
      expect(value('nationality')).toBe(holder.nationality)
      expect(value('expiryDate')?.slice(2).replaceAll('-', '')).toBe(holder.expiry)
    }),
    { numRuns: rounds },
  )
})

test.each(formats)('%s: nothing that is wrong comes out right', (format) => {
  fc.assert(
    fc.property(
      holders(format),
      fc.array(mutation, { minLength: mutationsPerZone, maxLength: mutationsPerZone }),
      (holder, mutations) => {
        const lines = writeZone(format, holder)
        for (const mutation of mutations) {
          const read = mutated(lines, mutation)
          const parsed = expectSound(format, read)
          // Read with certainty, a character is changed only where it cannot stand; so a wrong digit stays wrong.
          if (isAllowed(format, read)) expect([parsed.valid, parsed.lines]).toEqual([isRight(format, read), read])
        }
      },
    ),
    { numRuns: rounds },
  )
})

test.each(formats)('%s: one character that was read with doubt', (format) => {
  fc.assert(
    fc.property(holders(format), fc.nat(), fc.constantFrom(...alphabet), (holder, at, character) => {
      const lines = writeZone(format, holder)
      const where = place(at % lines.length, Math.floor(at / lines.length) % lines[0]!.length)
      const read = withCharacter(lines, where, character)
      const confidences = lines.map((line, row) =>
        [...line].map((_, column) => (row === where.line && column === where.column ? doubtful : sure)),
      )
      const parsed = expectSound(format, read, confidences)
      const now = parsed.lines[where.line]![where.column]!
      const printed = lines[where.line]![where.column]!
      if (!parsed.valid || now === printed) return
      // It came out right and is not what was printed: either the digits cannot tell the two, or none covers the place, or (0, or a
      // filler in the place of a digit) the standard means the same by both.
      const isCovered = covered[format][where.line]![where.column] === 'x'
      expect(!isCovered || looksSameToDigits(now, printed)).toBe(true)
    }),
    { numRuns: rounds },
  )
})

test.each(formats)('%s: doubt anywhere', (format) => {
  fc.assert(
    fc.property(
      holders(format),
      mutation,
      fc.array(fc.constantFrom(sure, sure, doubtful, 0.7), { minLength: 90, maxLength: 90 }),
      (holder, mutation, levels) => {
        const read = mutated(writeZone(format, holder), mutation)
        expectSound(
          format,
          read,
          read.map((line, row) => [...line].map((_, column) => levels[(row * 31 + column) % levels.length]!)),
        )
      },
    ),
    { numRuns: rounds },
  )
})

/**
 * Exactly what a single character can hide. Where no digit covers the place (names, states and the sex, in all but the French card; the
 * optional data of visas): everything. Elsewhere only a character of the same value modulo 10, as the weights 7, 3 and 1 are prime to 10:
 * 0 < A K U, 1 B L V, 2 C M W, 3 D N X, 4 E O Y, 5 F P Z, 6 G Q, 7 H R, 8 I S, 9 J T. Of the twins that is 6 and G alone.
 */
test.each(formats)('%s: every other character in every place', (format) => {
  const lines = plain(format)
  const hidden = new Set<string>()
  const surprises: unknown[] = []
  lines.forEach((line, row) => {
    for (let column = 0; column < line.length; column++) {
      for (const character of alphabet) {
        const printed = line[column]!
        const read = withCharacter(lines, place(row, column), character)
        if (character === printed || !isAllowed(format, read)) continue
        const { valid } = parseZone(zoneText(format, read), today)
        const isHidden = covered[format][row]![column] !== 'x' || looksSameToDigits(printed, character)
        if (isHidden && covered[format][row]![column] === 'x') hidden.add([printed, character].sort().join(''))
        if (valid !== isHidden) surprises.push({ row, column, character, valid })
      }
    }
  })
  expect(surprises).toEqual([])
  expect(hidden.size).toBeGreaterThan(0)
  for (const pair of ['0O', '1I', '2Z', '5S', '8B']) expect(hidden).not.toContain(pair)
})
