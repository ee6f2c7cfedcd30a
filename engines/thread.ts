/** Starts a thread from a bundle in build/ (bin/bundle.mjs). */
import { join } from 'node:path'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * @param root the checkout
 * @param bundle file name in build/
 */
export function startThread(root: string, bundle: string, options: WorkerOptions): Worker {
  // Written as `new Worker(…)`, Next's bundler takes the file for a part of the app, and then does not find it.
  return Reflect.construct(Worker, [join(root, 'build', bundle), options])
}
