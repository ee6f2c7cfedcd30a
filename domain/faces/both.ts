/** The two pictures of one call: neither is refused for want of room because the other one is being read. */
import type { Context } from '../context'

/**
 * At once where two workers are free, else one after the other; the second is then part of a call that was let in. So no picture of
 * a call waits while another fails it.
 * @param second is told whether the engine let the call in already
 */
export async function readBoth<First, Second>(
  { engines }: Context,
  first: () => Promise<First>,
  second: (accepted: boolean) => Promise<Second>,
): Promise<[First, Second]> {
  const { workers, busy } = engines.health()
  if (workers - busy >= 2) return Promise.all([first(), second(false)])
  return [await first(), await second(true)]
}
