/** Asks the net of an added model for its numbers. Free of Node, as everything is that a browser's pipeline passes through. */
import type { Net } from '../runtime'
import type { AddedManifest } from './manifest'
import { ModelRefused } from './types'

export interface AddedNet<Manifest extends AddedManifest = AddedManifest> {
  net: Net
  manifest: Manifest
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
