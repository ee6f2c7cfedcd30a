/** Every check of a document and every answer to it, but for its sides (sides.test.ts). */
import { describe, expect, test } from 'vitest'
import type { CheckName, DocumentKind, FieldName, VisualField } from './report-types'
import { reportOf } from './report'
import { check, field, lines, page, printed, reading, today } from './report-testing'
import type { DocumentReading, ZoneFormat } from './types'
import type { Holder } from './zone/testing'

describe('check digits', () => {
  test.each<[string, CheckName, number]>([
    ['document number', 'document_number_digit', 0],
    ['date of birth', 'birth_date_digit', 13],
    ['date of expiry', 'expiry_date_digit', 21],
    ['personal number', 'personal_number_digit', 28],
  ])('wrong in the %s', (label, name, column) => {
    const [first, second] = lines('TD3', { optional: ['123456', ''] }) as [string, string]
    const wrong = `${second.slice(0, column)}${second[column] === '2' ? '3' : '2'}${second.slice(column + 1)}`
    const report = reportOf({ front: reading({ zone: ['TD3', [first, wrong]], portrait: true }) }, {}, null, today)
    expect(check(report, name)).toEqual(['failed', `The check digit of the ${label} is wrong.`])
    expect(check(report, 'composite_digit')).toEqual(['failed', 'The check digit of the zone as a whole is wrong.'])
    expect(report).toMatchObject({ verdict: 'doubtful', zoneLines: [first, wrong] })
  })

  test('a correction is told', () => {
    const [first, second] = lines('TD3') as [string, string]
    const report = reportOf(
      { front: reading({ zone: ['TD3', [first, second.replace('740812', '74O812')]] }) },
      {},
      null,
      today,
    )
    expect(report.corrections).toEqual([{ line: 1, column: 15, read: 'O', corrected: '0' }])
    expect(report.zoneLines).toEqual([first, second])
    expect(check(report, 'birth_date_digit')).toEqual([
      'passed',
      'The check digit of the date of birth is right, after a character was corrected.',
    ])
    expect(check(report, 'expiry_date_digit')).toEqual(['passed', 'The check digit of the date of expiry is right.'])
  })

  test.each<[ZoneFormat, CheckName[]]>([
    ['TD1', ['personal_number_digit']],
    ['TD2', ['personal_number_digit']],
    ['TD3', ['personal_number_digit']],
    ['MRVA', ['personal_number_digit', 'composite_digit']],
    ['MRVB', ['personal_number_digit', 'composite_digit']],
    ['IDFR', ['expiry_date_digit', 'personal_number_digit']],
  ])('%s has not all of them', (format, missing) => {
    const report = reportOf({ front: page(format) }, {}, null, today)
    const digits = report.checks.filter(({ name }) => name.endsWith('_digit'))
    expect(digits.filter(({ outcome }) => outcome === 'not_tested').map(({ name }) => name)).toEqual(missing)
    expect(digits.filter(({ outcome }) => outcome === 'failed')).toEqual([])
  })

  test.each<[string, string, string, string]>([
    ['none, and 0 for its digit', '<<<<<<<<<<<<<<0', 'not_tested', 'The zone has no personal number.'],
    ['none, and a filler for its digit', '<<<<<<<<<<<<<<<', 'not_tested', 'The zone has no personal number.'],
    ['none, and another digit', '<<<<<<<<<<<<<<3', 'failed', 'The check digit of the personal number is wrong.'],
    ['one without a digit', '123456<<<<<<<<<', 'failed', 'The check digit of the personal number is missing or wrong.'],
  ])('personal number: %s', (_, text, outcome, detail) => {
    const [first, second] = lines('TD3') as [string, string]
    const zone = `${second.slice(0, 28)}${text}${second.slice(43)}`
    const report = reportOf({ front: reading({ zone: ['TD3', [first, zone]] }) }, {}, null, today)
    expect(check(report, 'personal_number_digit')).toEqual([outcome, detail])
  })

  test('a date that is left open has no digit to hold', () => {
    const report = reportOf({ front: page('TD3', { birth: '<<<<<<' }) }, {}, null, today)
    expect(check(report, 'birth_date_digit')).toEqual(['not_tested', 'The zone has no date of birth.'])
  })

  test('a card without a digit for its number, which is not long', () => {
    const [first, ...others] = lines('TD1') as [string, string, string]
    const zone = [`${first.slice(0, 14)}<01<9108`.padEnd(30, '<'), ...others]
    const report = reportOf({ back: reading({ zone: ['TD1', zone] }) }, {}, null, today)
    expect(check(report, 'document_number_digit')).toEqual([
      'failed',
      'The check digit of the document number is missing or wrong.',
    ])
    expect(field(report, 'documentNumber')?.value).toBe('L898902C3')
  })

  test('a zone that is not in the shape of its format', () => {
    const report = reportOf({ front: reading({ zone: ['TD3', ['P<UTO']], portrait: true }) }, {}, null, today)
    expect(check(report, 'zone_format')).toEqual([
      'failed',
      'The zone holds characters where its format does not allow them.',
    ])
    expect(check(report, 'composite_digit')).toEqual(['not_tested', 'The zone could not be divided into its fields.'])
    expect(report).toMatchObject({ verdict: 'doubtful', zoneLines: ['P<UTO'], fields: [], kind: 'passport' })
  })

  test('a character that cannot stand where it stands', () => {
    const [first, second] = lines('TD3') as [string, string]
    const report = reportOf(
      { front: reading({ zone: ['TD3', [first.replace('ANNA', 'AN9A'), second]], portrait: true }) },
      {},
      null,
      today,
    )
    expect(check(report, 'zone_format')[0]).toBe('failed')
    expect([field(report, 'surnames')?.value, field(report, 'names')]).toEqual(['MUELLER', undefined])
  })
})

