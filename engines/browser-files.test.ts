import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { browserFiles } from './browser-files'
import runtime from './runtime-files.json'

it('names every file by the hash that it has', async () => {
  for (const { file, sha256, path } of browserFiles) {
    expect(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
      file,
    ).toBe(sha256)
  }
})

it('names the runtime that is installed', () => {
  const { dependencies } = createRequire(import.meta.url)('../package.json') as { dependencies: Record<string, string> }
  expect(dependencies[runtime.package]).toBe(runtime.version)
})
