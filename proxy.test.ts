import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sonnerStyles } from './proxy'

test('the policy lets in the style sheet of the installed sonner, and no other', () => {
  const source = readFileSync('node_modules/sonner/dist/index.mjs', 'utf8')
  const [, literal] = /__insertCSS\(("(?:[^"\\]|\\.)*")\)/.exec(source)!
  const style = JSON.parse(literal!) as string
  const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`
  expect(sonnerStyles).toEqual([hash(''), hash(style)])
})