describe('dates', () => {
  const expiry = (changes: Partial<Holder>, print: Partial<Record<FieldName, string>> = {}) =>
    check(reportOf({ front: page('TD3', changes) }, { front: printed(print) }, null, today), 'not_expired')

  test.each([
    ['tomorrow', '261122', 'passed'],
    ['today', '261121', 'passed'],
    ['yesterday', '261120', 'failed'],
    ['not said', '<<<<<<', 'not_tested'],
    ['no date', '261301', 'not_tested'],
  ])('expiry %s: %s', (_, date, outcome) => {
    expect(expiry({ expiry: date })[0]).toBe(outcome)
  })

  test('the print says the century', () => {
    expect(expiry({ expiry: '991231' })[0]).toBe('failed')
    expect(expiry({ expiry: '991231' }, { expiryDate: '2099-12-31' })[0]).toBe('passed')
  })

  test('zone and print say different dates', () => {
    expect(expiry({}, { expiryDate: '2020-01-01' })).toEqual([
      'not_tested',
      'Zone and print say different dates of expiry.',
    ])
  })

  test('a date whose digit is wrong is not relied on', () => {
    const [first, second] = lines('TD3') as [string, string]
    const front = reading({ zone: ['TD3', [first, second.replace('300415', '200415')]] })
    const answer = (print: VisualField[]) => check(reportOf({ front }, { front: print }, null, today), 'not_expired')
    expect(answer([])).toEqual(['not_tested', 'The date of expiry was not read with certainty.'])
    expect(answer(printed({ expiryDate: '2020-04-15' }))[0]).toBe('failed')
  })

  const plausible = (changes: Partial<Holder> | null, print: Partial<Record<FieldName, string>> = {}) => {
    const front = changes ? page('TD3', changes) : reading()
    return check(reportOf({ front }, { front: printed(print) }, null, today), 'plausible_dates')
  }

  test.each<[string, Partial<Holder> | null, Partial<Record<FieldName, string>>, string, string]>([
    ['in order', {}, { issueDate: '2020-04-16' }, 'passed', 'The dates are possible, and in their order.'],
    ['birth day unknown', { birth: '7408<<' }, {}, 'passed', 'The dates are possible, and in their order.'],
    [
      'no date of the calendar',
      { birth: '740230' },
      {},
      'failed',
      'The date of birth in the zone is no date of the calendar.',
    ],
    ['born in the future', null, { birthDate: '2027-01-01' }, 'failed', 'The date of birth lies in the future.'],
    ['120 years old', null, { birthDate: '1906-11-21' }, 'passed', 'The dates are possible, and in their order.'],
    ['too old', null, { birthDate: '1905-11-21' }, 'failed', 'The date of birth lies more than 120 years back.'],
    ['issued in the future', {}, { issueDate: '2027-01-01' }, 'failed', 'The date of issue lies in the future.'],
    [
      'issued before birth',
      {},
      { issueDate: '1970-01-01' },
      'failed',
      'The document was issued before its holder was born.',
    ],
    [
      'expired before issue',
      { expiry: '190101' },
      { issueDate: '2020-01-01' },
      'failed',
      'The document expires before it was issued.',
    ],
    [
      'expired before birth',
      null,
      { birthDate: '2000-01-01', expiryDate: '1999-01-01' },
      'failed',
      'The document expires before its holder was born.',
    ],
    ['one date of the zone alone', { expiry: '<<<<<<' }, {}, 'not_tested', 'Too few dates were read to compare them.'],
    ['none', null, { surnames: 'Müller' }, 'not_tested', 'Too few dates were read to compare them.'],
  ])('%s', (_, changes, print, outcome, detail) => {
    expect(plausible(changes, print)).toEqual([outcome, detail])
  })
})

