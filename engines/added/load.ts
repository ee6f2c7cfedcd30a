/** Loads the net of an added model in a worker thread and asks it for its numbers. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Net, Runtime } from '../runtime'
import { addedId, type AddedManifest } from './manifest'
import { ModelRefused, type ModelFile } from './types'

export interface AddedNet<Manifest extends AddedManifest = AddedManifest> {
  net: Net
  manifest: Manifest
}

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

/**
 * The stated output, as the net gave it.
 * @throws ModelRefused where it is not what the manifest says
 */
export async function runAdded(
  { net, manifest: { name, input, output } }: AddedNet,
  data: Float32Array,
  dims: readonly number[],
): Promise<Float32Array> {
  const outputs = await net.run({ [input.name]: { data, dims } })
  const given = outputs[output.name]
  if (!given) throw new ModelRefused(`${name} gives no output called ${output.name}.`)
  if (!(given.data instanceof Float32Array)) throw new ModelRefused(`The output of ${name} is not of float32.`)
  if (given.data.length !== output.dimension) {
    throw new ModelRefused(
      `${name} gives ${given.data.length} numbers (${given.dims.join(' x ')}); its manifest says ${output.dimension}.`,
    )
  }
  if (!given.data.every(Number.isFinite)) throw new ModelRefused(`${name} gives numbers that are not finite.`)
  return given.data
}
