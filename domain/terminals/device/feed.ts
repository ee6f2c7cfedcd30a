/** How a terminal follows its feed: pages, or a snapshot where those do not lead on; what it has applied, it acknowledges. */
import { z } from 'zod'
import { agree, jwkSchema } from '../agreement'
import { applyPage, SnapshotReader, type BureauClock } from '../follower'
import { FeedKeyUnknown, openerFor, pageSchema, resetSchema, snapshotPageSchema, type Opener } from '../wire'
import { Refused, Unreachable, type Calls } from './calls'
import type { DeviceKeys } from './keys'
import type { DeviceStore } from './store'

/** How long the bureau may wait with a page. */
const pollSeconds = 25

export class Feed {
  #acknowledged: number | null = null
  /** The last page was read, and acknowledged where there was something to. */
  #isThrough = false

  constructor(
    private readonly of: {
      terminalId: string
      store: DeviceStore
      device: DeviceKeys
      calls: Calls
      clock: BureauClock
      /** The bureau has answered. */
      answered: () => void
      /** All was read anew. */
      begun: () => void
      /** What is to be known of QR credentials is another version now. */
      qrChanged: () => void
    },
  ) {}

  /** The next page, once there is one; for as long as the bureau waits with it. @throws Refused, Unreachable */
  async follow(signal: AbortSignal): Promise<void> {
    const after = this.of.store.revision()
    if (after === null) return this.#begin(signal)
    await this.#acknowledge(signal)
    // After a cut it is asked for what there is: whether the bureau is back should not take a wait to be known.
    const wait = this.#isThrough ? pollSeconds : 0
    this.#isThrough = false
    const answer = await this.of.calls.call('GET', `changes?after=${after}&wait=${wait}`, {
      waitMs: wait * 1_000,
      signal,
    })
    this.of.answered()
    if (resetSchema.safeParse(answer).success) return this.#begin(signal)
    const page = pageSchema.parse(answer)
    // Before the page is applied: from then on what is kept of QR credentials counts no more, whatever comes in between.
    if (page.qr !== undefined) await this.#expectQr(page.qr)
    const outcome = await this.#opening(signal, () => applyPage(this.of.store, page, this.#open))
    if (outcome === 'gap') return this.#begin(signal)
    await this.#acknowledge(signal)
    if (page.revision >= page.head) await this.#heard()
    this.#isThrough = true
  }

  /** From a snapshot: in place of all that is held. */
  async #begin(signal: AbortSignal): Promise<void> {
    const reader = new SnapshotReader(this.#open)
    let asOf: Date | undefined
    for (let cursor: string | null = null; ;) {
      const path: string = cursor === null ? 'snapshot' : `snapshot?cursor=${encodeURIComponent(cursor)}`
      const page = snapshotPageSchema.parse(await this.of.calls.call('GET', path, { signal }))
      this.of.answered()
      asOf ??= this.of.clock.now()
      cursor = await this.#opening(signal, () => reader.add(page))
      if (cursor !== null) continue
      if (!(await reader.finish(this.of.store, page.digest!))) throw new Unreachable('The snapshot is not whole.')
      await this.#expectQr(null)
      // Also where the line is the one that it had before.
      this.#acknowledged = null
      await this.#heard(asOf)
      this.of.begun()
      return this.#acknowledge(signal)
    }
  }

  /** What was sealed by a key that is not here is read anew, after another key was agreed on. */
  async #opening<Outcome>(signal: AbortSignal, open: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await open()
    } catch (error) {
      if (!(error instanceof NotOpened)) throw error
      if (error.cause instanceof FeedKeyUnknown) await this.agreeAnew(signal)
      throw new Unreachable('What the bureau sent does not open.', { cause: error.cause })
    }
  }

  #open: Opener = async (sealed) => {
    try {
      return await openerFor(this.of.terminalId, (id) => this.of.store.feedKey(id))(sealed)
    } catch (cause) {
      throw new NotOpened('It does not open.', { cause })
    }
  }

  /** What is held, unless the bureau knows that already: what it was told before a cut it may not have heard. */
  async #acknowledge(signal: AbortSignal): Promise<void> {
    const revision = this.of.store.revision()
    if (revision === this.#acknowledged) return
    try {
      await this.of.calls.call('POST', 'acks', { body: { revision }, signal })
    } catch (error) {
      // Moved to another zone meanwhile: what comes next says so.
      if (!(error instanceof Refused) || error.reason !== 'ack_beyond_sent') throw error
    }
    this.#acknowledged = revision
  }

  async #expectQr(qrVersion: number | null): Promise<void> {
    await this.of.store.keep({ qrVersion })
    this.of.qrChanged()
  }

  /** @param asOf when what is held was all that there was to know */
  async #heard(asOf = this.of.clock.now()): Promise<void> {
    await this.of.store.keep({ heardAt: asOf.getTime(), latest: this.of.clock.now().getTime() })
  }

  async agreeAnew(signal: AbortSignal): Promise<void> {
    const { terminalId, store, device } = this.of
    const own = await device.newAgreementKey()
    const answer = feedKeySchema.parse(
      await this.of.calls.call('POST', 'feed-key', { body: { agreement_key: own.publicJwk }, signal }),
    )
    const theirs = answer.agreement_key
    const extractable = store.takesFeedKeysAsBytes
    await store.addFeedKey(await agree({ terminalId, own, theirs, side: 'terminal', extractable }))
  }
}

/** What came over the wire is not what it should be. */
class NotOpened extends Error {
  override readonly name = 'NotOpened'
}

const feedKeySchema = z.object({ agreement_key: jwkSchema, key_id: z.string() })
