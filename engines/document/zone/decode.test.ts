import fc from 'fast-check'
import { expect, test } from 'vitest'
import { characters, mean, probabilities, readExactly, readFreely, type Scores } from './decode'

const none = characters.length

/** Steps that are sure of one class each; `.` is none. */
function sure(path: string): Scores {
  const logits = new Float32Array(path.length * (none + 1))
  ;[...path].forEach((character, step) => {
    logits[step * (none + 1) + (character === '.' ? none : characters.indexOf(character))] = 20
  })
  return probabilities(logits, path.length)
}

const random = (steps: number) =>
  fc
    .array(fc.double({ min: -3, max: 3, noNaN: true }), {
      minLength: steps * (none + 1),
      maxLength: steps * (none + 1),
    })
    .map((logits) => probabilities(Float32Array.from(logits), steps))

test('drops repeats and silence', () => {
  const read = readFreely(sure('..PP.<<.<UU.T.'))
  expect(read.text).toBe('P<<UT')
  expect(read.at).toEqual([2, 5, 8, 9, 12])
  for (const confidence of read.confidences) expect(confidence).toBeGreaterThan(0.99)
})

test('reads nothing where there is nothing', () => {
  expect(readFreely(sure('........'))).toEqual({ text: '', confidences: [], at: [] })
})

test('reads as many characters as a line has, each where it stands', () => {
  const scores = sure('.A.B..C.')
  expect(readExactly(scores, 3)).toMatchObject({ text: 'ABC', at: [1, 3, 6] })
  expect(readExactly(scores, 3)!.cost).toBeLessThan(0.01)
})

test('finds a character again that the print swallowed, and is not sure of it', () => {
  const logits = new Float32Array(7 * (none + 1))
  const say = (step: number, character: string, much: number) =>
    (logits[step * (none + 1) + (character === '.' ? none : characters.indexOf(character))] = much)
  for (const [step, character] of [...'.A...B.'].entries()) say(step, character, 12)
  say(3, '<', 10)
  const read = readExactly(probabilities(logits, 7), 3)!
  expect(read.text).toBe('A<B')
  expect(read.confidences[1]).toBeLessThan(0.2)
  expect(read.confidences[0]).toBeGreaterThan(0.9)
})

test('a line cannot hold more characters than the strip has steps', () => {
  expect(readExactly(sure('AB'), 3)).toBeNull()
})

test('what belongs to a place wins where print leaves a doubt, and gives way where it leaves none', () => {
  const expected = { allowed: ['0123456789'], cost: 2.5 }
  const logits = new Float32Array(none + 1)
  logits[characters.indexOf('O')] = 8
  logits[characters.indexOf('0')] = 7
  expect(readExactly(probabilities(logits, 1), 1, expected)!.text).toBe('0')
  logits[characters.indexOf('0')] = 3
  expect(readExactly(probabilities(logits, 1), 1, expected)!.text).toBe('O')
})

test('is the likeliest path of its length, as trying all of them finds it', () => {
  fc.assert(
    fc.property(random(3), fc.integer({ min: 1, max: 3 }), (scores, length) => {
      expect(readExactly(scores, length)!.cost).toBeCloseTo(leastCost(scores, length), 4)
    }),
    { numRuns: 20 },
  )
})

test('texts have the length that was asked for, and probabilities', () => {
  fc.assert(
    fc.property(random(12), fc.integer({ min: 1, max: 12 }), (scores, length) => {
      const { text, confidences, at } = readExactly(scores, length)!
      expect([text.length, confidences.length, at.length]).toEqual([length, length, length])
      for (const confidence of confidences) expect(confidence >= 0 && confidence <= 1).toBe(true)
      expect([...at].sort((a, b) => a - b)).toEqual(at)
    }),
    { numRuns: 50 },
  )
})

test('looks are averaged step by step', () => {
  const { data } = mean([sure('A.'), sure('B.')])
  expect(data[characters.indexOf('A')]).toBeCloseTo(0.5)
  expect(data[none + 1 + none]).toBeCloseTo(1)
})

/** Every path of three steps over the 38 classes. */
function leastCost({ data }: Scores, length: number): number {
  const cost = (step: number, c: number) => -Math.log(Math.max(1e-6, data[step * (none + 1) + c]))
  let least = Infinity
  for (let a = 0; a <= none; a++) {
    for (let b = 0; b <= none; b++) {
      for (let c = 0; c <= none; c++) {
        const path = [a, b, c]
        const said = path.filter((now, index) => now !== none && now !== path[index - 1]).length
        if (said === length) least = Math.min(least, cost(0, a) + cost(1, b) + cost(2, c))
      }
    }
  }
  return least
}
