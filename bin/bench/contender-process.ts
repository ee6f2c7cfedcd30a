/**
 * The child process of one contender: runtimes must not share a process (two ONNX runtimes share a registry, and each keeps
 * its own threads). Says which stages it has, then runs a stage a given number of times and answers with the milliseconds.
 */
import { faceApi } from './contenders/face-api'
import { human } from './contenders/human'
import { limen, limenNative } from './contenders/limen'
import type { Contender, Stage } from './contenders/contender'
import { benchPhoto } from './photo'

export const contenders = {
  'limen, 1 thread': (root: string) => build(root, (photo) => limen(root, photo, 1)),
  'limen, 2 threads': (root: string) => build(root, (photo) => limen(root, photo, 2)),
  'limen on native onnxruntime, 1 thread': (root: string) => build(root, (photo) => limenNative(root, photo)),
  '@vladmandic/human, tfjs WASM': (root: string) => build(root, (photo) => human(root, photo)),
  '@vladmandic/face-api, tfjs WASM': (root: string) => build(root, (photo) => faceApi(root, photo)),
}

export type ContenderName = keyof typeof contenders

async function build(root: string, make: (photo: Awaited<ReturnType<typeof benchPhoto>>) => Promise<Contender>) {
  return make(await benchPhoto(root))
}

async function serve(name: ContenderName): Promise<void> {
  const contender = await contenders[name](process.cwd())
  const measure = async ({ stage, times }: { stage: Stage; times: number }) => {
    const run = contender[stage]!
    const startedAt = performance.now()
    for (let i = 0; i < times; i++) await run()
    process.send!({ ms: (performance.now() - startedAt) / times, rssBytes: process.memoryUsage.rss() })
  }
  // A measurement that fails ends this process, which its parent notices.
  process.on('message', (task: { stage: Stage; times: number }) => void measure(task))
  process.send!({ stages: Object.keys(contender) })
}

if (process.send) await serve(process.argv[2] as ContenderName)
