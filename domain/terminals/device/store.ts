/**
 * What a terminal holds: who may come in, what it was told, what it has to report. Reads answer at once, of what is held in memory; a
 * change is durable when its promise resolves, and of one whose promise rejects nothing stands.
 */
import type { QrAnswer } from '../../qr-credential/terminal-keys'
import type { FeedKey } from '../agreement'
import type { LocalStore } from '../follower'
import type { HeartbeatAnswer } from '../heartbeat'
import type { HeldPeople } from './held-people'

/** What is remembered besides people. */
export interface Kept {
  revision: number | null
  /** As the last heartbeat was answered. */
  told: HeartbeatAnswer | null
  /** Milliseconds: when the feed was last read to its end. */
  heardAt: number | null
  /** Milliseconds: the last moment that the clock has shown. */
  latest: number
  /** Of the last report. */
  sequence: number
  /** The version of what is to be known of QR credentials that the bureau has told last; null: not since all was read anew. */
  qrVersion: number | null
}

export const nothingKept: Kept = { revision: null, told: null, heardAt: null, latest: 0, sequence: 0, qrVersion: null }

/** As it goes to the bureau. */
export interface Report {
  report_id: string
  type: string
  subject: string | null
  grant_id: string | null
  occurred_at: string
  score_band: 'high' | 'medium' | 'low' | null
  /** By what they were known, or wanted to be; null: by nothing. */
  credential: 'face' | 'qr' | null
  offline: boolean
  sequence: number
}

/** The medium takes nothing more: it is full, or gone. */
export class NotKept extends Error {
  override readonly name = 'NotKept'
}

export interface DeviceStore extends LocalStore {
  readonly kept: Readonly<Kept>
  keep(change: Partial<Pick<Kept, 'told' | 'heardAt' | 'latest' | 'qrVersion'>>): Promise<void>

  /** What it takes to check QR credentials, as the bureau has sent it; null until it has. */
  readonly qr: QrAnswer | null
  /** @param qrVersion as in what is kept, from then on */
  keepQr(qr: QrAnswer, qrVersion: number): Promise<void>

  /** Feed keys are sealed as bytes here, and not kept as keys that nobody can read. */
  readonly takesFeedKeysAsBytes: boolean
  /** The newest two stay: a page may be on its way that the one before sealed. */
  addFeedKey(feedKey: FeedKey): Promise<void>
  feedKey(id: string): Promise<CryptoKey | undefined>

  /** The people whom it holds, as they are found by their faces. */
  readonly held: Pick<HeldPeople, 'nearest' | 'size'>

  /** Grants by which somebody came in, of which the feed does not say so yet. */
  readonly entries: ReadonlySet<string>
  /** Of what is held up to `revision`. */
  digest(): string

  /**
   * Notes what was decided, before anybody hears of it. The entry counts from the call on.
   * @param entry the grant that is used up by it
   * @throws NotKept
   */
  record(report: Omit<Report, 'sequence'>, entry: string | null): Promise<Report>
  /** The oldest that the bureau does not have. */
  reports(count: number): Promise<Report[]>
  queued(): number
  /** The bureau has them. */
  forget(reports: readonly Report[]): Promise<void>

  /** Everything but the device's own key; the store is closed. The keys go first: a cut in the middle leaves nothing to read. */
  wipe(): Promise<void>
  close(): void
}
