/**
 * A terminal: follows the feed of its bureau, decides who may come in by what it holds, and reports it. The bureau may be away for as long
 * as it likes; what has to be said waits in the store. Once it is retired it destroys all of it. Where its keys and its store lie, its host
 * says: a folder (node/) or a browser (browser/).
 */
import { z } from 'zod'
import type { FaceReading } from '@/engines/types'
import { AppError } from '../../errors'
import { BureauClock } from '../follower'
import type { HeartbeatAnswer } from '../heartbeat'
import { Calls, Refused, Unreachable, type Send } from './calls'
import { Door, type DoorOptions, type Shown } from './door'
import type { Contents } from '../../qr-credential/format'
import { FeedKeyUnknown } from '../wire'
import { Feed } from './feed'
import type { DeviceIdentity, DeviceKeys } from './keys'
import { QrDesk, type Presented } from './qr'
import type { LivenessJudgement } from '@/engines/liveness/types'
import { moved } from './moved'
import { recognise, recogniseHolder, type Eye, type Recognised } from './recognise'
import { pause, Signal } from './signal'
import { NotKept, type DeviceStore } from './store'

export interface TerminalOptions<Picture> extends Partial<Pick<DoorOptions, 'staleRefuses' | 'repeatMs'>> {
  identity: DeviceIdentity
  device: DeviceKeys
  store: DeviceStore
  /** By the nets that make templates of this model; null where there are none. */
  eyes: (model: string) => Eye<Picture> | null
  /** It was retired, and has said that it holds nothing any more: nothing of the device is to remain. */
  forgetIdentity: () => Promise<void>
  software: string
  /** It has a camera that reads QR credentials. Default false. */
  readsQr?: boolean
  /** What people may want to know: that it waits, that the bureau is away or back. */
  remark?: (text: string) => void
  /** As a server would be called; for tests. */
  send?: Send
  /** Between two attempts, at first and at most; for tests. */
  pauses?: typeof usualPauses
  /** The device's own clock, and its count of milliseconds that nobody can set; for tests. */
  wall?: () => number
  ticks?: () => number
}

export interface Status {
  terminal_id: string
  fingerprint: string
  name: string | null
  zone_id: string | null
  zone_name: string | null
  mode: 'identify_only' | 'relay' | null
  /** Of the templates that it is to compare. */
  model: string | null
  /** `waiting` until somebody has let the device in. */
  state: 'starting' | 'waiting' | 'online' | 'offline' | 'retired'
  held_users: number
  revision: number | null
  /** Reports that the bureau does not have yet. */
  queued_reports: number
  /** QR codes that were held up and not taken, since the start. */
  refused_codes: number
  /** When the feed was last read to its end. */
  heard_at: string | null
  /** When the bureau will have been silent for too long. */
  stale_at: string | null
  time: string
}

/** How old the last answer may be of a bureau that counts as reachable. */
const reachableMs = 60_000
const mostReports = 500
const usualPauses = { firstMs: 500, longestMs: 15_000, untilLetInMs: 1_000 }
/** Nobody turns the clock back by more than this by switching the device off. */
const keepTimeMs = 60_000

export class Terminal<Picture> {
  readonly #store: DeviceStore
  readonly #calls: Calls
  readonly #clock: BureauClock
  readonly #feed: Feed
  readonly #door: Door
  #state: Status['state'] = 'starting'
  #answeredAt = Number.NEGATIVE_INFINITY
  readonly #toReport = new Signal()
  readonly #toBeat = new Signal()
  readonly #toQr = new Signal()
  readonly #desk: QrDesk | null
  #way = new AbortController()
  #isWiped = false
  #said = ''
  readonly #pauses: typeof usualPauses

