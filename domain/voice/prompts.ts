/** What people are asked to speak. Apart from the languages, because pages read those as well, and a browser has no such dice. */
import { randomInt } from 'node:crypto'

/** Digits of a prompt of the legacy contract, as in the vendor's example (D). */
export const promptDigits = 4

/**
 * Digits to be spoken: random, no digit twice in a row, because people swallow the second one.
 * @param last not this one again
 */
export function newPrompt(last?: string, length = promptDigits): string {
  for (;;) {
    let prompt = ''
    while (prompt.length < length) {
      const digit = String(randomInt(10))
      if (!prompt.endsWith(digit)) prompt += digit
    }
    if (prompt !== last) return prompt
  }
}
