import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { printSdl, sdlFile } from './print'

test('The committed schema.graphql is what the code says; `npm run sdl` writes it', () => {
  expect(readFileSync(sdlFile, 'utf8')).toBe(printSdl())
})