  constructor(private readonly options: TerminalOptions<Picture>) {
    const { identity, device, store, send, wall = Date.now, ticks = () => performance.now() } = options
    const { staleRefuses = 'members', repeatMs = 0, pauses = usualPauses } = options
    this.#pauses = pauses
    this.#store = store
    const clock = new BureauClock(ticks, wall(), store.kept.latest, wall)
    this.#clock = clock
    const calls = new Calls({ server: identity.server, device, onTime: (time) => clock.heard(time), send })
    this.#calls = calls
    this.#feed = new Feed({
      terminalId: identity.terminalId,
      store,
      device,
      calls,
      clock,
      answered: () => this.#answered(),
      // It may stand in another zone now.
      begun: () => this.#toBeat.give(),
      qrChanged: () => this.#toQr.give(),
    })
    const desk = options.readsQr ? new QrDesk({ terminalId: identity.terminalId, store, calls, clock }) : null
    this.#desk = desk
    const isOffline = () => !this.#isReachable()
    this.#door = new Door({ store, device, clock, staleRefuses, repeatMs, isOffline, desk })
  }

  /** Until `signal`, or until it was retired and has destroyed what it held. */
  async run(signal: AbortSignal): Promise<'stopped' | 'retired'> {
    const stop = new AbortController()
    const ends = AbortSignal.any([signal, stop.signal])
    const parts = [
      this.#repeatedly((attempt) => this.#feed.follow(attempt), ends),
      this.#repeatedly((attempt) => this.#beat(attempt), ends),
      this.#repeatedly((attempt) => this.#report(attempt), ends),
      this.#repeatedly((attempt) => this.#keepTime(attempt), ends),
      this.#repeatedly((attempt) => this.#keepQr(attempt), ends),
    ]
    try {
      await Promise.all(parts)
      return 'stopped'
    } catch (error) {
      if (!(error instanceof Retired)) throw error
      this.#isWiped = true
      stop.abort()
      await Promise.allSettled(parts)
      await this.#store.wipe()
      this.options.remark?.('This terminal was retired: what it held is destroyed.')
      await this.#sayWiped(signal)
      return 'retired'
    } finally {
      stop.abort()
      await Promise.allSettled(parts)
    }
  }

  close(): void {
    this.#store.close()
  }

  /** The way to the bureau may be another one now: what hangs on the old one is given up, and nothing waits for its next attempt. */
  retry(): void {
    const before = this.#way
    this.#way = new AbortController()
    before.abort()
  }

  /**
   * Who is on the picture, and whether they may come in now.
   * @throws PictureRefused; AppError `conflict` where it is not ready; NotKept where it cannot write down what it decides
   */
  async show(picture: Picture): Promise<Shown> {
    const eye = this.#eye(this.#told())
    const reading = await eye.read(picture)
    return this.decide(this.look(reading))
  }

  /**
   * Who that is, by what is held and told now; nothing is written down of it.
   * @param contents of the QR credential that they hold up: then it is they or nobody
   * @throws AppError `conflict` where it is not ready
   */
  look(reading: FaceReading, contents?: Contents): Recognised {
    const told = this.#told()
    const eye = this.#eye(told)
    if (!contents) return recognise(reading, eye, told.recognition, this.#store.held)
    const threshold = this.#desk?.told?.recognition.threshold
    if (threshold === undefined) return { outcome: 'qr_refused', reason: 'not_ready' }
    return recogniseHolder(reading, eye, { contents, threshold })
  }

  /** A QR that somebody holds up; what is refused of it is to be decided on, so that it is written down. */
  async present(text: string): Promise<Presented> {
    return this.#desk && !this.#isWiped ? this.#desk.present(text) : { refusal: 'not_ready' }
  }

  /** How many movements somebody has to show now before `decide` lets them in; 0: none. @throws AppError `conflict` where it is not ready */
  movementsFor(seen: Recognised): number {
    const told = this.#told()
    return this.#door.asksToMove(seen, told) ? told.movements : 0
  }

  /**
   * What `look` has just said.
   * @param judged of the movements, where `movementsFor` asks for some
   * @throws AppError `conflict` where it is not ready; NotKept where it cannot write down what it decides
   */
  async decide(seen: Recognised, judged?: LivenessJudgement): Promise<Shown> {
    const told = this.#told()
    const shown = await this.#door.decide(seen, told, judged && moved(seen, judged, this.#eye(told)))
    this.#toReport.give()
    return shown
  }

  #told(): HeartbeatAnswer {
    const { told } = this.#store.kept
    if (!this.#isWiped && told) return told
    const message = 'The terminal has not heard from its bureau yet, and holds nobody.'
    throw new AppError('conflict', message, { subject: 'terminal' })
  }

  #eye({ recognition: { model } }: HeartbeatAnswer): Eye<Picture> {
    const eye = this.options.eyes(model)
    if (eye) return eye
    const message = `This terminal has no nets for ${model}, the model of its bureau.`
    throw new AppError('conflict', message, { subject: 'model' })
  }

  status(): Status {
    const { kept, held } = this.#store
    const { told, heardAt } = kept
    const { terminalId, fingerprint } = this.options.identity
    return {
      terminal_id: terminalId,
      fingerprint,
      name: told?.terminal.name ?? null,
      zone_id: told?.zone.id ?? null,
      zone_name: told?.zone.name ?? null,
      mode: told?.zone.mode ?? null,
      model: told?.recognition.model ?? null,
      state: this.#stateNow(),
      held_users: held.size.people,
      revision: kept.revision,
      queued_reports: this.#isWiped ? 0 : this.#store.queued(),
      refused_codes: this.#desk?.refused ?? 0,
      heard_at: heardAt === null ? null : new Date(heardAt).toISOString(),
      stale_at: told && heardAt !== null ? new Date(heardAt + told.staleness_seconds * 1_000).toISOString() : null,
      time: this.#clock.now().toISOString(),
    }
  }

  #stateNow(): Status['state'] {
    if (this.#isWiped) return 'retired'
    return this.#state === 'online' && !this.#isReachable() ? 'offline' : this.#state
  }

  #isReachable(): boolean {
    return this.#state === 'online' && performance.now() - this.#answeredAt < reachableMs
  }

  /** One part of the work, again and again; slower while the bureau is away. */
  async #repeatedly(work: (attempt: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> {
    const { firstMs, longestMs } = this.#pauses
    let pauseMs = firstMs
    while (!signal.aborted) {
      const attempt = AbortSignal.any([signal, this.#way.signal])
      try {
        await work(attempt)
        pauseMs = firstMs
      } catch (error) {
        if (signal.aborted) return
        const ms = this.#after(error, pauseMs)
        // Ends at once where the way became another one meanwhile.
        await pause(ms, attempt)
        pauseMs = attempt.aborted ? firstMs : Math.min(pauseMs * 2, longestMs)
      }
    }
  }

  /** @returns how long to wait @throws Retired; whatever is no fault of the way to the bureau */
  #after(error: unknown, pauseMs: number): number {
    if (error instanceof Refused && error.reason === 'terminal_retired') throw new Retired()
    if (error instanceof Refused && error.reason === 'confirmation_pending') {
      const { fingerprint } = this.options.identity
      this.#become(
        'waiting',
        `Waiting until somebody compares this fingerprint and lets the terminal in: ${fingerprint}`,
      )
      return this.#pauses.untilLetInMs
    }
    if (error instanceof NotKept) {
      this.#say(`${error.message} Nobody comes in until it can be.`)
      return pauseMs
    }
    if (error instanceof Refused || error instanceof z.ZodError || error instanceof Unreachable) {
      const words = error instanceof z.ZodError ? 'The bureau answers in a way that is not understood.' : error.message
      this.#become('offline', `${words} The terminal goes on by what it holds.`)
      return pauseMs
    }
    throw error
  }

  #become(state: Status['state'], words: string): void {
    this.#state = state
    this.#say(words)
  }

  /** Once, however often it is so. */
  #say(words: string): void {
    if (words !== this.#said) this.options.remark?.(words)
    this.#said = words
  }

  #answered(): void {
    this.#answeredAt = performance.now()
    this.#become('online', 'The bureau answers.')
  }

  async #beat(signal: AbortSignal): Promise<void> {
    const { people, templates } = this.#store.held.size
    const { wall = Date.now, software, eyes } = this.options
    const revision = this.#store.revision()
    const engine = eyes(this.#store.kept.told?.recognition.model ?? '')?.model.id
    const body = {
      time: new Date(wall()).toISOString(),
      versions: { software, ...(engine ? { engine } : {}) },
      held_users: people,
      held_templates: templates,
      ...(revision === null ? {} : { revision, digest: this.#store.digest() }),
    }
    const told = (await this.#calls.call('POST', 'heartbeat', { body, signal })) as HeartbeatAnswer
    this.#answered()
    await this.#store.keep({ told: toldSchema.parse(told), latest: this.#clock.now().getTime() })
    if (told.rotate_feed_key) await this.#feed.agreeAnew(signal)
    await this.#hearOfQr(told)
    await this.#toBeat.taken(signal, told.heartbeat_seconds * 1_000)
  }

  async #hearOfQr({ qr_version: version, rotate_feed_key: isAnew }: HeartbeatAnswer): Promise<void> {
    const { qrVersion } = this.#store.kept
    const isLater = qrVersion !== null && version > qrVersion
    if (isLater) await this.#store.keep({ qrVersion: version })
    if (isLater || isAnew) this.#toQr.give()
  }

  /** What it takes to check QR credentials, as it is now. */
  async #keepQr(signal: AbortSignal): Promise<void> {
    if (!this.#desk || this.#store.revision() === null || (await this.#desk.isReady())) {
      return this.#toQr.taken(signal)
    }
    try {
      await this.#desk.fetch(signal)
    } catch (error) {
      if (!(error instanceof FeedKeyUnknown)) throw error
      await this.#feed.agreeAnew(signal)
      throw new Unreachable('What the bureau sent of QR credentials does not open.', { cause: error })
    }
    if (!(await this.#desk.isReady())) throw new Unreachable('The bureau sends of QR credentials what is over.')
  }

  async #keepTime(signal: AbortSignal): Promise<void> {
    await pause(keepTimeMs, signal)
    if (!signal.aborted) await this.#store.keep({ latest: this.#clock.now().getTime() })
  }

  async #report(signal: AbortSignal): Promise<void> {
    const reports = await this.#store.reports(mostReports)
    if (reports.length === 0) return this.#toReport.taken(signal)
    const sent = reports.length > 1 && this.#isAlone ? reports.slice(0, 1) : reports
    try {
      await this.#calls.call('POST', 'access-events', { body: { reports: sent }, signal })
    } catch (error) {
      if (!(error instanceof Refused) || ![400, 413, 422].includes(error.status)) throw error
      if (sent.length > 1) {
        this.#isAlone = true
        return
      }
      this.options.remark?.(`The bureau takes report ${sent[0]!.sequence} in no form: ${error.message}`)
    }
    this.#answered()
    await this.#store.forget(sent)
    if (sent.length === reports.length) this.#isAlone = false
  }

  /** One of many is not taken: until they are through they go one by one, so that it stands in the way of none. */
  #isAlone = false

  async #sayWiped(signal: AbortSignal): Promise<void> {
    const { firstMs, longestMs } = this.#pauses
    for (let pauseMs = firstMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestMs)) {
      try {
        await this.#calls.proven('POST', 'wiped')
        await this.options.forgetIdentity()
        return
      } catch (error) {
        if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error
        await pause(pauseMs, AbortSignal.any([signal, this.#way.signal]))
      }
    }
  }
}

/** The bureau has retired this terminal. */
class Retired extends Error {
  override readonly name = 'Retired'
}

const toldSchema: z.ZodType<HeartbeatAnswer> = z.object({
  server_time: z.string(),
  terminal: z.object({ id: z.string(), name: z.string() }),
  zone: z.object({ id: z.string(), name: z.string(), mode: z.enum(['identify_only', 'relay']), time_zone: z.string() }),
  staleness_seconds: z.number().positive(),
  heartbeat_seconds: z.number().min(1).max(3_600),
  recognition: z.object({ model: z.string(), threshold: z.number(), fpir: z.number() }),
  // A bureau of before asks for none.
  movements: z.number().int().min(0).max(2).default(0),
  // The reference terminal reads no QR, and works with a bureau that has none.
  qr_version: z.number().int().default(0),
  certificate: z.string(),
  rotate_feed_key: z.boolean(),
  resync: z.boolean(),
})
