/** What it takes for a file to survive a power cut: its bytes synced, then the folder that names it. */
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Syncs the folder that holds `path`, so that a new name in it lasts. Windows does this by itself and offers no call. */
export async function syncFolderOf(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** True for the error of a file that does not exist. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
