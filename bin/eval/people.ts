/** The lists of an evaluation folder (format: its README): pictures, the person on each, and the fixed halves of the people. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parse } from 'csv-parse/sync'

export interface Pair {
  a: string
  b: string
  same: boolean
  set: string
  fold: string
}

export interface Probe {
  path: string
  identity: string
  mated: boolean
  set: string
}

export interface FaceLists {
  pairs: Pair[]
  gallery: Probe[]
  probes: Probe[]
  /** Every picture that a list names, with its person and set. */
  pictures: Map<string, { identity: string; set: string }>
}

function rows(dataDir: string, list: string): Record<string, string>[] {
  return parse(readFileSync(join(dataDir, list)), { columns: true, skip_empty_lines: true })
}

/** @throws when a list is missing or malformed, naming the file. */
export function readFaceLists(dataDir: string): FaceLists {
  const pairs = rows(dataDir, 'faces/pairs.csv').map((row) => ({
    a: row.path_a,
    b: row.path_b,
    same: row.same === '1',
    set: row.set,
    fold: row.fold ?? '',
  }))
  const probe = (row: Record<string, string>): Probe => ({
    path: row.path,
    identity: row.identity,
    mated: row.mated === '1',
    set: row.set,
  })
  const gallery = rows(dataDir, 'faces/gallery.csv').map(probe)
  const probes = rows(dataDir, 'faces/probes.csv').map(probe)

  const pictures = new Map<string, { identity: string; set: string }>()
  for (const { path, identity, set } of [...gallery, ...probes]) pictures.set(path, { identity, set })
  for (const { a, b, set } of pairs) {
    for (const path of [a, b]) {
      if (!pictures.has(path)) pictures.set(path, { identity: basename(dirname(path)), set })
    }
  }
  return { pairs, gallery, probes, pictures }
}

/**
 * The half of the people a threshold may be fitted on, and the half it is checked on. Fixed by the name alone, so
 * that it is the same for every engine, machine and list.
 */
export function halfOf(identity: string): 'fit' | 'check' {
  return createHash('sha256').update(identity).digest()[0] % 2 === 0 ? 'fit' : 'check'
}
