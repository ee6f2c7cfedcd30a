import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { NextRequest } from 'next/server'
import { expect, test } from 'vitest'
import { proxy, sonnerStyles } from './proxy'

test('the policy lets in the style sheet of the installed sonner, and no other', () => {
  const source = readFileSync('node_modules/sonner/dist/index.mjs', 'utf8')
  const [, literal] = /__insertCSS\(("(?:[^"\\]|\\.)*")\)/.exec(source)!
  const style = JSON.parse(literal!) as string
  const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`
  expect(sonnerStyles).toEqual([hash(''), hash(style)])
})

test('only the page of terminals may compile WebAssembly, and none evaluates text', () => {
  const scripts = (path: string) => {
    const policy = proxy(new NextRequest(`http://localhost${path}`)).headers.get('content-security-policy')!
    return policy.split('; ').find((part) => part.startsWith('script-src'))!
  }
  expect(scripts('/terminal')).toContain("'wasm-unsafe-eval'")
  for (const path of ['/', '/users', '/enrol/limen_enrol_x', '/terminals', '/terminal/x']) {
    expect(scripts(path), path).not.toContain('eval')
  }
  expect(scripts('/terminal')).not.toContain("'unsafe-eval'")
})
