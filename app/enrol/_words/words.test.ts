import { expect, test } from 'vitest'
import { fill } from './fill'
import { languagesOf, pageLanguage, wordsOf } from './words'

const gaps = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([gap]) => gap).sort()

test.each(['de', 'pt'] as const)('The words in %s leave the same gaps to be filled as the English ones', (language) => {
  const [own, english] = [wordsOf(language), wordsOf('en')]
  for (const key of Object.keys(english) as (keyof typeof english)[]) {
    expect(own[key].trim(), key).not.toBe('')
    expect(gaps(own[key]), key).toEqual(gaps(english[key]))
  }
})

test('The link says the language, or else the browser', () => {
  const languages = languagesOf('fr;q=0.9, de-AT;q=0.95,en;q=0.5, *;q=0.1, x;q=1')
  expect(languages).toEqual(['de-AT', 'fr', 'en'])
  expect(pageLanguage(null, languages)).toBe('de')
  expect(pageLanguage('pt', languages)).toBe('pt')
  expect(pageLanguage(null, languagesOf('fr'))).toBe('en')
  expect(pageLanguage(null, languagesOf(null))).toBe('en')
})

test('What is not known stays visible in a sentence', () => {
  expect(fill('{n} of {all}', { n: 2 })).toBe('2 of {all}')
})
