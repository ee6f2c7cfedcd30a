/**
 * What is wrong with a value, in words for people. A schema's own message comes first; these stand in where it has none, in
 * place of the library's, which speak of types and comparison signs. Never repeats the value: it may be a secret.
 */
import type { z } from 'zod'

type Issue = z.core.$ZodRawIssue

/** For `safeParse`. @returns undefined for what the library says well enough */
export function plainWords(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${types[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.map(String).join(', ')}`
    case 'too_small':
      if (issue.origin === 'string' && Number(issue.minimum) === 1) return 'must not be empty'
      return limit(issue.origin, 'at least', issue.minimum)
    case 'too_big':
      return limit(issue.origin, 'at most', issue.maximum)
    case 'unrecognized_keys':
      return `${issue.keys.map((key) => `'${key}'`).join(', ')} is not known here`
    default:
      return undefined
  }
}

const types: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  date: 'a time',
}

const units: Record<string, [one: string, many: string]> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
}

function limit(origin: string, words: 'at least' | 'at most', bound: number | bigint): string {
  const unit = units[origin]?.[Number(bound) === 1 ? 0 : 1]
  return unit ? `must have ${words} ${bound} ${unit}` : `must be ${words} ${bound}`
}
