/**
 * Snapshots: files of sealed parts in a folder of this machine, replaced in one step. They only save time at the next
 * start, so nothing waits for the disk: a file that a power cut has torn does not open and is made again.
 */
import { createHash } from 'node:crypto'
import { mkdir, open, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing } from './files'
import type { Snapshots } from './types'

/** Far beyond what is written, so that a torn length does not ask for gigabytes. */
const longestPart = 1 << 30

/** Opens the folder and makes it when absent. */
export async function openSnapshots(folder: string): Promise<Snapshots> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const pathOf = (name: string) => join(folder, createHash('sha256').update(name).digest('hex').slice(0, 32))

  return {
    async write(name, parts) {
      const draft = `${pathOf(name)}.draft`
      const file = await open(draft, 'w', 0o600)
      try {
        for await (const part of parts) {
          const length = Buffer.alloc(4)
          length.writeUInt32LE(part.length)
          await file.writev([length, part])
        }
        await file.close()
        await rename(draft, pathOf(name))
      } catch (error) {
        await file.close()
        await unlink(draft)
        throw error
      }
    },

    async *read(name) {
      const file = await open(pathOf(name)).catch((error: unknown) => {
        if (isMissing(error)) return null
        throw error
      })
      if (!file) return
      try {
        for (;;) {
          const head = await file.read(Buffer.alloc(4))
          if (head.bytesRead < 4) return
          const length = head.buffer.readUInt32LE()
          if (length > longestPart) return
          const part = await file.read(Buffer.allocUnsafeSlow(length))
          if (part.bytesRead < length) return
          yield part.buffer
        }
      } finally {
        await file.close()
      }
    },

    async remove(name) {
      await unlink(pathOf(name)).catch((error: unknown) => {
        if (!isMissing(error)) throw error
      })
    },
  }
}
