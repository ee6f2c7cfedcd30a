/**
 * How often a stranger may make us write to one address: three times a minute apart, then every ten minutes, so that nobody's
 * mailbox is flooded in our name. Whoever asks for a new password and gets no further mail has one that still works.
 */
import { eq } from 'drizzle-orm'
import type { Tx } from '@/db/types'
import { hashToken } from '../ids'

const minuteMs = 60_000
const first = { mails: 3, apartMs: minuteMs }
const laterApartMs = 10 * minuteMs
/** A count that nothing was added to for so long starts anew. */
const memoryMs = 60 * minuteMs

/**
 * True when a mail may go to the address now, which is then counted. Costs the same whether anybody has the address.
 * @param about each is counted apart: who registers in another's name must not keep their link for a new password away
 */
export async function mayMailTo(tx: Tx, about: 'registration' | 'reset', email: string, now: Date): Promise<boolean> {
  const { signInFailures } = tx.tables
  const subject = hashToken(`mail ${about} ${email}`)
  // The row is locked from here on: of two who ask at once, the second sees the first.
  const [row] = await tx.sql
    .insert(signInFailures)
    .values({ subject, failures: 0, lastAt: new Date(0) })
    .onConflictDoUpdate({ target: signInFailures.subject, set: { subject } })
    .returning()
  const since = now.getTime() - row!.lastAt.getTime()
  const sent = since > memoryMs ? 0 : row!.failures
  const isDue = sent === 0 || since >= (sent < first.mails ? first.apartMs : laterApartMs)
  await tx.sql
    .update(signInFailures)
    .set(isDue ? { failures: sent + 1, lastAt: now } : { failures: row!.failures })
    .where(eq(signInFailures.subject, subject))
  return isDue
}
