/** The child process of one reader of zones: runtimes must not share a process. Reads one crop per message and says how long it took. */
import { limen } from './limen'
import { tesseract } from './tesseract'
import type { ZoneReader } from './zone-reader'

export const readers = {
  'limen, 1 thread': limen,
  'tesseract.js, English': tesseract,
} satisfies Record<string, (root: string) => Promise<ZoneReader>>

export type ReaderName = keyof typeof readers

export interface CropRead {
  lines: string[]
  ms: number
  rssBytes: number
}

async function serve(name: ReaderName): Promise<void> {
  const reader = await readers[name](process.cwd())
  const read = async (crop: Uint8Array): Promise<void> => {
    const startedAt = performance.now()
    const lines = await reader.read(crop)
    const ms = performance.now() - startedAt
    process.send!({ lines, ms, rssBytes: process.memoryUsage.rss() } satisfies CropRead)
  }
  // A reader that fails ends this process, which its parent notices.
  process.on('message', (crop: Uint8Array) => void read(crop))
  process.send!('ready')
}

if (process.send) await serve(process.argv[2] as ReaderName)
