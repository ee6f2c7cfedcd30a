/** The thread that opens batches; started by unseal-threads.ts from its bundle in build/. */
import { parentPort } from 'node:worker_threads'
import { openBatch, type Batch } from './unseal-batch'

parentPort!.on('message', ({ call, batch }: { call: number; batch: Batch }) => {
  const opened = openBatch(batch)
  parentPort!.postMessage({ call, opened }, [opened.bytes.buffer])
})
