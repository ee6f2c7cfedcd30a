/**
 * What a terminal does with what it is sent, and how it decides, over a store of its own. Terminals run it in Node and in browsers,
 * and a property test compares it with a plain model. Whoever builds a terminal in another language does the same.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { decide, type Decision, type Scope } from '../grants/window'
import type { OpenedTemplate, Opener, Page, SnapshotPage } from './wire'

/** A person as the store keeps them. */
export interface Held<Template extends TemplateName = OpenedTemplate> {
  subject: string
  acs_id: string | null
  acs_id_schema: string | null
  templates: Template[]
  scopes: Scope[]
}

interface TemplateName {
  id: string
  model: string
}

/**
 * Each call that changes something is one durable step, done when it returns or its promise resolves: after a cut in the middle of it, all
 * of it stands or nothing.
 */
export interface LocalStore {
  /** The line up to which everything is applied; null where nothing was ever applied, and a snapshot is due. */
  revision(): number | null
  get(subject: string): Held | undefined
  people(): Iterable<Held>
  apply(change: { put: Held[]; remove: string[]; revision: number }): void | Promise<void>
  /** Instead of all that is held. */
  replace(people: Held[], revision: number): void | Promise<void>
  wipe(): void | Promise<void>
}

export type Applied = 'applied' | 'known' | 'gap'

/**
 * Applies what has changed. A page that comes twice does no harm; one that begins after what is held is not applied, because what
 * lies between is missing.
 */
export async function applyPage(store: LocalStore, page: Page, open: Opener): Promise<Applied> {
  const held = store.revision()
  if (held === null || page.after > held) return 'gap'
  if (page.revision <= held) return 'known'
  const put = await open({ ...page, people: page.put })
  await store.apply({ put, remove: page.remove, revision: page.revision })
  return 'applied'
}

/** Gathers the pages of a snapshot. Nothing of it counts until `finish`, so that a cut in the middle leaves what was held. */
export class SnapshotReader {
  readonly #people: Held[] = []
  #revision: number | null = null

  constructor(private readonly open: Opener) {}

  /** @returns the cursor of the next page, or null after the last one */
  async add(page: SnapshotPage): Promise<string | null> {
    this.#revision ??= page.revision
    if (page.revision !== this.#revision) throw new Error('This page belongs to another snapshot.')
    this.#people.push(...(await this.open(page)))
    return page.cursor
  }

  /** @returns false when the digest is not that of what came: then nothing was changed, and the snapshot has to be read anew */
  async finish(store: LocalStore, digest: string): Promise<boolean> {
    if (this.#revision === null || digestOf(this.#people) !== digest) return false
    await store.replace(this.#people, this.#revision)
    return true
  }
}

/** What both sides make of the same people in the same state, whatever order they come in. */
export function digestOf(people: Iterable<Held<TemplateName>>): string {
  const digest = new Digest()
  const sorted = [...people].sort((a, b) => (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0))
  for (const person of sorted) digest.add(person)
  return digest.value
}

/** The same, person by person in the order of their subjects; it can be carried on from its value. */
export class Digest {
  constructor(public value: string = '0'.repeat(64)) {}

  /** Sealed bytes are left out: they differ each time that the same template is sealed. */
  add({ subject, acs_id, acs_id_schema, templates, scopes }: Held<TemplateName>): void {
    const models = templates.map(({ id, model }) => [id, model]).sort(byFirst)
    const windows = scopes
      .map((scope) => [
        scope.grantId,
        scope.kind,
        scope.id,
        scope.validFrom,
        scope.validUntil,
        scope.schedule?.map(({ days, from, until }) => [days, from, until]) ?? null,
        scope.timeZone,
        scope.single,
        scope.entered,
      ])
      .sort(byFirst)
    const text = JSON.stringify([this.value, subject, acs_id, acs_id_schema, models, windows])
    this.value = bytesToHex(sha256(utf8ToBytes(text)))
  }
}

const byFirst = ([a]: unknown[], [b]: unknown[]) => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0)

export interface Door {
  at: Date
  /** When the bureau was last heard of; null: never. */
  heardAt: Date | null
  /** For how long after that members are let in. */
  stalenessMs: number
  /** A device may be stricter than the contract, which lets attendees in inside of their windows for as long as it takes. */
  staleRefuses?: 'members' | 'everyone'
  /**
   * Grants by which this terminal has let somebody in, until the feed says so too: a page that was on its way meanwhile must not
   * open the door a second time.
   */
  entries?: ReadonlySet<string>
}

/** Whether somebody whose face was recognised may come in now. */
export function decideAt(person: Held<TemplateName> | undefined, door: Door): Decision {
  const { at, heardAt, stalenessMs, staleRefuses = 'members', entries } = door
  const isStale = heardAt === null || at.getTime() - heardAt.getTime() > stalenessMs
  const scopes = (person?.scopes ?? []).filter(
    ({ kind }) => !isStale || (kind === 'event' && staleRefuses === 'members'),
  )
  return decide(
    scopes.map((scope) => (entries?.has(scope.grantId) ? { ...scope, entered: true } : scope)),
    at,
  )
}

/** Less than that is a clock that somebody sets right. */
const sleptMs = 5_000

/**
 * The time as the bureau has it, by a count of milliseconds that nobody can set: the device's own clock is asked once, at the start, and
 * only until the bureau has said what time it is. Nobody opens a window that has closed by turning the device's clock back.
 */
export class BureauClock {
  #base: { ms: number; ticks: number; wall: number }

  /**
   * @param ticks milliseconds since whenever, e.g. `performance.now`
   * @param wallMs what the device's own clock shows
   * @param latest the last moment that was shown before a restart, from the terminal's store
   * @param wall what the device's own clock shows from then on; null where the count goes on while the device sleeps
   */
  constructor(
    private readonly ticks: () => number,
    wallMs: number,
    latest = 0,
    private readonly wall: (() => number) | null = null,
  ) {
    this.#base = { ms: Math.max(wallMs, latest), ticks: ticks(), wall: wallMs }
  }

  /** Each answer of the bureau says what time it is, and the bureau is right. */
  heard(bureauTime: Date): void {
    this.#base = { ms: bureauTime.getTime(), ticks: this.ticks(), wall: this.wall?.() ?? 0 }
  }

  now(): Date {
    return new Date(this.#base.ms + this.ticks() - this.#base.ticks)
  }

  /**
   * When it may be now. Where the device's own clock has run ahead, either it slept and its count of milliseconds with it, or somebody has
   * set the clock: until the bureau is heard nobody knows, and only what is right at each of these moments is right.
   */
  moments(): Date[] {
    const now = this.now()
    const aheadMs = this.wall ? this.wall() - this.#base.wall - (now.getTime() - this.#base.ms) : 0
    return aheadMs > sleptMs ? [now, new Date(now.getTime() + aheadMs)] : [now]
  }
}
