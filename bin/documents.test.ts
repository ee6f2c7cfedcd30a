import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('The typed documents are what the .graphql files say under the committed schema; `npm run sdl` writes them', () => {
  // A process of its own: here the GraphQL library would be loaded twice.
  const printed = execFileSync(process.execPath, ['bin/documents.mjs', '--print'], { encoding: 'utf8' })
  expect(printed).toBe(readFileSync('app/_graph/documents.ts', 'utf8'))
})
