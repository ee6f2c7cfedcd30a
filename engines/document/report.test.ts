/** The report of a document as a whole, and its fields: zone and print side by side, on made-up readings. */
import { describe, expect, test } from 'vitest'
import type { FieldName } from './report-types'
import { reportOf } from './report'
import { check, field, lines, page, printed, quadAt, reading, today } from './report-testing'
import type { ZoneFormat } from './types'
import type { Holder } from './zone/testing'

describe('the whole', () => {
  test('a passport whose print agrees', () => {
    const print = printed({
      surnames: 'Müller',
      documentNumber: 'L898 902 C3',
      birthDate: '1974-08-12',
      issueDate: '2020-04-16',
      birthPlace: 'Zenith',
    })
    const report = reportOf({ front: page() }, { front: print }, 'passport', today)
    expect(report).toMatchObject({
      format: 'TD3',
      kind: 'passport',
      zoneSide: 'front',
      zoneLines: lines('TD3'),
      corrections: [],
      verdict: 'ok',
    })
    expect(report.fields.map(({ name, value, source, agrees }) => [name, value, source, agrees])).toEqual([
      ['documentCode', 'P', 'zone', null],
      ['surnames', 'Müller', 'both', true],
      ['names', 'ANNA MARIA', 'zone', null],
      ['documentNumber', 'L898902C3', 'both', true],
      ['nationality', 'UTO', 'zone', null],
      ['issuingState', 'UTO', 'zone', null],
      ['gender', 'F', 'zone', null],
      ['birthDate', '1974-08-12', 'both', true],
      ['birthPlace', 'Zenith', 'visual', null],
      ['issueDate', '2020-04-16', 'visual', null],
      ['expiryDate', '2030-04-15', 'zone', null],
    ])
    expect(field(report, 'surnames')).toEqual({
      name: 'surnames',
      value: 'Müller',
      source: 'both',
      confidence: 0.95,
      agrees: true,
      zone: 'MUELLER',
      visual: 'Müller',
      places: [
        {
          side: 'front',
          quad: [
            { x: 100, y: 0 },
            { x: expect.closeTo(240), y: 0 },
            { x: expect.closeTo(240), y: 45 },
            { x: 100, y: 45 },
          ],
        },
        { side: 'front', quad: quadAt(0) },
      ],
    })
    expect(report.checks.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['document_number_digit', 'passed'],
      ['birth_date_digit', 'passed'],
      ['expiry_date_digit', 'passed'],
      ['personal_number_digit', 'not_tested'],
      ['composite_digit', 'passed'],
      ['zone_format', 'passed'],
      ['not_expired', 'passed'],
      ['plausible_dates', 'passed'],
      ['zone_agrees_with_print', 'passed'],
      ['portrait_present', 'passed'],
      ['sides_belong_together', 'not_tested'],
      ['expected_kind', 'passed'],
    ])
  })

  test.each([
    ['no side at all', {}],
    ['a picture of no document', { front: reading() }],
    ['two of them', { front: reading({ picture: [1] }), back: reading({ picture: [2] }) }],
  ])('%s: nothing is claimed', (_, readings) => {
    const report = reportOf(readings, {}, 'passport', today)
    expect(report).toMatchObject({
      format: null,
      kind: null,
      zoneSide: null,
      zoneLines: [],
      fields: [],
      verdict: 'unreadable',
    })
    expect(report.checks).toHaveLength(12)
    expect(new Set(report.checks.map(({ outcome }) => outcome))).toEqual(new Set(['not_tested']))
  })

  test('a face and no document is not one either', () => {
    expect(reportOf({ front: reading({ portrait: true }) }, {}, null, today)).toMatchObject({
      verdict: 'unreadable',
      fields: [],
    })
  })

  test('a side without a zone is read by its print', () => {
    const front = reading({ portrait: true })
    const report = reportOf(
      { front },
      { front: printed({ surnames: 'Müller', expiryDate: '2030-04-15' }) },
      null,
      today,
    )
    expect(report).toMatchObject({ verdict: 'ok', format: null, kind: null })
    expect(check(report, 'not_expired')[0]).toBe('passed')
    expect(check(report, 'zone_agrees_with_print')[0]).toBe('not_tested')
    expect(check(report, 'plausible_dates')[0]).toBe('passed')
  })

  test('no sentence says a value', () => {
    const print = printed({
      surnames: 'Schmidt',
      documentNumber: 'X1',
      birthDate: '1975-08-12',
      expiryDate: '2031-01-01',
    })
    const report = reportOf({ front: page(), back: page('TD1') }, { front: print, back: print }, 'visa', today)
    const words = report.checks.map(({ detail }) => detail).join(' ')
    expect(report.verdict).toBe('doubtful')
    for (const { zone, visual } of report.fields) {
      for (const value of [zone, visual]) if (value && value.length > 1) expect(words).not.toContain(value)
    }
  })
})

