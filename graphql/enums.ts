/** Enums out of the word lists of the domain, so that no value can be missing from the contract. */
import { builder } from './builder'

/** `createdAt` becomes CREATED_AT. */
const constant = (word: string) =>
  word
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/\W/g, '_')
    .toUpperCase()

export function enumOf<const Word extends string>(
  name: string,
  words: readonly Word[],
  { description, values = {} }: { description?: string; values?: Partial<Record<Word, string>> } = {},
) {
  const entries = words.map((value) => [constant(value), { value, description: values[value] }] as const)
  return builder.enumType(name, {
    description,
    values: Object.fromEntries(entries) as Record<string, { value: Word; description?: string }>,
  })
}

export const Direction = enumOf('Direction', ['asc', 'desc'])
