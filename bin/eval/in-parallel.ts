/** Work on many things, some at once. */

export async function inParallel<T>(all: T[], workers: number, work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all]
  const next = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one)
  }
  await Promise.all(Array.from({ length: workers }, next))
}
