/** Blobs in a folder: sealed bytes under random names, spread over 256 sub-folders. Seals nothing itself. */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing, syncFolderOf } from './files'
import { BlobMissing, type Blobs } from './types'

/** A draft older than this was left by a process that died: nobody writes one blob for an hour. */
const draftLifeMs = 3_600_000

/** Opens the store, makes its folder when absent and removes drafts of writers that died. */
export async function openBlobs(folder: string): Promise<Blobs> {
  const drafts = join(folder, 'drafts')
  await mkdir(drafts, { recursive: true, mode: 0o700 })
  await removeOldDrafts(drafts)

  return {
    async put(name, bytes) {
      const path = pathOf(folder, name)
      const draft = join(drafts, randomBytes(16).toString('hex'))
      const file = await open(draft, 'wx', 0o600)
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      const shard = join(folder, name.slice(0, 2))
      if (await mkdir(shard, { recursive: true, mode: 0o700 })) await syncFolderOf(shard)
      await rename(draft, path)
      await syncFolderOf(path)
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
