import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { firstFace, makeClient } from './first-face'

test('the home page shows the lines of the README, which has remarks beside them', async () => {
  const readme = (await readFile('README.md', 'utf8')).split('\n').map((line) => line.replace(/ +# .*$/, ''))
  const start = readme.indexOf(makeClient)
  const lines = [makeClient, ...firstFace('http://localhost:3000').split('\n')]
  expect(readme.slice(start, start + lines.length)).toEqual(lines)
})
