/**
 * Slows down whoever guesses passwords, and nobody else: wrong tries are counted per account and place, per place, and per
 * account over all places that have never signed in to it. A browser that has is counted by itself (OWASP's device cookies),
 * so that guessing from elsewhere never locks its owner out. Codes of a second factor are counted by themselves: only who
 * knows the password comes that far.
 */
import { and, eq, gt, inArray, lt, sql } from 'drizzle-orm'
import { isIPv6 } from 'node:net'
import type { Tx } from '@/db/types'
import type { Context } from './context'
import { AppError } from './errors'
import { hashToken } from './ids'

const minuteMs = 60_000
/** A count that nobody added to for so long is forgotten. */
const memoryMs = 24 * 60 * minuteMs

/** @property free wrong tries before anybody waits; then 1 s, doubling up to `longestMs` */
interface Counted {
  subject: string
  free: number
  longestMs: number
}

export interface Guesser {
  email: string
  /** The address that the request came from. */
  source: string
  /** Set where the browser has signed in to this account before. */
  device: string | null
}

function counted({ email, source, device }: Guesser): Counted[] {
  const place = network(source)
  const subjects: Counted[] = [
    { subject: `pair ${email} ${device ?? place}`, free: 5, longestMs: 15 * minuteMs },
    { subject: `place ${place}`, free: 50, longestMs: 15 * minuteMs },
  ]
  if (!device) subjects.push({ subject: `account ${email}`, free: 100, longestMs: minuteMs })
  return subjects.map((of) => ({ ...of, subject: hashToken(of.subject) }))
}

/**
 * Counts a try as wrong before it is looked at, so that many at once count too; `forgiveGuess` takes a right one back.
 * @throws AppError `busy` with the seconds to wait
 */
export async function countGuess(context: Context, guesser: Guesser): Promise<void> {
  await count(context, counted(guesser), 'Too many wrong tries.')
}

/**
 * Counts a request of somebody who is not signed in and makes work or mail: registering, a forgotten password. Only their
 * place is counted, so that nobody is kept out by what others ask for.
 * @param what e.g. `register`; each is counted apart
 * @throws AppError `busy` with the seconds to wait
 */
export async function countRequestFrom(context: Context, what: string, source: string): Promise<void> {
  const subject = hashToken(`${what} ${network(source)}`)
  await count(context, [{ subject, free: 20, longestMs: 15 * minuteMs }], 'Too many requests from your network.')
}

/** A program at the token endpoint. */
export interface SecretGuesser {
  /** What it says its client's key is. */
  key: string
  source: string
}

/** A secret has 256 bits: nobody is kept out by who guesses elsewhere. Programs ask many at once, so that more tries are free. */
function secretsOf({ key, source }: SecretGuesser): Counted[] {
  const place = network(source)
  return [
    { subject: `secret ${key} ${place}`, free: 20, longestMs: 15 * minuteMs },
    { subject: `secrets ${place}`, free: 100, longestMs: 15 * minuteMs },
  ].map((of) => ({ ...of, subject: hashToken(of.subject) }))
}

/** Counts a client's secret as wrong before it is looked at, as `countGuess` does. @throws AppError `busy` */
export async function countSecretGuess(context: Context, guesser: SecretGuesser): Promise<void> {
  await count(context, secretsOf(guesser), 'Too many wrong secrets.')
}

/** The secret was right. */
export async function forgiveSecretGuess(context: Context, guesser: SecretGuesser): Promise<void> {
  await forgive(context, secretsOf(guesser))
}

/** The request was in order, and is not counted. @param what as it was counted */
export async function takeBackRequestFrom(context: Context, what: string, source: string): Promise<void> {
  await context.db.transact((tx) => lower(tx, [hashToken(`${what} ${network(source)}`)]))
}

/** Counts a try at the second factor, as `countGuess` does. Other browsers of the same admin do not wait for it. */
export async function countCodeGuess(context: Context, guesser: Guesser): Promise<void> {
  await count(context, [codesOf(guesser)], 'Too many wrong tries.')
}

