/** Loads the net of an added model in a worker thread. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Runtime } from '../runtime'
import { addedId, type AddedManifest } from './manifest'
import type { AddedNet } from './run'
import { ModelRefused, type ModelFile } from './types'

/** @throws ModelRefused when the file is not the one that was added; Error when the runtime cannot load it */
export async function loadAdded<Manifest extends AddedManifest>(
  runtime: Runtime,
  { path, sha256 }: Omit<ModelFile, 'manifest'>,
  manifest: Manifest,
): Promise<AddedNet<Manifest>> {
  const bytes = await readFile(path)
  const found = createHash('sha256').update(bytes).digest('hex')
  if (found !== sha256) {
    throw new ModelRefused(`${path} is not the model that was added: its SHA-256 is ${found}, expected ${sha256}.`)
  }
  return { net: await runtime.load(addedId(manifest), bytes), manifest }
}
