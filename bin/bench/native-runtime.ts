/** The nets on native onnxruntime, one thread: the ceiling that WebAssembly is compared with. Never in a process with the other runtime. */
import { createRequire } from 'node:module'
import type { InferenceSession } from 'onnxruntime-node'
import type { NetInput, Runtime } from '@/engines/runtime'

export function createNativeRuntime(): Runtime {
  const native = createRequire(import.meta.url)('onnxruntime-node') as typeof import('onnxruntime-node')
  const tensor = ({ data, dims }: NetInput) =>
    data instanceof BigInt64Array
      ? new native.Tensor('int64', data, [...dims])
      : new native.Tensor('float32', data, [...dims])
  return {
    threads: 1,
    async load(name, bytes) {
      const session: InferenceSession = await native.InferenceSession.create(bytes, {
        executionProviders: ['cpu'],
        intraOpNumThreads: 1,
        logSeverityLevel: 3,
      })
      return {
        name,
        inputs: session.inputNames,
        outputs: session.outputNames,
        async run(inputs) {
          const feeds = Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, tensor(input)]))
          const results = await session.run(feeds)
          return Object.fromEntries(
            Object.entries(results).map(([key, { data, dims }]) => [key, { data: data as Float32Array, dims }]),
          )
        },
        release: () => session.release(),
      }
    },
  }
}
