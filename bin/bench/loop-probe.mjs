/**
 * Preloaded into a benchmarked server (`node --import`): measures the main thread's event loop delay from outside the
 * product. SIGUSR2 writes what was seen since the last signal to LIMEN_BENCH_LOOP_FILE and starts over.
 */
import { renameSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  process.on('SIGUSR2', () => {
    const file = process.env.LIMEN_BENCH_LOOP_FILE
    const ms = (nanoseconds) => nanoseconds / 1e6
    const seen = { p50Ms: ms(delay.percentile(50)), p99Ms: ms(delay.percentile(99)), maxMs: ms(delay.max) }
    writeFileSync(`${file}.half`, JSON.stringify(seen))
    renameSync(`${file}.half`, file)
    delay.reset()
  })
}
