/** Waiting that can be cut short: by a signal to stop, or by somebody who has something to do. */

/** What is given before somebody waits for it is not lost. */
export class Signal {
  #isGiven = false
  #take = () => {}

  give(): void {
    this.#isGiven = true
    this.#take()
  }

  /** @param ms for how long to wait at most */
  async taken(signal: AbortSignal, ms?: number): Promise<void> {
    const waited = new AbortController()
    const ends = AbortSignal.any([signal, waited.signal])
    this.#take = () => waited.abort()
    if (!this.#isGiven) await pause(ms ?? longestTimerMs, ends)
    this.#isGiven = false
    waited.abort()
  }
}

/** A timer beyond this would end at once. */
const longestTimerMs = 2 ** 31 - 1

export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}
