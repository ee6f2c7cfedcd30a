/**
 * The best matches seen so far, at most `limit` of them, and the score that the next one has to reach.
 * A heap with the worst kept match on top, so that one more match costs log2(limit) steps.
 */
import type { GalleryMatch } from '../types'

/** Better means a higher score; among equal scores the smaller id (by UTF-16 code units, as `<` compares). */
function isBetter(a: GalleryMatch, b: GalleryMatch): boolean {
  return a.score === b.score ? a.id < b.id : a.score > b.score
}

export class Best {
  private readonly heap: GalleryMatch[] = []

  constructor(
    private readonly limit: number,
    private readonly atLeast: number,
  ) {}

  /** A match below this score cannot be kept; one equal to it may, by its id. */
  get floor(): number {
    return this.heap.length < this.limit ? this.atLeast : this.heap[0].score
  }

  offer(id: string, score: number): void {
    if (score < this.floor) return
    const match = { id, score }
    if (this.heap.length < this.limit) this.rise(this.heap.push(match) - 1)
    else if (isBetter(match, this.heap[0])) {
      this.heap[0] = match
      this.sink()
    }
  }

  /** Best first. */
  sorted(): GalleryMatch[] {
    return [...this.heap].sort((a, b) => (isBetter(a, b) ? -1 : 1))
  }

  private rise(index: number): void {
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!isBetter(this.heap[parent], this.heap[index])) return
      this.swap(index, parent)
      index = parent
    }
  }

  private sink(): void {
    let index = 0
    for (;;) {
      let worst = index
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < this.heap.length && isBetter(this.heap[worst], this.heap[child])) worst = child
      }
      if (worst === index) return
      this.swap(index, worst)
      index = worst
    }
  }

  private swap(a: number, b: number): void {
    const held = this.heap[a]
    this.heap[a] = this.heap[b]
    this.heap[b] = held
  }
}
