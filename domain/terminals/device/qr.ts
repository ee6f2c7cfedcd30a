/**
 * QR credentials at a terminal: what it takes to check them is fetched and kept, and by that a text which a camera has read is opened or
 * refused, with or without the bureau. Whoever holds up one wrong text after the other is not heard for a while.
 */
import { openDenyList } from '../../qr-credential/deny-list'
import type { Contents } from '../../qr-credential/format'
import { openCredential, stillTaken, type Trust } from '../../qr-credential/open'
import { CredentialRefused, type Refusal } from '../../qr-credential/refused'
import { openQrKeys, qrAnswerSchema, type QrAnswer } from '../../qr-credential/terminal-keys'
import type { BureauClock } from '../follower'
import { FeedKeyUnknown } from '../wire'
import { Unreachable, type Calls } from './calls'
import type { DeviceStore } from './store'
import { Tries } from './tries'

/** `not_ready`: what it takes is not here, or the bureau has said that it has changed since. */
export type QrRefusal = Refusal | 'not_ready' | 'too_many_tries'

export type Presented = { contents: Contents } | { refusal: QrRefusal }

export class QrDesk {
  #opened: { answer: QrAnswer; trust: Trust } | null = null
  readonly #tries: Tries

  constructor(
    private readonly of: {
      terminalId: string
      store: DeviceStore
      calls: Pick<Calls, 'call'>
      clock: Pick<BureauClock, 'now' | 'moments'>
    },
  ) {
    this.#tries = new Tries(() => of.clock.now().getTime())
  }

  /** Texts that were not taken since the start. */
  get refused(): number {
    return this.#tries.failures
  }

  /** What is kept is as new as the bureau has told, and opens. */
  async isReady(): Promise<boolean> {
    return (await this.#trust()) !== null
  }

  /** @throws Refused, Unreachable, NotKept; FeedKeyUnknown where another feed key has to be agreed on first */
  async fetch(signal: AbortSignal): Promise<void> {
    const { store, calls } = this.of
    const before = await this.#trustOf(store.qr).catch(unknownAsNull)
    const answer = qrAnswerSchema.parse(await calls.call('GET', 'qr', { signal }))
    const trust = await this.#trustOf(answer, before)
    await store.keepQr(answer, Math.max(answer.version, store.kept.qrVersion ?? 0))
    this.#opened = trust && { answer, trust }
  }

  /** What a camera has read. */
  async present(text: string): Promise<Presented> {
    if (!this.#tries.isLeft()) {
      this.#tries.fail()
      return { refusal: 'too_many_tries' }
    }
    const trust = await this.#trust()
    if (!trust) return { refusal: 'not_ready' }
    try {
      const contents = await openCredential(text, trust, this.of.clock.now())
      return { contents: this.recheck(contents) }
    } catch (error) {
      if (!(error instanceof CredentialRefused)) throw error
      this.#tries.fail()
      return { refusal: error.reason }
    }
  }

  /** The face before the camera was not that of what was held up. */
  fail(): void {
    this.#tries.fail()
  }

  /** Nothing waits in it: of what was opened before, what is left of it now. @throws CredentialRefused */
  recheck(contents: Contents): Contents {
    const opened = this.#current()
    if (!opened) throw new CredentialRefused('unknown_key')
    // Whichever moment it is, it has to be good.
    return this.of.clock.moments().reduce((left, at) => stillTaken(left, opened.trust, at), contents)
  }

  /** Of the answer by which texts are opened; null while there is none that counts. */
  get told(): Pick<QrAnswer, 'recognition' | 'place'> | null {
    return this.#current()?.answer ?? null
  }

  #current() {
    return this.#opened && this.#isNewest(this.#opened.answer) ? this.#opened : null
  }

  #isNewest({ version }: QrAnswer): boolean {
    const { qrVersion } = this.of.store.kept
    return qrVersion !== null && version >= qrVersion
  }

  async #trust(): Promise<Trust | null> {
    const { qr } = this.of.store
    if (!qr || !this.#isNewest(qr)) return null
    if (this.#opened?.answer !== qr) {
      const trust = await this.#trustOf(qr).catch(unknownAsNull)
      this.#opened = trust && { answer: qr, trust }
    }
    return this.#opened?.trust ?? null
  }

  /** @throws FeedKeyUnknown, Unreachable */
  async #trustOf(answer: QrAnswer | null, before?: Trust | null): Promise<Trust | null> {
    if (!answer) return null
    const { tenant: tenantId, keys, jwks, deny_list: denied, recognition } = answer
    const feedKey = await this.of.store.feedKey(keys.id)
    if (!feedKey) throw new FeedKeyUnknown('The QR keys are sealed by a feed key that is not here.')
    try {
      return {
        tenantId,
        jwks: jwks.keys,
        qrKeys: await openQrKeys(feedKey, this.of.terminalId, keys.sealed),
        denyList: await openDenyList(denied, { tenantId, jwks: jwks.keys }, before?.denyList),
        model: recognition.model,
      }
    } catch (cause) {
      throw new Unreachable('What the bureau sent of QR credentials is not taken.', { cause })
    }
  }
}

function unknownAsNull(error: unknown): null {
  if (error instanceof FeedKeyUnknown || error instanceof Unreachable) return null
  throw error
}
