/**
 * How full the machine is: the disk that the data lies on, the database, and the sealed pictures. The figures concern all
 * tenants together, so that only `main`, whose people run the bureau, is told.
 */
import { lstat, opendir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { databaseBytes } from '@/db/size'
import type { Context } from './context'
import { tenantFor } from './permissions'
import { mainSlug, tenantById } from './tenants'

/** Walking through a hundred thousand files takes seconds: the sum is good for so long. */
const walkEveryMs = 10 * 60_000

export interface Storage {
  /** Of the file system that holds the data folder; bytes. */
  disk: { total: number; free: number }
  /** Bytes. */
  database: number
  /** Null while they are being counted for the first time. */
  pictures: { files: number; bytes: number; countedAt: Date } | null
}

interface Walked {
  /** The last sum there is. */
  last: Storage['pictures']
  running: Promise<void> | null
}

/** On `globalThis`, because Next bundles this module several times into one process. */
const shared = globalThis as typeof globalThis & { limenWalkedFolders?: Map<string, Walked> }
const walkedFolders = (shared.limenWalkedFolders ??= new Map())

/** @returns null for every tenant but `main` */
export async function readStorage(
  context: Context,
  places: { dataDir: string; blobDir: string },
): Promise<Storage | null> {
  const tenantId = tenantFor(context, 'figures:read')
  const { slug } = await tenantById(context.db, tenantId)
  if (slug !== mainSlug) return null
  const [disk, database] = await Promise.all([statfs(places.dataDir), databaseBytes(context.db)])
  return {
    disk: { total: disk.blocks * disk.bsize, free: disk.bavail * disk.bsize },
    database,
    pictures: picturesIn(context, places.blobDir),
  }
}

/** What is known now; counts anew in the background when that is old. */
function picturesIn(context: Context, folder: string): Storage['pictures'] {
  const walked: Walked = walkedFolders.get(folder) ?? { last: null, running: null }
  walkedFolders.set(folder, walked)
  const age = context.now().getTime() - (walked.last?.countedAt.getTime() ?? -Infinity)
  if (age > walkEveryMs && !walked.running) {
    walked.running = walk(folder)
      .then((sum) => void (walked.last = { ...sum, countedAt: context.now() }))
      .catch((error: unknown) => context.log.warn({ err: error }, 'pictures could not be counted'))
      .finally(() => (walked.running = null))
  }
  return walked.last
}

async function walk(folder: string): Promise<{ files: number; bytes: number }> {
  let [files, bytes] = [0, 0]
  for await (const entry of await opendir(folder, { recursive: true })) {
    if (!entry.isFile()) continue
    // A picture that was erased since its name was read takes no room.
    const found = await lstat(join(entry.parentPath, entry.name)).catch(() => null)
    if (found) [files, bytes] = [files + 1, bytes + found.size]
  }
  return { files, bytes }
}
