/** Two pictures, of one document or not. */
import { describe, expect, test } from 'vitest'
import type { VisualField } from './report-types'
import { reportOf } from './report'
import { check, lines, page, printed, reading, today } from './report-testing'
import type { DocumentReading } from './types'

describe('two sides', () => {
  const card = reading({ zone: ['TD1', lines('TD1')] })
  const face = reading({ portrait: true })
  const identity = { surnames: 'Müller', names: 'Anna Maria', documentNumber: 'L898902C3', birthDate: '1974-08-12' }
  const text = ['REPUBLIC OF UTOPIA', 'IDENTITY CARD', 'MÜLLER', 'ANNA MARIA']
  const apart = 'Nothing was read on both sides that could be compared.'

  test.each<
    [
      string,
      { front?: DocumentReading; back?: DocumentReading },
      { front?: VisualField[]; back?: VisualField[] },
      string,
      string,
    ]
  >([
    ['one side', { front: face }, {}, 'not_tested', 'Only one side was given.'],
    [
      'of one card',
      { front: face, back: card },
      { front: printed(identity) },
      'passed',
      'Both sides say the same of their holder.',
    ],
    [
      'one field misread',
      { front: face, back: card },
      { front: printed({ ...identity, names: 'Arma Maria' }) },
      'passed',
      'Both sides say the same of their holder.',
    ],
    [
      'of two people',
      { front: face, back: card },
      { front: printed({ surnames: 'Schmidt', names: 'Bert', birthDate: '1974-08-12' }) },
      'failed',
      'The two sides do not say the same of their holder.',
    ],
    [
      'of one card without zone',
      { front: face, back: reading() },
      { front: printed(identity), back: printed({ documentNumber: 'L898902C3' }) },
      'passed',
      'Both sides say the same of their holder.',
    ],
    [
      'of two cards without zone',
      { front: face, back: reading() },
      { front: printed(identity), back: printed({ documentNumber: 'X000000' }) },
      'failed',
      'The two sides do not say the same of their holder.',
    ],
    ['nothing in common', { front: face, back: card }, {}, 'not_tested', apart],
    [
      'a script that is not compared',
      { front: face, back: card },
      { front: printed({ surnames: '山田' }) },
      'not_tested',
      apart,
    ],
    [
      'the back twice',
      { front: card, back: reading({ zone: ['TD1', lines('TD1')] }) },
      {},
      'failed',
      'Both pictures show the same side.',
    ],
    [
      'the front twice, by its picture',
      { front: reading({ portrait: true, picture: [1, 2] }), back: reading({ portrait: true, picture: [1, 2] }) },
      {},
      'failed',
      'Both pictures show the same side.',
    ],
    [
      'the front twice, by its lines',
      {
        front: reading({ portrait: true, text }),
        back: reading({ portrait: true, text: text.map((line) => line.toLowerCase()) }),
      },
      {},
      'failed',
      'Both pictures show the same side.',
    ],
    [
      'two passports',
      {
        front: page(),
        back: page('TD3', {
          surname: ['SCHMIDT'],
          given: ['BERT'],
          number: '123456789',
          birth: '601231',
          expiry: '281109',
        }),
      },
      {},
      'failed',
      'The pictures show machine-readable zones of two different documents.',
    ],
    [
      'a passport and a visa',
      { front: page(), back: page('MRVA') },
      {},
      'failed',
      'The pictures show machine-readable zones of two different documents.',
    ],
    [
      'back for front',
      { front: card, back: face },
      { back: printed(identity) },
      'failed',
      'The picture that was given as the front shows the back.',
    ],
    [
      'the back alone, as front',
      { front: card },
      {},
      'failed',
      'The picture that was given as the front shows the back.',
    ],
    [
      'an empty page before the passport',
      { front: reading(), back: page() },
      {},
      'failed',
      'The picture that was given as the front shows the back.',
    ],
  ])('%s', (_, readings, visual, outcome, detail) => {
    expect(check(reportOf(readings, visual, null, today), 'sides_belong_together')).toEqual([outcome, detail])
  })

  test('of two zones the one whose digits hold counts', () => {
    const [first, second] = lines('TD3') as [string, string]
    const broken = reading({ zone: ['TD3', [first, second.replace('740812', '740813')]], portrait: true })
    expect(reportOf({ front: broken, back: page() }, {}, null, today)).toMatchObject({
      zoneSide: 'back',
      verdict: 'doubtful',
    })
  })
})
