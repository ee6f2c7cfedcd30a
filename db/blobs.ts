/** Blobs in a folder: sealed bytes under random names, spread over 256 sub-folders. Seals nothing itself. */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, stat, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing, syncFolderOf } from './files'
import { BlobMissing, type Blobs } from './types'

/** A draft older than this was left by a process that died: nobody writes one blob for an hour. */
const draftLifeMs = 3_600_000
const pieceBytes = 256 * 1024

/** Opens the store, makes its folder when absent and removes drafts of writers that died. */
export async function openBlobs(folder: string): Promise<Blobs> {
  const drafts = join(folder, 'drafts')
  await mkdir(drafts, { recursive: true, mode: 0o700 })
  await removeOldDrafts(drafts)

  /** Writes beside and moves into place once the disk has it all, so that nobody ever reads half a blob. */
  async function write(name: string, fill: (file: FileHandle) => Promise<void>): Promise<void> {
    const path = pathOf(folder, name)
    const draft = join(drafts, randomBytes(16).toString('hex'))
    const file = await open(draft, 'wx', 0o600)
    try {
      try {
        await fill(file)
        await file.sync()
      } finally {
        await file.close()
      }
      const shard = join(folder, name.slice(0, 2))
      if (await mkdir(shard, { recursive: true, mode: 0o700 })) await syncFolderOf(shard)
      await rename(draft, path)
    } catch (error) {
      // On a full disk above all, the half that is there has to go.
      await unlink(draft).catch((gone: unknown) => {
        if (!isMissing(gone)) throw gone
      })
      throw error
    }
    await syncFolderOf(path)
  }

  return {
    async put(name, bytes) {
      await write(name, (file) => file.writeFile(bytes))
    },

    async putStream(name, parts) {
      let written = 0
      await write(name, async (file) => {
        for await (const part of parts) {
          await file.writeFile(part)
          written += part.byteLength
        }
      })
      return written
    },

    async *getStream(name) {
      const file = await open(pathOf(folder, name)).catch((error: unknown) => {
        throw isMissing(error) ? new BlobMissing(`No blob has the name ${name}.`) : error
      })
      try {
        for (;;) {
          const piece = Buffer.allocUnsafe(pieceBytes)
          const { bytesRead } = await file.read(piece, 0, pieceBytes)
          if (bytesRead === 0) return
          yield piece.subarray(0, bytesRead)
        }
      } finally {
        await file.close()
      }
    },

    async get(name) {
      try {
        return await readFile(pathOf(folder, name))
      } catch (error) {
        if (isMissing(error)) throw new BlobMissing(`No blob has the name ${name}.`)
        throw error
      }
    },

    async remove(name) {
      try {
        const path = pathOf(folder, name)
        await unlink(path)
        await syncFolderOf(path)
      } catch (error) {
        if (!isMissing(error)) throw error
      }
    },

    async *list() {
      const shards = (await readdir(folder)).filter((name) => /^[0-9a-f]{2}$/.test(name)).sort()
      for (const shard of shards) {
        for (const name of (await readdir(join(folder, shard))).sort()) if (isName(name)) yield name
      }
    },
  }
}

/** 32 hex digits, as domain/ids.ts makes them. Anything else, above all a path, is refused before the disk is touched. */
function isName(name: string): boolean {
  return /^[0-9a-f]{32}$/.test(name)
}

function pathOf(folder: string, name: string): string {
  if (!isName(name)) throw new Error('A blob is named by 32 hex digits.')
  return join(folder, name.slice(0, 2), name)
}

async function removeOldDrafts(drafts: string): Promise<void> {
  for (const name of await readdir(drafts)) {
    const path = join(drafts, name)
    try {
      if ((await stat(path)).mtimeMs < Date.now() - draftLifeMs) await unlink(path)
    } catch (error) {
      // Another instance that shares the folder was faster.
      if (!isMissing(error)) throw error
    }
  }
}
