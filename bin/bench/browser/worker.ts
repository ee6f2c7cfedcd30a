/** The browser's half of the comparison: a worker that gets its files as the engine of a page does, and takes the time of each step. */
import { openFiles } from '@/app/_engine/model-cache'
import { browserFiles } from '@/engines/browser-files'
import { rgbOf } from '@/engines/decode-browser'
import type { Manifest } from '@/engines/models'
import manifest from '@/engines/models.json' with { type: 'json' }
import runtimeFiles from '@/engines/runtime-files.json' with { type: 'json' }
import { createRuntime } from '@/engines/runtime'
import { frameClock } from './frames'

export interface Order {
  /** First a picture to begin with, then how many frames to measure. */
  jpeg?: ArrayBuffer
  threads?: number
  count?: number
}

let measure: Awaited<ReturnType<typeof frameClock>> | undefined

async function begin(jpeg: ArrayBuffer, threads: number): Promise<void> {
  const files = await openFiles(browserFiles, browserFiles, () => {})
  const loader = new Blob([files.get(runtimeFiles.loader.file)!], { type: 'text/javascript' })
  const runtime = createRuntime({
    threads,
    files: { loader: URL.createObjectURL(loader), wasm: files.get(runtimeFiles.wasm.file)! },
  })
  // As a camera gives it: unpacked, and outside the reach of a script.
  const frame = await createImageBitmap(new Blob([jpeg]))
  measure = await frameClock(
    runtime,
    manifest as unknown as Manifest,
    async (file) => files.get(file)!,
    async () => rgbOf(frame),
  )
}

async function obey({ jpeg, threads = 1, count }: Order): Promise<unknown> {
  if (jpeg) return begin(jpeg, threads)
  return measure!(count!)
}

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  obey(data).then(
    (value) => postMessage({ value }),
    (error: Error) => postMessage({ error: error.message }),
  )
})
