/** Keeps the file of an added model in a folder of this machine, so that every worker thread loads it from there. */
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { ModelRefused, type AddedModel, type ModelFile } from './types'

/**
 * The model's file in the folder, written there first where it is missing or was damaged.
 * @throws ModelRefused when what is kept is not the file that was added
 */
export async function modelFile(folder: string, { manifest, sha256, bytes }: AddedModel): Promise<ModelFile> {
  const path = join(folder, `${sha256}.onnx`)
  const file = { manifest, sha256, path }
  if ((await hashOf(path)) === sha256) return file
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const draft = join(folder, `${randomBytes(16).toString('hex')}.draft`)
  const hash = createHash('sha256')
  const written = await open(draft, 'wx', 0o600)
  try {
    try {
      for await (const part of bytes()) {
        hash.update(part)
        await written.writeFile(part)
      }
      await written.sync()
    } finally {
      await written.close()
    }
    const found = hash.digest('hex')
    if (found !== sha256) {
      throw new ModelRefused(
        `The kept file of ${manifest.name} is not the one that was added: its SHA-256 is ${found}.`,
      )
    }
    await rename(draft, path)
    return file
  } catch (error) {
    await unlink(draft).catch(() => undefined)
    throw error
  }
}

async function hashOf(path: string): Promise<string | null> {
  const hash = createHash('sha256')
  try {
    for await (const part of createReadStream(path)) hash.update(part as Buffer)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  return hash.digest('hex')
}
