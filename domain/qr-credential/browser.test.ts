/** What terminals take of this folder runs in a browser: nothing of it, nor of what it imports, is Node's. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** The packages that a file needs when it runs, with those of its own files. */
function packagesOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return new Set()
  seen.add(file)
  const found = new Set<string>()
  const text = readFileSync(file, 'utf8')
  for (const [, specifier] of text.matchAll(/^(?:import|export) (?!type )[^'"]*?from '([^']+)'/gm)) {
    const path = specifier!.startsWith('@/') ? join(root, specifier!.slice(2)) : join(dirname(file), specifier!)
    const inner = /^[@.]\.?\//.test(specifier!) ? packagesOf(`${path}.ts`, seen) : [specifier!]
    for (const one of inner) found.add(one)
  }
  return found
}

test.each(['format', 'open', 'deny-list', 'terminal-keys', 'check', 'refused'])('%s.ts', (name) => {
  const allowed = ['jose', 'zod']
  expect([...packagesOf(join(import.meta.dirname, `${name}.ts`))].filter((one) => !allowed.includes(one))).toEqual([])
})
