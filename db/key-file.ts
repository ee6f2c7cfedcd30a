/**
 * The key file: 32 bytes in base64 on one line, readable by its owner only. How it is made, read and replaced such that
 * a crash at any moment leaves the key that the keystore needs. Knows nothing of the keystore.
 */
import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isMissing, syncFolderOf } from './files'
import { keyBytes } from './seal'

/**
 * @returns null when there is no such file
 * @throws when others than its owner may read it, or it holds something else than a key
 */
export async function readKeyFile(path: string): Promise<Buffer | null> {
  let text: string
  try {
    const { mode } = await stat(path)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new Error(`The key file ${path} can be read by others than its owner. Run: chmod 600 '${path}'`)
    }
    text = (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
  const key = Buffer.from(text, 'base64')
  if (key.length !== keyBytes || key.toString('base64') !== text) {
    throw new Error(
      `The key file ${path} does not hold a key (32 bytes in base64 on one line). Restore it from a copy.`,
    )
  }
  return key
}

/** Makes a key file that appears whole or not at all, and never replaces one. Durable when it resolves. */
export async function makeKeyFile(path: string, key: Buffer = randomBytes(keyBytes)): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.draft-${randomBytes(6).toString('hex')}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(`${key.toString('base64')}\n`)
    await file.sync()
    await link(draft, path)
    await syncFolderOf(path)
  } catch (error) {
    // Another process made the file first: its key is the key.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await file.close()
    await unlink(draft)
  }
}

/** Where a rotation lays the next key down before the keystore depends on it. Named by the key, so that two never mix. */
export function nextKeyFile(path: string, fingerprint: string): string {
  return `${path}.${fingerprint}`
}

/** Next keys that a rotation laid down and has not, or not yet, put in place. */
export async function listNextKeyFiles(path: string): Promise<string[]> {
  const prefix = `${basename(path)}.`
  const names = await readdir(dirname(path))
  return names
    .filter((name) => name.startsWith(prefix) && /^[0-9a-f]{16}$/.test(name.slice(prefix.length)))
    .map((name) => join(dirname(path), name))
}

/** Puts a next key in the key file's place. Another process may have done it already. */
export async function promoteKeyFile(next: string, path: string): Promise<void> {
  try {
    await rename(next, path)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  await syncFolderOf(path)
}