describe('portrait', () => {
  const zone: [ZoneFormat, string[]] = ['TD1', lines('TD1')]
  test.each<[string, { front?: DocumentReading; back?: DocumentReading }, VisualField[], string, string]>([
    ['found', { front: page() }, [], 'passed', 'A portrait was found.'],
    [
      'on the other side than the zone',
      { front: reading({ portrait: true }), back: reading({ zone }) },
      [],
      'passed',
      'A portrait was found.',
    ],
    ['not on a passport', { front: reading({ zone: ['TD3', lines('TD3')] }) }, [], 'failed', 'No portrait was found.'],
    [
      'on neither side of a card',
      { front: reading(), back: reading({ zone }) },
      [],
      'failed',
      'No portrait was found.',
    ],
    [
      'only the back of a card',
      { back: reading({ zone }) },
      [],
      'not_tested',
      'The side that holds the portrait was not given.',
    ],
    [
      'a visa',
      { front: reading({ zone: ['MRVA', lines('MRVA')] }) },
      [],
      'not_tested',
      'No portrait was found; a visa need not have one.',
    ],
    ['a front without zone', { front: reading() }, printed({ surnames: 'Müller' }), 'failed', 'No portrait was found.'],
  ])('%s', (_, readings, front, outcome, detail) => {
    expect(check(reportOf(readings, { front }, null, today), 'portrait_present')).toEqual([outcome, detail])
  })
})

test.each<[ZoneFormat, DocumentKind, DocumentKind | null, string, string]>([
  ['TD3', 'passport', 'passport', 'passed', 'It is a passport.'],
  ['TD3', 'passport', 'idcard', 'failed', 'It is a passport; an identity card was asked for.'],
  ['TD1', 'idcard', 'idcard', 'passed', 'It is an identity card.'],
  ['TD2', 'idcard', 'passport', 'failed', 'It is an identity card; a passport was asked for.'],
  ['IDFR', 'idcard', 'idcard', 'passed', 'It is an identity card.'],
  ['MRVA', 'visa', 'passport', 'failed', 'It is a visa; a passport was asked for.'],
  ['MRVB', 'visa', null, 'not_tested', 'No kind of document was asked for.'],
])('%s is a %s where %s is expected: %s', (format, kind, expected, outcome, detail) => {
  const report = reportOf({ front: page(format) }, {}, expected, today)
  expect(report.kind).toBe(kind)
  expect(check(report, 'expected_kind')).toEqual([outcome, detail])
})

test('what kind it is may not be told', () => {
  const report = reportOf(
    { front: reading({ portrait: true }) },
    { front: printed({ surnames: 'Müller' }) },
    'idcard',
    today,
  )
  expect(check(report, 'expected_kind')).toEqual(['not_tested', 'What kind of document it is could not be told.'])
})

test.each<[DocumentKind, string, string]>([
  ['passport', 'failed', 'No machine-readable zone was read, and a passport always has one.'],
  ['visa', 'failed', 'No machine-readable zone was read, and a visa always has one.'],
  ['idcard', 'not_tested', 'What kind of document it is could not be told.'],
])('print alone where %s is expected: %s', (expected, outcome, detail) => {
  const print = { front: printed({ authority: 'Bread, milk, 4 eggs' }) }
  const report = reportOf({ front: reading() }, print, expected, today)
  expect(check(report, 'expected_kind')).toEqual([outcome, detail])
  if (outcome === 'failed') expect(report.verdict).toBe('doubtful')
  expect(check(reportOf({ front: reading() }, {}, expected, today), 'expected_kind')[0]).toBe('not_tested')
})
