/** Runs a model that is to be added once, in a thread of its own. What is tried is trial.ts. */
import type { Worker } from 'node:worker_threads'
import type { Reply } from '../pool'
import { startThread } from '../thread'
import { ModelRefused, type ModelFile } from './types'

/** As long as the largest nets take to load on a slow machine. */
const trialTimeoutMs = 300_000

/** @throws ModelRefused */
export async function runTrial(root: string, trial: ModelFile): Promise<void> {
  const worker = startThread(root, 'engine-worker.mjs', { workerData: { trial }, name: 'limen-trial' })
  try {
    const reply = await replyOf(worker)
    if ('error' in reply) throw new ModelRefused(reply.error.message)
  } finally {
    await worker.terminate()
  }
}

function replyOf(worker: Worker): Promise<Reply<null>> {
  return new Promise((resolve, reject) => {
    const refuse = (why: string, cause?: unknown) => reject(new ModelRefused(`The model ${why}`, { cause }))
    const timer = setTimeout(refuse, trialTimeoutMs, 'did not come to an end within five minutes.')
    worker.once('message', resolve)
    worker.once('error', (cause: Error) => refuse(`brought its thread down: ${cause.message}`, cause))
    worker.once('exit', (code) => refuse(`brought its thread down (${code}).`))
    worker.once('exit', () => clearTimeout(timer))
  })
}
