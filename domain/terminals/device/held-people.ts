/** The people whom a terminal holds, in memory: by their subjects, and by their templates in the search kernel. */
import { Gallery, isSearchable } from '@/engines/search/gallery'
import { Kernel } from '@/engines/search/kernel'
import type { Held } from '../follower'

export interface Nearest {
  /** Whose template is the nearest, and its cosine; nobody and -1 where there is none. */
  best: { subject: string; score: number }
  /** Of the nearest template of anybody else; -1 where there is none. */
  second: number
  /** How many were compared. */
  templates: number
}

export class HeldPeople {
  readonly #people = new Map<string, Held>()
  /** By model and length. */
  readonly #galleries = new Map<string, Gallery>()
  #kernel: Kernel | null = null
  /** Templates in the galleries: whose they are, and where. */
  readonly #placeOf = new Map<string, { subject: string; gallery: Gallery }>()
  /** Templates that one person has or had at the most. */
  #most = 0

  get size(): { people: number; templates: number } {
    let templates = 0
    for (const person of this.#people.values()) templates += person.templates.length
    return { people: this.#people.size, templates }
  }

  get = (subject: string): Held | undefined => this.#people.get(subject)
  subjects = (): Iterable<string> => this.#people.keys()
  all = (): Iterable<Held> => this.#people.values()

  /** In the place of what was held of them. */
  put(people: Iterable<Held>): void {
    for (const person of people) {
      this.remove([person.subject])
      this.#people.set(person.subject, person)
      this.#most = Math.max(this.#most, person.templates.length)
      for (const template of person.templates) this.#putTemplate(person.subject, template)
    }
  }

  /** Who is not held is passed over. */
  remove(subjects: Iterable<string>): void {
    for (const subject of subjects) {
      for (const { id } of this.#people.get(subject)?.templates ?? []) {
        this.#placeOf.get(id)?.gallery.remove([id])
        this.#placeOf.delete(id)
      }
      this.#people.delete(subject)
    }
  }

  /** No template outlives it in the memory of the kernel. */
  clear(): void {
    for (const gallery of this.#galleries.values()) gallery.clear()
    this.#galleries.clear()
    this.#placeOf.clear()
    this.#people.clear()
  }

  /** Who is nearest to a face. Nothing waits in it. @param probe L2-normalised @param model that made the probe */
  nearest(probe: Float32Array, model: string): Nearest {
    const gallery = this.#galleries.get(nameOf(model, probe.length))
    const none = { subject: '', score: -1 }
    if (!gallery) return { best: none, second: -1, templates: 0 }
    // All templates of one person may come before the first of another one.
    const found = gallery
      .search(probe, this.#most + 1, -1)
      .map(({ id, score }) => ({ subject: this.#placeOf.get(id)!.subject, score }))
    const best = found[0] ?? none
    const second = found.find(({ subject }) => subject !== best.subject)?.score ?? -1
    return { best, second, templates: gallery.size }
  }

  /** What is no template looks like nobody. */
  #putTemplate(subject: string, { id, model, vector: bytes }: Held['templates'][number]): void {
    if (bytes.byteLength % 4 !== 0) return
    // Copied, because what was opened may begin at an address that no float may.
    const vector = new Float32Array(new Uint8Array(bytes).buffer)
    if (!isSearchable(vector)) return
    const gallery = this.#galleryOf(model, vector.length)
    gallery.put([id], vector)
    this.#placeOf.set(id, { subject, gallery })
  }

  #galleryOf(model: string, dimension: number): Gallery {
    const name = nameOf(model, dimension)
    const known = this.#galleries.get(name)
    if (known) return known
    const gallery = new Gallery((this.#kernel ??= new Kernel()), dimension)
    this.#galleries.set(name, gallery)
    return gallery
  }
}

const nameOf = (model: string, dimension: number) => `${dimension} ${model}`
