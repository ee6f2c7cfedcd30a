import { expect, test } from 'vitest'
import { characters, readExactly, type Scores } from './decode'
import { doubtfulBelow } from './correct'
import { layouts } from './layout'
import { settleTwins, twins } from './twins'

const classes = characters.length + 1

/** A net's answer to a line: sure of every character but those of `odds`, where it leans so far (ln digit : letter) between the two. */
function seen(text: string, odds: Record<number, number> = {}): Scores {
  const data = new Float32Array(2 * text.length * classes).fill(1e-8)
  for (const [column, character] of [...text].entries()) {
    const step = 2 * column * classes
    data[step + classes + characters.length] = 1
    const lean = odds[column]
    if (lean === undefined) data[step + characters.indexOf(character)] = 1
    else {
      const share = 1 / (1 + Math.exp(-lean))
      const [digit, letter] = /\d/.test(character)
        ? [character, twins.get(character)!]
        : [twins.get(character)!, character]
      data[step + characters.indexOf(digit)] = share
      data[step + characters.indexOf(letter)] = 1 - share
    }
  }
  return { steps: 2 * text.length, data }
}

function settled(lines: readonly Scores[]) {
  const reads = lines.map((scores) => ({ read: readExactly(scores, scores.steps / 2)!, scores }))
  return settleTwins(layouts.TD2, reads)
}

const texts = (lines: readonly Scores[]) => settled(lines).map(({ text }) => text)

//                0         1         2         3
const first = 'I<UTOOLSSON<<OTTO<<<<<<<<<<<<<<<<<<<<'.slice(0, 36)
const second = 'O80B000O14UTO8008008F2008080<<<<<<<6'
const columnsOf = (text: string, character: string) =>
  [...text].flatMap((one, column) => (one === character ? [column] : []))
const each = (text: string, character: string, lean: number) =>
  Object.fromEntries(columnsOf(text, character).map((column) => [column, lean]))

test('what the net is sure of stays', () => {
  const lines = [seen(first), seen(second)]
  expect(texts(lines)).toEqual([first, second])
  for (const { confidences } of settled(lines)) for (const one of confidences) expect(one).toBeGreaterThan(0.99)
})

test('in a face whose O is a lower 0, an O is what looks like the letters of the names', () => {
  const lines = [seen(first, each(first, 'O', 2)), seen(second, { ...each(second, 'O', 2.5), ...each(second, '0', 9) })]
  expect(lines.map((scores) => readExactly(scores, 36)!.text)).not.toEqual([first, second])
  expect(texts(lines)).toEqual([first, second])
})

test('in a face whose 8 is angular, an 8 is what looks like the digits of the dates', () => {
  const lines = [seen(first), seen(second, { ...each(second, '8', -1.5), ...each(second, 'B', -11) })]
  expect(texts(lines)).toEqual([first, second])
})

test('a digit that is printed in a name is read as it is printed, and says nothing of the face', () => {
  const printed = first.replace('OTTO', '0TT0')
  expect(texts([seen(printed), seen(second)])).toEqual([printed, second])
  expect(texts([seen(printed, each(printed, '0', 8.5)), seen(second)])).toEqual([printed, second])
})

test('where nothing of the kind is known, the net is believed', () => {
  const bare = 'I<UTALISSN<<ATTA<<<<<<<<<<<<<<<<<<<<'
  const column = second.indexOf('B')
  const without = second.replaceAll('8', '7')
  expect(texts([seen(bare), seen(without, { [column]: 3 })])[1]).toBe(without.replace('B', '8'))
  expect(texts([seen(bare), seen(without, { [column]: -3 })])[1]).toBe(without)
})

test('what is settled by little is doubtful, for a check digit to decide', () => {
  const column = second.indexOf('O')
  const lines = (lean: number) => [
    seen(first, each(first, 'O', 2)),
    seen(second, { ...each(second, '0', 9), [column]: lean }),
  ]
  const confidenceAt = (lean: number) => settled(lines(lean))[1]!.confidences[column]!
  expect(confidenceAt(-3)).toBeGreaterThan(doubtfulBelow)
  expect(Math.min(...[4, 4.5, 5, 5.5, 6].map(confidenceAt))).toBeLessThan(0.6)
  expect(confidenceAt(8.5)).toBeGreaterThan(doubtfulBelow)
})
