/**
 * Preloaded into a benchmarked server: puts threads that merely burn as much processor time in the place of the recognition
 * workers. What the event loop then suffers is the price of a busy machine, not of our engines.
 */
import { syncBuiltinESMExports } from 'node:module'
import { fileURLToPath } from 'node:url'
import threads from 'node:worker_threads'

const { Worker } = threads
const spinner = fileURLToPath(new URL('./spin-worker.mjs', import.meta.url))

threads.Worker = class extends Worker {
  constructor(script, options) {
    super(String(script).endsWith('engine-worker.mjs') ? spinner : script, options)
  }
}
syncBuiltinESMExports()