describe('zone and print', () => {
  const report = (
    print: Partial<Record<FieldName, string>>,
    changes: Partial<Holder> = {},
    format: ZoneFormat = 'TD3',
  ) => reportOf({ front: page(format, changes) }, { front: printed(print) }, null, today)

  test.each<[FieldName, string, boolean | null]>([
    ['surnames', 'MULLER', true],
    ['surnames', 'Möller', false],
    ['surnames', 'Мюллер/MUELLER', true],
    ['surnames', '山田', null],
    ['names', '<script>alert(1)</script>', false],
    ['names', 'Anna-Maria', true],
    ['documentNumber', 'L 898902-C3', true],
    ['documentNumber', 'L898902C8', false],
    ['nationality', 'UTO', true],
    ['nationality', 'FRA', false],
    ['gender', 'F', true],
    ['gender', 'M', false],
    ['birthDate', '1974-08-12', true],
    ['birthDate', '1974-12-08', false],
    ['documentCode', 'PN', true],
  ])('%s %s: %s', (name, value, agrees) => {
    const answer = report({ [name]: value })
    expect(field(answer, name)).toMatchObject({ agrees, visual: value, source: 'both' })
    expect(check(answer, 'zone_agrees_with_print')[0]).toBe(
      agrees === null ? 'not_tested' : agrees ? 'passed' : 'failed',
    )
  })

  test.each<[string, string, string, string]>([
    ['MÄNNIK', 'MAENNIK', 'MÄNNIK', 'the print has letters that the zone has not'],
    ['MANNIK', 'MAENNIK', 'MAENNIK', 'the mark was not read, and MANNIK stands nowhere'],
    ['LUDENSCHEID', 'LUEDENSCHEID', 'LUEDENSCHEID', 'the same of another letter'],
    ['Zoe', 'ZOE', 'Zoe', 'both may say it'],
    ['ANNA-MARIA', 'ANNA MARIA', 'ANNA-MARIA', 'the print knows hyphens'],
  ])('%s in print and %s in the zone: %s, since %s', (print, zone, value) => {
    const answer = field(report({ surnames: print }, { surname: zone.split(' ') }), 'surnames')
    expect(answer).toMatchObject({ value, agrees: true, visual: print, zone })
  })

  test('what differs is named, and the zone is believed', () => {
    const answer = report({ surnames: 'Schmidt', gender: 'M', nationality: 'UTO' })
    expect(check(answer, 'zone_agrees_with_print')).toEqual(['failed', 'Zone and print differ in surname and sex.'])
    expect(field(answer, 'surnames')?.value).toBe('MUELLER')
    expect(answer.verdict).toBe('doubtful')
  })

  test('Germany is D in the zone and may be DEU in the print', () => {
    expect(field(report({ nationality: 'DEU' }, { nationality: 'D' }), 'nationality')).toMatchObject({
      agrees: true,
      value: 'D',
    })
  })

  test('a name that the zone cuts off is told whole by the print', () => {
    const changes = { surname: ['NILAVADHANANANDA'], given: ['CHAYAPA', 'DEJTHAMRONG', 'KRASUANG'] }
    const answer = report({ names: 'Chayapa Dejthamrong Krasuang' }, changes)
    expect(field(answer, 'names')).toMatchObject({
      zone: 'CHAYAPA DEJTHAMRONG K',
      agrees: true,
      value: 'Chayapa Dejthamrong Krasuang',
    })
  })

  test('the French card has room for the first given names', () => {
    expect(field(report({ names: 'Anna, Maria, Sophie' }, {}, 'IDFR'), 'names')).toMatchObject({
      agrees: true,
      value: 'Anna, Maria, Sophie',
    })
  })

  test('a personal number that the print names is found in the optional data, and otherwise not claimed', () => {
    const changes: Partial<Holder> = { optional: ['12345678Z', ''] }
    expect(field(report({ personalNumber: '12345678-Z' }, changes, 'TD1'), 'personalNumber')).toMatchObject({
      agrees: true,
      zone: '12345678Z',
    })
    expect(field(report({ personalNumber: '99' }, changes, 'TD1'), 'personalNumber')).toMatchObject({
      agrees: null,
      zone: null,
    })
    expect(field(report({}, changes, 'TD1'), 'personalNumber')).toBeUndefined()
  })

  test('of two lines that say a field the surer counts', () => {
    const sides = { front: printed({ surnames: 'Muller' }, 0.6), back: printed({ surnames: 'Müller' }, 0.9) }
    const answer = reportOf({ front: page('TD1'), back: reading() }, sides, null, today)
    expect(field(answer, 'surnames')).toMatchObject({ visual: 'Müller', places: [{ side: 'front' }, { side: 'back' }] })
  })

  test.each([
    ['UKR', undefined],
    ['GRC', undefined],
    ['FRA', 'KVIB'],
  ])('of %s, which may print other letters, what only the print says is taken as %s', (state, place) => {
    const answer = report({ birthPlace: 'KVIB', authority: 'KVIB', address: 'KVIB 12', surnames: 'Schmidt' }, { state })
    expect(['birthPlace', 'authority'].map((name) => field(answer, name as FieldName)?.value)).toEqual([place, place])
    expect(field(answer, 'address')?.value).toBe(place && 'KVIB 12')
    expect(field(answer, 'surnames')).toMatchObject({ agrees: false, visual: 'Schmidt' })
  })
})
