/**
 * How often somebody may call: a bucket that fills at a steady rate and holds so much. It is kept in memory, so that counting
 * costs no request anything; of several instances each counts by itself.
 */
import { AppError } from '@/domain/errors'
import { remember } from './remember'

export interface Budget {
  /** What is counted apart, e.g. `reads`. */
  name: string
  perSecond: number
  /** What a bucket that was left alone holds. */
  most: number
}

export interface Balance {
  limit: number
  remaining: number
  /** Until the bucket is full. */
  resetSeconds: number
}

interface Bucket {
  tokens: number
  at: number
  /** A full bucket need not be kept. */
  fullAt: number
}

/** Buckets are looked through for full ones, which need not be kept, whenever so many more have come. */
const sweepEvery = 10_000

const buckets = remember('budgets', () => ({ kept: new Map<string, Bucket>(), sweepAt: sweepEvery }))

/**
 * Takes from a bucket that holds something; a call that costs more than is left puts it into debt, which the next ones wait for.
 * @param whose e.g. a tenant's id
 * @throws AppError `too_many_requests` with the seconds to wait
 */
export function spend(budget: Budget, whose: string, now: Date, cost = 1): Balance {
  const name = `${budget.name} ${whose}`
  const at = now.getTime()
  const keep = (tokens: number) => {
    const fullAt = at + ((budget.most - tokens) / budget.perSecond) * 1_000
    buckets.kept.set(name, { tokens, at, fullAt })
  }
  const before = buckets.kept.get(name) ?? { tokens: budget.most, at }
  // A clock that was put back must not empty a bucket.
  const grown = (Math.max(0, at - before.at) / 1_000) * budget.perSecond
  const tokens = Math.min(budget.most, before.tokens + grown)
  if (tokens < 1) {
    keep(tokens)
    const seconds = Math.max(1, Math.ceil((1 - tokens) / budget.perSecond))
    throw new AppError('too_many_requests', `Too many requests. Please wait ${seconds} seconds and try again.`, {
      retryAfterSeconds: seconds,
    })
  }
  const left = tokens - cost
  keep(left)
  if (buckets.kept.size > buckets.sweepAt) sweep(at)
  return balanceOf(budget, left)
}

export function balanceOf({ most, perSecond }: Budget, tokens: number): Balance {
  return {
    limit: most,
    remaining: Math.max(0, Math.floor(tokens)),
    resetSeconds: Math.ceil((most - tokens) / perSecond),
  }
}

function sweep(at: number): void {
  for (const [name, { fullAt }] of buckets.kept) if (fullAt <= at) buckets.kept.delete(name)
  buckets.sweepAt = buckets.kept.size + sweepEvery
}
