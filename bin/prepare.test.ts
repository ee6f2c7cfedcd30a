import { expect, test } from 'vitest'
import { checkNode } from './prepare.mjs'

test.each(['18.20.0', '20.9.0', '21.7.0'])('Node %s is refused before anything is installed', (version) => {
  expect(() => checkNode(version)).toThrow(/Node 20\.12 or newer/)
})

test('Node 20 without a compiler is refused with both ways out', () => {
  const nothing = { hasCompiler: () => false, hasBinary: () => false }
  expect(() => checkNode('20.20.2', nothing)).toThrow(/Node 22 or newer.*\n.*apt-get install build-essential/s)
  expect(() => checkNode('22.14.0', nothing)).not.toThrow()
  expect(() => checkNode('20.20.2', { ...nothing, hasBinary: () => true })).not.toThrow()
  expect(() => checkNode('20.20.2', { ...nothing, hasCompiler: () => true })).not.toThrow()
})
