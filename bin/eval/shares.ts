/** Shares with their intervals. */
import { wilson, type Interval } from './statistics'

/** A share with Wilson's interval, which takes each picture for an independent one. */
export interface Share extends Interval {
  rate: number
  count: number
  of: number
}

export function shareOf(count: number, of: number): Share {
  return { rate: count / of, count, of, ...wilson(count, of) }
}

export function share<T>(all: readonly T[], holds: (one: T) => boolean): Share {
  return shareOf(all.filter(holds).length, all.length)
}