async function count(context: Context, subjects: Counted[], tooOften: string): Promise<void> {
  const now = context.now()
  const oldest = new Date(now.getTime() - memoryMs)
  await context.db.transact(async (tx) => {
    const { signInFailures } = tx.tables
    await tx.sql.delete(signInFailures).where(lt(signInFailures.lastAt, oldest))
    for (const { subject, free, longestMs } of subjects) {
      // The row is locked from here on: of many tries at once each sees the count of those before.
      const [row] = await tx.sql
        .insert(signInFailures)
        .values({ subject, failures: 0, lastAt: now })
        .onConflictDoUpdate({ target: signInFailures.subject, set: { subject } })
        .returning()
      const { failures, lastAt } = row!
      const wait = failures < free ? 0 : Math.min(longestMs, 1000 * 2 ** Math.min(failures - free, 30))
      const left = lastAt.getTime() + wait - now.getTime()
      // Of two at once the one that asked first may be counted last: that alone is no reason to wait.
      if (wait > 0 && left > 0) throw tooMany(tooOften, Math.ceil(left / 1000))
      await tx.sql
        .update(signInFailures)
        .set({ failures: failures + 1, lastAt: now })
        .where(eq(signInFailures.subject, subject))
    }
  })
}

/** The code was right: the next ones start anew. */
export async function forgiveCodeGuess(context: Context, guesser: Guesser): Promise<void> {
  await context.db.transact(async (tx) => {
    const { signInFailures } = tx.tables
    await tx.sql.delete(signInFailures).where(eq(signInFailures.subject, codesOf(guesser).subject))
  })
}

/**
 * The try was neither wrong nor all that is needed: it alone is taken back. What was counted before it stays, or else
 * asking for the second step between two wrong codes would forgive them.
 */
export async function takeBackGuess(context: Context, guesser: Guesser): Promise<void> {
  const subjects = counted(guesser).map(({ subject }) => subject)
  await context.db.transact((tx) => lower(tx, subjects))
}

/** The try was right: its account and place start anew, and nobody else is counted for it. */
export async function forgiveGuess(context: Context, guesser: Guesser): Promise<void> {
  await forgive(context, counted(guesser))
}

async function forgive(context: Context, subjects: Counted[]): Promise<void> {
  const [pair, ...others] = subjects.map(({ subject }) => subject)
  await context.db.transact(async (tx) => {
    const { signInFailures } = tx.tables
    await tx.sql.delete(signInFailures).where(eq(signInFailures.subject, pair!))
    await lower(tx, others)
  })
}

async function lower(tx: Tx, subjects: string[]): Promise<void> {
  const { signInFailures } = tx.tables
  await tx.sql
    .update(signInFailures)
    .set({ failures: sql`${signInFailures.failures} - 1` })
    .where(and(inArray(signInFailures.subject, subjects), gt(signInFailures.failures, 0)))
}

function codesOf({ email, device }: Guesser): Counted {
  return { subject: hashToken(`codes ${email} ${device ?? 'elsewhere'}`), free: 5, longestMs: 15 * minuteMs }
}

/** Who has one address of an IPv6 network has 2^64 of them. */
export function network(address: string): string {
  if (!isIPv6(address)) return address
  const [before, after] = address.split('::').map((part) => part.split(':').filter(Boolean))
  const zeros = after ? Array<string>(Math.max(0, 8 - before!.length - after.length)).fill('0') : []
  const groups = [...before!, ...zeros, ...(after ?? [])].slice(0, 4)
  return groups.map((group) => (Number.parseInt(group, 16) || 0).toString(16)).join(':')
}

function tooMany(tooOften: string, seconds: number): AppError {
  const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
  return new AppError('busy', `${tooOften} Please wait ${wait} and try again.`, {
    retryAfterSeconds: seconds,
  })
}
