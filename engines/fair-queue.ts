/** A queue whose places are given out in turns: each share (a tenant) by itself is first come, first served. */
export class FairQueue<Item> {
  /** In the order in which it is their turn. */
  readonly #shares = new Map<string, Item[]>()
  #length = 0

  get length(): number {
    return this.#length
  }

  lengthOf(share: string): number {
    return this.#shares.get(share)?.length ?? 0
  }

  push(share: string, item: Item): void {
    const items = this.#shares.get(share)
    if (items) items.push(item)
    else this.#shares.set(share, [item])
    this.#length++
  }

  /** Before whatever its share has waiting, and in its share's turn. */
  pushFirst(share: string, item: Item): void {
    const items = this.#shares.get(share)
    if (items) items.unshift(item)
    else this.#shares.set(share, [item])
    this.#length++
  }

  /** Takes the next item; its share is last in line then. */
  shift(): Item | undefined {
    for (const [share, items] of this.#shares) {
      const item = items.shift()
      this.#shares.delete(share)
      if (items.length > 0) this.#shares.set(share, items)
      if (item !== undefined) this.#length--
      return item
    }
    return undefined
  }

  /** @returns false when it is not waiting any more */
  remove(share: string, item: Item): boolean {
    const items = this.#shares.get(share) ?? []
    const at = items.indexOf(item)
    if (at < 0) return false
    items.splice(at, 1)
    if (items.length === 0) this.#shares.delete(share)
    this.#length--
    return true
  }

  /** Takes everything, in the order in which it would have come. */
  drain(): Item[] {
    const all: Item[] = []
    for (let item = this.shift(); item !== undefined; item = this.shift()) all.push(item)
    return all
  }
}
