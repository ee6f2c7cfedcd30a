/**
 * The engines of a running server, which follow what is in use in the bureau: another set is started and warmed, galleries are filled for it,
 * then it takes the place of the one before. Whoever began with that one ends with it, so that nothing is ever compared across models.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { ChosenModels } from '@/engines/added/types'
import type { Engines } from '@/engines/types'
import type { Context } from '../context'
import { fillGalleries, forgetGalleries } from '../gallery'
import { chosenModels } from './models'

/** A wake-up may be lost. */
const lookEveryMs = 5_000
/** After a set that could not start. */
const retryMs = 30_000
/** The longest calls take less. */
const keptMs = 60_000
const idleCheckMs = 1_000

export class LiveEngines {
  #current: Engines
  #looking: Promise<void> = Promise.resolve()
  #failedAt = -Infinity
  readonly #ending = new AbortController()
  readonly #leaving = new Set<Promise<void>>()

  /** @param base holds the search engine, and reads nothing itself */
  constructor(
    private readonly base: Engines,
    chosen: ChosenModels,
  ) {
    this.#current = base.open(chosen)
  }

  /** To be held for the length of one call, and asked for anew by the next. */
  get current(): Engines {
    return this.#current
  }

  /** @returns ends it */
  follow(context: Context): () => void {
    const look = () => {
      this.look(context).catch((error: unknown) => {
        this.#failedAt = Date.now()
        context.log.error({ err: error }, 'the model that is in use cannot be taken up; the one before goes on')
      })
    }
    const unlisten = context.db.listen('models', look)
    const timer = setInterval(() => Date.now() - this.#failedAt >= retryMs && look(), lookEveryMs)
    timer.unref()
    return () => {
      unlisten()
      clearInterval(timer)
    }
  }

  /** Takes up what is in use, if it is another model than before. One look at a time. */
  look(context: Context): Promise<void> {
    const next = () => this.#takeUp(context)
    this.#looking = this.#looking.then(next, next)
    return this.#looking
  }

  async #takeUp(context: Context): Promise<void> {
    if (this.#ending.signal.aborted) return
    const chosen = await chosenModels(context)
    if (sameModels(chosen, this.#current.models)) return
    const next = this.base.open(chosen)
    try {
      await next.ready()
      await fillGalleries({ ...context, engines: next })
    } catch (error) {
      await next.close()
      throw error
    }
    const before = this.#current
    this.#current = next
    context.log.info({ face: next.face.model.id, voice: next.voice.model.id }, 'another model is in use')
    const leaving = this.#leave(context, before).finally(() => this.#leaving.delete(leaving))
    this.#leaving.add(leaving)
  }

  /** Closes a set once nobody can be left who began with it. */
  async #leave(context: Context, before: Engines): Promise<void> {
    const { signal } = this.#ending
    await delay(keptMs, undefined, { signal, ref: false }).catch(() => undefined)
    while (!signal.aborted && before.health().busy + before.health().queued > 0) {
      await delay(idleCheckMs, undefined, { signal, ref: false }).catch(() => undefined)
    }
    await before.close()
    if (signal.aborted || before.face.model.id === this.#current.face.model.id) return
    await forgetGalleries(context, before.face.model.id).catch((error: unknown) => {
      context.log.error({ err: error }, 'galleries of the model before were not dropped')
    })
  }

  async close(): Promise<void> {
    this.#ending.abort()
    await this.#looking.catch(() => undefined)
    await Promise.all([...this.#leaving, this.#current.close()])
    await this.base.close()
  }
}

const sameModels = (one: ChosenModels, other: ChosenModels) =>
  (['face', 'voice'] as const).every((kind) => idOf(one[kind]) === idOf(other[kind]))

const idOf = (model: ChosenModels['face']) =>
  model && `${model.manifest.name}@${model.manifest.version} ${model.sha256}`
