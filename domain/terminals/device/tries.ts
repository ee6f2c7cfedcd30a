/** How many texts in a row may be wrong: a few at once, then one every so often. Nobody learns by trying. */

const [most, againMs] = [10, 6_000]

export class Tries {
  #left = most
  #at: number
  #failures = 0

  /** @param now milliseconds; going back gives nothing */
  constructor(private readonly now: () => number) {
    this.#at = now()
  }

  get failures(): number {
    return this.#failures
  }

  isLeft(): boolean {
    const now = this.now()
    this.#left = Math.min(most, this.#left + Math.max(0, now - this.#at) / againMs)
    this.#at = now
    return this.#left >= 1
  }

  fail(): void {
    this.#failures++
    if (this.isLeft()) this.#left--
  }
}
