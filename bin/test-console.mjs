/**
 * In every vitest file: an unexpected console.error fails the test that made it. A test that expects one replaces
 * console.error itself (`vi.spyOn(console, 'error').mockImplementation(...)`).
 */
import { afterEach, beforeEach } from 'vitest'

const printError = console.error
let unexpected = []

beforeEach(() => {
  unexpected = []
  console.error = (...parts) => {
    unexpected.push(parts.map(String).join(' '))
    printError(...parts)
  }
})

afterEach(() => {
  console.error = printError
  if (unexpected.length > 0) throw new Error(`Unexpected console.error: ${unexpected.join('\n')}`)
})
