/**
 * Clients that come with their key and secret in each request. A wrong secret costs a try, per key and network, and tries come back
 * slowly; who has been right keeps coming in, whatever others of the same network try. Kept in memory: of several instances each
 * counts by itself, and a request that is in order costs no write.
 */
import { authenticateClient, type CallingClient } from '@/domain/client-calls'
import type { Context } from '@/domain/context'
import { AppError } from '@/domain/errors'
import { network } from '@/domain/guesses'
import { hashToken } from '@/domain/ids'
import { spend, type Budget } from './budgets'
import { remember } from './remember'

/** Twenty wrong secrets, and then one in ten seconds. */
const tries: Budget = { name: 'wrong secrets', perSecond: 0.1, most: 20 }

/** Pairs that were right, as hashes. The oldest goes when there are too many. */
const right = remember('right pairs', () => new Set<string>())
const mostRight = 10_000

/**
 * @throws AppError `not_found` (subject `client`), `unauthenticated`; `busy` for a pair that has never been right while no try is left
 */
export async function recognisePair(
  context: Context,
  headers: Headers,
  pair: { key: string; secret: string },
): Promise<CallingClient> {
  const own = hashToken(JSON.stringify(pair))
  // The front server has put the real address there.
  const whose = hashToken(JSON.stringify([pair.key, network(headers.get('x-forwarded-for') ?? '')]))
  if (!right.has(own)) pay(whose, context.now(), 0)
  try {
    const client = await authenticateClient(context, pair)
    if (right.size >= mostRight) right.delete(right.values().next().value!)
    right.add(own)
    return client
  } catch (error) {
    right.delete(own)
    if (error instanceof AppError && (error.code === 'unauthenticated' || error.options.subject === 'client')) {
      pay(whose, context.now(), 1)
    }
    throw error
  }
}

function pay(whose: string, now: Date, cost: number): void {
  try {
    spend(tries, whose, now, cost)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { retryAfterSeconds } = error.options
    throw new AppError('busy', 'Too many wrong secrets. Please wait and try again.', {
      cause: error,
      retryAfterSeconds,
    })
  }
}
