/** From probabilities of steps to text. */
import { expect, it } from 'vitest'
import { decodeSteps } from './characters'

const characters = ['A', 'B', '\uff1a']
/** One class a step with its probability; the rest share what is left. Class 0 is nothing, 4 the space. */
function steps(...likeliest: [index: number, probability: number][]) {
  const classes = characters.length + 2
  const data = new Float32Array(likeliest.length * classes)
  for (const [step, [index, probability]] of likeliest.entries()) {
    data.fill((1 - probability) / (classes - 1), step * classes, (step + 1) * classes)
    data[step * classes + index] = probability
  }
  return decodeSteps(data, likeliest.length, characters)
}

it('takes the same class in steps that touch as one character, and twice with nothing between', () => {
  expect(steps([1, 0.9], [1, 0.9], [0, 0.9], [1, 0.9], [2, 0.9]).text).toBe('AAB')
})

it('gives the mean of the characters as confidence, of each at its first step', () => {
  expect(steps([1, 0.9], [1, 0.5], [0, 0.99], [2, 0.7]).confidence).toBeCloseTo(0.8)
  expect(steps([0, 0.9], [0, 0.9])).toEqual({ text: '', confidence: 0 })
})

it('keeps single spaces between characters, and counts them for nothing', () => {
  const { text, confidence } = steps([4, 0.9], [1, 0.8], [4, 0.5], [0, 0.9], [4, 0.5], [2, 0.8], [4, 0.9])
  expect(text).toBe('A B')
  expect(confidence).toBeCloseTo(0.8)
})

it('puts a space into a wide gap where one is not unlikely, and nowhere else', () => {
  const none: [number, number] = [0, 0.9]
  const pair: [number, number][] = [[1, 0.9], none, [2, 0.9], none, [1, 0.9]]
  const between = (...middle: [number, number][]) => steps(...pair, ...middle, ...pair).text
  expect(between(none)).toBe('ABAABA')
  expect(between(none, none, none, none)).toBe('ABAABA')
  // Of 5 classes, the four unlikely ones get an equal share each: here nothing has 0.7 and the space 0.075.
  expect(between([0, 0.7], [0, 0.7], [0, 0.7], [0, 0.7])).toBe('ABA ABA')
  expect(between([4, 0.9])).toBe('ABA ABA')
})

it('makes full-width forms the characters they stand for', () => {
  expect(steps([1, 0.9], [3, 0.9]).text).toBe('A:')
})

it('refuses numbers of another net', () => {
  expect(() => decodeSteps(new Float32Array(7), 2, characters)).toThrow('7 numbers for 2 steps of 5 classes')
})
