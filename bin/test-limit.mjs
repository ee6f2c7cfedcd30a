/**
 * In every vitest process: a test file that runs for longer than `LIMEN_FILE_LIMIT_S` is ended. Vitest's own limits are timers
 * of the thread that runs the tests, so they end neither a loop nor an import that never comes.
 */
import { Worker } from 'node:worker_threads'
import { expect } from 'vitest'

const seconds = Number(process.env.LIMEN_FILE_LIMIT_S)
if (seconds > 0) {
  const workerData = { seconds, file: expect.getState().testPath, list: process.env.LIMEN_FILES_ENDED }
  new Worker(new URL('./test-limit-worker.mjs', import.meta.url), { workerData }).unref()
}
