/**
 * 1:N search as shipped (through its worker thread) against a plain JS float scan and sqlite-vec, best ten, one thread at
 * work at a time, in alternating rounds. The vectors are synthetic: speed is measured here, accuracy in `npm run eval`.
 */
import * as sqliteVec from 'sqlite-vec'
import { seededRandom } from '@/bin/eval/statistics'
import { createSearchEngine } from '@/engines/search'
import type { GalleryMatch } from '@/engines/types'
import { median, pairedRatio } from './timing'
import { Driver } from '@/db/sqlite-driver'

const limit = 10
const rounds = 5
/** Entries of one put, as a start from the database would make them. */
const batch = 10_000
const templatesPerPerson = 4

export interface SearchRow {
  size: number
  dimension: number
  /** Filling the gallery, milliseconds. */
  loadMs: number
  /** One search, milliseconds, medians of the rounds. */
  limenMs: number
  plainScanMs: number
  sqliteVecMs: number
  /** Ours over the other, median of the rounds' ratios: below 1 means ours is faster. */
  oursOverPlainScan: number
  oursOverSqliteVec: number
}

/**
 * Unit vectors of people, one after the other, laid out like face templates: all around one mean (strangers score about
 * 0.8), those of one person closer together (about 0.97).
 */
function makeTemplates(size: number, dimension: number, seed: number): Float32Array {
  const random = seededRandom(seed)
  const noise = (width: number) => Float64Array.from({ length: dimension }, () => width * (random() - 0.5))
  const mean = noise(2)
  const templates = new Float32Array(size * dimension)
  let person = mean
  for (let row = 0; row < size; row++) {
    if (row % templatesPerPerson === 0) person = noise(1).map((value, i) => value + mean[i])
    const template = noise(0.4).map((value, i) => value + person[i])
    let squares = 0
    for (const value of template) squares += value * value
    const length = Math.sqrt(squares)
    for (let i = 0; i < dimension; i++) templates[row * dimension + i] = template[i] / length
  }
  return templates
}

/** What the engine is held against: every row in turn, no second thread, no SIMD. */
function plainScan(templates: Float32Array, probe: Float32Array): GalleryMatch[] {
  const dimension = probe.length
  const best: { row: number; score: number }[] = []
  let floor = -Infinity
  for (let row = 0, at = 0; at < templates.length; row++) {
    let score = 0
    for (let i = 0; i < dimension; i++) score += templates[at++] * probe[i]
    if (score <= floor) continue
    best.push({ row, score })
    best.sort((a, b) => b.score - a.score)
    if (best.length > limit) best.pop()
    if (best.length === limit) floor = best[limit - 1].score
  }
  return best.map(({ row, score }) => ({ id: String(row), score }))
}

function openSqliteVec(templates: Float32Array, dimension: number) {
  const db = new Driver(':memory:')
  sqliteVec.load(db)
  // On unit vectors the Euclidean order is the cosine order, and it is the faster of the two there.
  db.exec(`create virtual table faces using vec0(template float[${dimension}])`)
  const insert = db.prepare('insert into faces(rowid, template) values (?, ?)')
  db.transaction(() => {
    for (let row = 0; row < templates.length / dimension; row++) {
      insert.run(BigInt(row), templates.subarray(row * dimension, (row + 1) * dimension))
    }
  })()
  const search = db.prepare(`select rowid from faces where template match ? and k = ${limit}`).pluck()
  return {
    search: (probe: Float32Array) => search.all(probe).map(String),
    close: () => db.close(),
  }
}

async function measure<T>(timings: number[], run: () => T | Promise<T>): Promise<T> {
  const startedAt = performance.now()
  const result = await run()
  timings.push(performance.now() - startedAt)
  return result
}

/** @throws Error when ours and the plain scan disagree in an id or a score */
async function benchSize(root: string, size: number, dimension: number, seed: number): Promise<SearchRow> {
  const templates = makeTemplates(size, dimension, seed)
  const template = (row: number) => templates.subarray(row * dimension, (row + 1) * dimension)
  const limen = createSearchEngine({ root })
  const sqlite = openSqliteVec(templates, dimension)
  try {
    await limen.size('bench')
    const load: number[] = []
    await measure(load, async () => {
      for (let start = 0; start < size; start += batch) {
        const rows = Array.from({ length: Math.min(batch, size - start) }, (_, i) => start + i)
        await limen.put(
          'bench',
          rows.map((row) => ({ id: String(row), vector: template(row) })),
        )
      }
    })
    const [ours, plain, vec]: number[][] = [[], [], []]
    for (let round = -10; round < rounds; round++) {
      // A template of the gallery is its own best match; the others of its person and then strangers follow.
      const probe = Float32Array.from(template(Math.floor(((round + 10.5) / (rounds + 10)) * size)))
      const found = await measure(ours, () => limen.search('bench', probe, { limit }))
      const expected = await measure(plain, () => plainScan(templates, probe))
      await measure(vec, () => sqlite.search(probe))
      if (JSON.stringify(found) !== JSON.stringify(expected)) {
        throw new Error(`The search over ${size} templates is not that of the plain scan.`)
      }
      // The first rounds warm the compilers up.
      if (round < 0) for (const timings of [ours, plain, vec]) timings.length = 0
    }
    return {
      size,
      dimension,
      loadMs: load[0],
      limenMs: median(ours),
      plainScanMs: median(plain),
      sqliteVecMs: median(vec),
      oursOverPlainScan: pairedRatio(ours, plain),
      oursOverSqliteVec: pairedRatio(ours, vec),
    }
  } finally {
    sqlite.close()
    await limen.close()
  }
}

export async function benchSearch(
  root: string,
  { sizes, dimension, seed }: { sizes: number[]; dimension: number; seed: number },
  step: (label: string) => void,
): Promise<SearchRow[]> {
  const rows: SearchRow[] = []
  for (const size of sizes) {
    step(`searching ${size} templates`)
    rows.push(await benchSize(root, size, dimension, seed))
  }
  return rows
}
