/** What terminals know of one grant, put together for people. */
import type { SyncState } from '@/app/_graph/documents'

export interface SyncSummary {
  tone: 'good' | 'wait' | 'bad' | 'plain'
  label: string
  /** Who has not come so far, by name. */
  open: string
}

const openWords: Record<Exclude<SyncState, 'ACKNOWLEDGED'>, string> = {
  PENDING: 'not sent yet',
  DELIVERED: 'sent, not confirmed',
  OVERDUE: 'overdue',
}

export function summaryOf(
  sync: readonly { state: SyncState; terminal: { name: string } }[] | null,
  { isRecognisable }: { isRecognisable: boolean },
): SyncSummary {
  const all = sync ?? []
  const open = all.flatMap(({ state, terminal }) =>
    state === 'ACKNOWLEDGED' ? [] : [`${terminal.name}: ${openWords[state]}`],
  )
  const words = open.join('; ')
  if (!isRecognisable) return { tone: 'bad', label: 'Without credential', open: words }
  if (all.length === 0) return { tone: 'wait', label: 'No terminal there', open: '' }
  const label = `${all.length - open.length} of ${all.length} terminals`
  if (open.length === 0) return { tone: 'good', label: everywhere(all.length), open: '' }
  return { tone: all.some(({ state }) => state === 'OVERDUE') ? 'bad' : 'wait', label, open: words }
}

function everywhere(terminals: number): string {
  if (terminals === 1) return 'At the terminal'
  return terminals === 2 ? 'At both terminals' : `At all ${terminals} terminals`
}

export { openWords }
