/** What the portal says of a terminal: how it is, why, and how far it has come with somebody. */
import type { TerminalGlanceFragment } from '@/app/_graph/documents'
import { plural } from '../../users/_components/words'

export type Terminal = TerminalGlanceFragment
export type Health = Terminal['health']
type Tone = 'good' | 'wait' | 'bad' | 'plain'

export const healthWords: Record<Health, { label: string; tone: Tone; meaning: string }> = {
  PROVISIONED: { label: 'Provisioned', tone: 'plain', meaning: 'made, without a device yet' },
  ONLINE: { label: 'Online', tone: 'good', meaning: 'there, and up to date' },
  DEGRADED: { label: 'Degraded', tone: 'wait', meaning: 'there, with something wrong' },
  OFFLINE: { label: 'Offline', tone: 'bad', meaning: 'not heard of for three heartbeats, or never' },
  RETIRED: { label: 'Retired', tone: 'plain', meaning: 'refused for good' },
}
export const healths = Object.keys(healthWords) as Health[]

/** One that was let in and has not called yet is no more offline than online. */
export const healthOf = ({ health, lastSeenAt }: Pick<Terminal, 'health' | 'lastSeenAt'>) =>
  health === 'OFFLINE' && lastSeenAt === null ? waitingWords : healthWords[health]
const waitingWords = { label: 'Waits for its first call', tone: 'wait' as const }

/** From here on a clock counts as wrong: domain/terminals/sync.ts calls such a terminal degraded. */
const driftMs = 30_000

/** Beside the word for its health: what is wrong, or what comes next. */
export function reasonsOf(terminal: Terminal): string[] {
  const { state, health, ackedAt, revisionsBehind, clockDriftMs, pairingExpiresAt } = terminal
  if (state === 'CLAIMED') return ['A device has answered the code and waits to be let in']
  if (state === 'UNPAIRED') return [pairingExpiresAt ? 'Its pairing code is out' : 'Waits for its device']
  if (health !== 'DEGRADED') return []
  const isWrong = clockDriftMs !== null && Math.abs(clockDriftMs) > driftMs
  return [
    ...(ackedAt === null ? ['It has not taken over what it is to hold yet'] : []),
    ...(ackedAt !== null && revisionsBehind > 0 ? [behindWords(revisionsBehind)] : []),
    ...(isWrong ? [`Its clock is ${driftWords(clockDriftMs)}`] : []),
  ]
}

export const behindWords = (revisions: number) => `${plural(revisions, 'change')} behind`

/** Somebody should look at it. */
export const isTroubled = (terminal: Terminal) =>
  terminal.overdueRevocations !== null ||
  terminal.state === 'CLAIMED' ||
  terminal.health === 'OFFLINE' ||
  terminal.health === 'DEGRADED'

/** 1500 -> `1.5 s ahead`. */
export function driftWords(ms: number): string {
  const seconds = Math.abs(ms) / 1000
  if (seconds < 0.5) return 'right'
  const amount =
    seconds < 90
      ? `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
      : seconds < 5_400
        ? `${Math.round(seconds / 60)} min`
        : seconds < 172_800
          ? `${Math.round(seconds / 3_600)} h`
          : `${Math.round(seconds / 86_400)} days`
  return `${amount} ${ms > 0 ? 'ahead' : 'behind'}`
}

export const syncStates = ['ACKNOWLEDGED', 'DELIVERED', 'PENDING', 'OVERDUE'] as const
export type SyncState = (typeof syncStates)[number]
export type SyncCounts = Record<Lowercase<SyncState>, number>

export const lower = <Word extends string>(word: Word) => word.toLowerCase() as Lowercase<Word>

/** `fill` is the colour of its part in a plot; the word says the same. */
export const syncWords: Record<SyncState, { label: string; tone: Tone; meaning: string; fill: string }> = {
  ACKNOWLEDGED: { label: 'Acknowledged', tone: 'good', meaning: 'the terminal says it has it', fill: 'fill-good' },
  DELIVERED: { label: 'Delivered', tone: 'plain', meaning: 'sent, not confirmed yet', fill: 'fill-door' },
  PENDING: { label: 'Pending', tone: 'wait', meaning: 'not sent yet', fill: 'fill-light' },
  OVERDUE: { label: 'Overdue', tone: 'bad', meaning: 'not confirmed in time', fill: 'fill-bad' },
}
