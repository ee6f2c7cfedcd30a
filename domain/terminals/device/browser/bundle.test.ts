/** What runs in a browser goes into one: nothing of Node, no database of the bureau's, and not much of it. */
import { build } from 'esbuild'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

test('the terminal of a browser is bundled without anything of Node', async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: ['terminal.ts', 'pin.ts'].map((file) => join(import.meta.dirname, file)),
    alias: { '@': process.cwd() },
    outdir: 'nowhere',
    bundle: true,
    minify: true,
    splitting: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    write: false,
    metafile: true,
  })
  const read = Object.keys(metafile.inputs)
  expect(read.filter((file) => /^db\/|node:|drizzle|node\//.test(file.replace('node_modules/', '')))).toEqual([])
  expect(gzipSync(Buffer.concat(outputFiles.map(({ contents }) => contents))).length).toBeLessThan(130_000)
})
