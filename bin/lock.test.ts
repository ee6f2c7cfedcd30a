import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './checkout.mjs'
import { mend, missingEntries } from './lock.mjs'

const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'))
const lock = read('package-lock.json')

test('the committed lock holds every optional platform package, so that npm ci runs on each of them', () => {
  expect(missingEntries(lock)).toEqual([])
  expect(lock.packages).toHaveProperty(['node_modules/@next/swc-darwin-arm64', 'os'], ['darwin'])
  expect(lock.packages).toHaveProperty(['node_modules/@next/swc-win32-x64-msvc', 'cpu'], ['x64'])
})

test('the committed lock belongs to package.json, holds nothing extraneous and names no mirror', () => {
  const { dependencies, devDependencies } = read('package.json')
  expect(lock.packages['']).toMatchObject({ dependencies, devDependencies })
  const entries = Object.values(lock.packages) as { extraneous?: boolean; resolved?: string }[]
  expect(entries.filter((entry) => entry.extraneous)).toEqual([])
  const hosts = entries.flatMap((entry) => (entry.resolved ? [new URL(entry.resolved).host] : []))
  expect(hosts.filter((host) => host !== 'registry.npmjs.org')).toEqual([])
})

test('a lock without a platform package is mended, found at any depth', () => {
  const broken = {
    packages: {
      '': {},
      'node_modules/outer/node_modules/inner': {
        optionalDependencies: { '@x/binding-linux-arm64-musl': '1.2.3', free: '^1.0.0' },
      },
      'node_modules/left': { extraneous: true },
    },
  }
  expect(mend(broken).packages).toEqual({
    '': {},
    'node_modules/@x/binding-linux-arm64-musl': {
      version: '1.2.3',
      optional: true,
      os: ['linux'],
      cpu: ['arm64'],
      libc: ['musl'],
    },
    'node_modules/outer/node_modules/inner': expect.anything(),
  })
})
