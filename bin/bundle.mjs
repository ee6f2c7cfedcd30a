/**
 * Bundles our TypeScript that runs outside Next (workers, command line, committed scripts) into build/*.mjs.
 * It bundles only our own files: packages stay where npm put them. It installs and converts nothing (see prepare.mjs).
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from './checkout.mjs'

/** Bundle in build/ -> the source file it is made from. What the server runs beside Next's own bundles: */
const serverEntries = {
  'bureau.mjs': 'app/_lib/start.ts',
  'engine-worker.mjs': 'engines/worker.ts',
  'search-worker.mjs': 'engines/search/worker.ts',
  'template-scan-worker.mjs': 'db/template-scan-worker.ts',
  'convert.mjs': 'engines/convert/main.ts',
}

/** What people run. */
const commandEntries = {
  'limen.mjs': 'bin/limen.ts',
  'sample-documents.mjs': 'bin/sample-documents.ts',
  'sample-recordings.mjs': 'bin/sample-recordings.ts',
  'print-schema.mjs': 'graphql/print-main.ts',
  'eval.mjs': 'bin/eval/main.ts',
  'bench.mjs': 'bin/bench/main.ts',
  'bench-contender.mjs': 'bin/bench/contender-process.ts',
  'bench-voice.mjs': 'bin/bench/voice-process.ts',
  'bench-zone-reader.mjs': 'bin/bench/documents/reader-process.ts',
  'bench-terminals.mjs': 'bin/bench/access/terminal-process.ts',
  'check-at-rest.mjs': 'bin/checks/at-rest.ts',
  'check-crash.mjs': 'bin/checks/crash.ts',
  'check-dump.mjs': 'bin/checks/dump.ts',
  'check-flood.mjs': 'bin/checks/flood.ts',
  'check-seed.mjs': 'bin/checks/seed.ts',
  'check-two-instances.mjs': 'bin/checks/two-instances.ts',
  'check-voice.mjs': 'bin/checks/voice.ts',
  'check-writer.mjs': 'bin/checks/writer.ts',
}

export const bundleServer = () => bundle(serverEntries)
/** @param {(keyof typeof commandEntries)[]} names default: all */
export const bundleCommands = (...names) =>
  bundle(
    Object.fromEntries(
      (names.length ? names : Object.keys(commandEntries)).map((name) => [name, commandEntries[name]]),
    ),
  )

/**
 * Makes bundles. A file is replaced in one step and only when it changed, so a server or test that starts
 * meanwhile never reads half a bundle.
 */
async function bundle(entries) {
  const { build, stop } = await import('esbuild')
  const present = Object.entries(entries).filter(([, source]) => existsSync(join(root, source)))
  const result = await build({
    absWorkingDir: root,
    entryPoints: present.map(([bundle, source]) => ({ in: source, out: basename(bundle, '.mjs') })),
    outdir: join(root, 'build'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    sourcesContent: false,
    write: false,
    logLevel: 'error',
  })
  // A process of its own, which would stay as long as a command that goes on running.
  await stop()
  mkdirSync(join(root, 'build'), { recursive: true })
  for (const file of result.outputFiles) {
    if (existsSync(file.path) && readFileSync(file.path).equals(file.contents)) continue
    const half = `${file.path}.${process.pid}`
    writeFileSync(half, file.contents)
    renameSync(half, file.path)
  }
}
