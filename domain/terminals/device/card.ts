/**
 * The QR credential that somebody holds up before a camera: the same text is asked about once, though each frame shows it, and what was
 * taken waits for the face that belongs to it, until whoever held it up has gone.
 */
import { isOurs, type Contents } from '../../qr-credential/format'
import type { Presented, QrRefusal } from './qr'

/** For so long after it was seen last it waits for a face; and so long later a text that was refused is asked about anew. */
const [waitsMs, againMs] = [8_000, 5_000]

export class Card {
  #text: string | null = null
  #seenAt = Number.NEGATIVE_INFINITY
  #askedAt = Number.NEGATIVE_INFINITY
  #contents: Contents | null = null
  #isAnswered = false

  constructor(
    private readonly present: (text: string) => Promise<Presented>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** What was taken, and waits for its face. */
  get contents(): Contents | null {
    return this.#contents
  }

  /** @param texts of the QR codes on a frame */
  async see(texts: readonly string[]): Promise<{ isNew: boolean; refusal: QrRefusal | null }> {
    const none = { isNew: false, refusal: null }
    const now = this.now()
    if (now - this.#seenAt > waitsMs) this.#drop()
    const text = texts.find(isOurs)
    if (text === undefined) return none
    this.#seenAt = now
    if (text === this.#text && (this.#contents !== null || now - this.#askedAt < againMs)) return none
    this.#drop()
    ;[this.#text, this.#askedAt] = [text, now]
    const presented = await this.present(text)
    if ('refusal' in presented) return { isNew: true, refusal: presented.refusal }
    this.#contents = presented.contents
    return { isNew: true, refusal: null }
  }

  /** Whoever stands there was told. */
  answered(): void {
    this.#isAnswered = this.#contents !== null
  }

  /** Nobody stands there: who comes next has nothing to do with it. */
  left(): void {
    if (this.#isAnswered) this.#drop()
  }

  #drop(): void {
    this.#text = null
    this.#contents = null
    this.#isAnswered = false
  }
}
