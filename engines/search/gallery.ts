/**
 * One gallery in this thread's memory: ids over rows. Refuses what is not an L2-normalised vector of the right length,
 * because a longer one would match everybody.
 */
import type { GalleryMatch } from '../types'
import { Best } from './best'
import type { Kernel } from './kernel'
import { SearchRefused } from './refused'
import { LONGEST, MAX_DIMENSION, Rows } from './rows'

export class Gallery {
  private readonly rows: Rows
  private readonly ids: string[] = []
  private readonly rowOf = new Map<string, number>()

  /** @throws SearchRefused when `dimension` is not a whole number from 1 to MAX_DIMENSION */
  constructor(kernel: Kernel, dimension: number) {
    if (!Number.isInteger(dimension) || dimension < 1 || dimension > MAX_DIMENSION) {
      throw new SearchRefused(`A template has 1 to ${MAX_DIMENSION} components, not ${dimension}.`)
    }
    this.rows = new Rows(kernel, dimension)
  }

  get size(): number {
    return this.ids.length
  }

  /**
   * Adds entries and replaces those whose id is there; of two entries with one id the later stands.
   * @param vectors ids.length x dimension, one template after the other
   * @throws SearchRefused before anything is changed
   */
  put(ids: string[], vectors: Float32Array): void {
    const { dimension } = this.rows
    if (vectors.length !== ids.length * dimension) {
      throw new SearchRefused(
        `Expected ${ids.length} templates of ${dimension} components, got ${vectors.length / ids.length} each.`,
      )
    }
    for (let index = 0; index < ids.length; index++) assertNormalised(vectors, index * dimension, dimension)
    this.rows.reserve(ids.length)
    ids.forEach((id, index) => {
      const row = this.rowOf.get(id) ?? this.size
      this.rows.write(row, vectors, index * dimension)
      this.ids[row] = id
      this.rowOf.set(id, row)
    })
  }

  /** Ids that are not there are passed over. */
  remove(ids: string[]): void {
    for (const id of ids) {
      const row = this.rowOf.get(id)
      if (row === undefined) continue
      this.rows.remove(row)
      const lastId = this.ids.pop()!
      if (lastId !== id) {
        this.ids[row] = lastId
        this.rowOf.set(lastId, row)
      }
      this.rowOf.delete(id)
    }
  }

  /**
   * Best first, ties by id; the same as scoring every entry with `cosine` and sorting.
   * @throws SearchRefused when the probe is not an L2-normalised vector of the gallery's dimension
   */
  search(probe: Float32Array, limit: number, atLeast: number): GalleryMatch[] {
    const { dimension } = this.rows
    if (probe.length !== dimension) {
      throw new SearchRefused(`Expected a probe of ${dimension} components, got ${probe.length}.`)
    }
    assertNormalised(probe, 0, dimension)
    const best = new Best(limit, atLeast)
    this.rows.scan(probe, best.floor, (row, score) => {
      best.offer(this.ids[row], score)
      return best.floor
    })
    return best.sorted()
  }

  /** Entries from `from` on, at most `count`: their ids and their vectors, one after the other. */
  read(from: number, count: number): { ids: string[]; vectors: Float32Array } {
    const ids = this.ids.slice(from, from + count)
    return { ids, vectors: this.rows.read(from, ids.length) }
  }

  /** Wipes every template and gives the memory back. */
  clear(): void {
    this.rows.clear()
    this.ids.length = 0
    this.rowOf.clear()
  }
}

function assertNormalised(vectors: Float32Array, at: number, dimension: number): void {
  const length = lengthOf(vectors, at, dimension)
  if (isUnit(length)) return
  const found = Number.isFinite(length) ? `a length of ${length.toPrecision(4)}` : 'a component that is not finite'
  throw new SearchRefused(`Expected an L2-normalised template, got one with ${found}.`)
}

/** Whether a gallery of its length takes it. */
export const isSearchable = (vector: Float32Array): boolean =>
  vector.length >= 1 && vector.length <= MAX_DIMENSION && isUnit(lengthOf(vector, 0, vector.length))

/** Written so that NaN and infinity are no unit. */
const isUnit = (length: number) => length <= LONGEST && length >= 2 - LONGEST

function lengthOf(vectors: Float32Array, at: number, dimension: number): number {
  let lengthSquared = 0
  for (let i = at; i < at + dimension; i++) lengthSquared += vectors[i] * vectors[i]
  return Math.sqrt(lengthSquared)
}
