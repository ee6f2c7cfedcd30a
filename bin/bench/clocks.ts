/** Clocks around the steps of a pipeline that is the shipped one. Free of Node: browsers are measured by them too. */
import type { Net } from '@/engines/runtime'

/** Adds up for how long a step was under way; calls of one step that overlap count once. */
export class Clocks {
  readonly #running = new Map<string, { count: number; since: number }>()
  readonly #sums = new Map<string, number>()

  wrap<Arguments extends unknown[], Result>(step: string, work: (...of: Arguments) => Promise<Result>) {
    return async (...of: Arguments): Promise<Result> => {
      this.#enter(step)
      this.#enter(Clocks.any)
      try {
        return await work(...of)
      } finally {
        this.#leave(step)
        this.#leave(Clocks.any)
      }
    }
  }

  /** Stands for any step at all. */
  static readonly any = 'any'

  /** The sums since the last call. */
  take(): Map<string, number> {
    const sums = new Map(this.#sums)
    this.#sums.clear()
    return sums
  }

  #enter(step: string): void {
    const running = this.#running.get(step)
    if (running) running.count++
    else this.#running.set(step, { count: 1, since: performance.now() })
  }

  #leave(step: string): void {
    const running = this.#running.get(step)!
    if (--running.count > 0) return
    this.#running.delete(step)
    this.#sums.set(step, (this.#sums.get(step) ?? 0) + performance.now() - running.since)
  }
}

/** The same nets, each with a clock of its own name around its inference. */
export function timedNets<Nets extends object>(clocks: Clocks, nets: Nets): Nets {
  const timed = (net: Net): Net => ({ ...net, run: clocks.wrap(`net ${net.name}`, net.run) })
  return Object.fromEntries(Object.entries(nets).map(([name, net]) => [name, isNet(net) ? timed(net) : net])) as Nets
}

function isNet(value: unknown): value is Net {
  return typeof value === 'object' && value !== null && 'run' in value && 'release' in value
}
