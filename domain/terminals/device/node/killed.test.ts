/** A terminal that is killed in the middle of a write finds all of that write or nothing of it, and everything that it had finished. */
import { build } from 'esbuild'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FolderStore } from './store'

const home = mkdtempSync(join(tmpdir(), 'limen-killed-'))
const folder = join(home, 'gate')
// Below the checkout, where packages are found.
const writer = join(process.cwd(), `build/killed-writer-${process.pid}.mjs`)

beforeAll(async () => {
  const entry = join(import.meta.dirname, 'killed-writer.ts')
  await build({
    entryPoints: [entry],
    outfile: writer,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
  })
})
afterAll(() => {
  rmSync(home, { recursive: true })
  rmSync(writer)
})

/** @returns what it had finished, as it said itself */
async function writtenUntilKilled(ms: number): Promise<{ revision: number; sequence: number }> {
  const child = spawn(process.execPath, [writer, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  let last = ''
  const lines = createInterface(child.stdout).on('line', (line) => (last = line))
  await once(lines, 'line')
  await wait(ms)
  child.kill('SIGKILL')
  await gone
  const [revision, sequence] = last.split(' ').map(Number)
  return { revision: revision!, sequence: sequence! }
}

test('killed twelve times at any moment', async () => {
  for (let round = 0; round < 12; round++) {
    const finished = await writtenUntilKilled(20 + Math.random() * 80)
    const store = FolderStore.open(folder)
    const revision = store.revision()!
    expect(revision).toBeGreaterThanOrEqual(finished.revision)
    const since = Math.max(revision - 2, Math.floor(revision / 10) * 10, 1)
    const expected = Array.from({ length: revision - since + 1 }, (_, n) => since + n)
    const subjects = expected.flatMap((of) => [`first of ${of}`, `second of ${of}`])
    expect([...store.people()].map(({ subject }) => subject).sort()).toEqual(subjects.sort())
    for (const { subject, templates } of store.people()) {
      expect(templates[0]!.vector).toEqual(new Uint8Array(512).fill(Number(subject.split(' ')[2]) % 256))
    }
    const reports = await store.reports(1_000_000)
    expect(reports.length).toBeGreaterThanOrEqual(finished.sequence)
    expect(reports.map(({ sequence }) => sequence)).toEqual(reports.map((_, n) => n + 1))
    expect(store.entries.size).toBe(reports.length)
    expect(store.kept.sequence).toBe(reports.length)
    store.close()
  }
})
