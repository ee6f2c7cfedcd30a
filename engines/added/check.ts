/** What is asked of a file before anything of it runs: that it is the one that is meant, and an ONNX model that the runtime could take. */
import { createHash } from 'node:crypto'
import type { AddedManifest } from './manifest'
import { lookAtOnnx, type OnnxValue } from './onnx-look'
import { ModelRefused } from './types'

const float32 = 1

/**
 * @returns the SHA-256 of the file
 * @throws ModelRefused for a file that is not what the manifest says, before anything of it runs
 */
export function checkBytes(manifest: AddedManifest, bytes: Uint8Array): string {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (manifest.sha256 && manifest.sha256 !== sha256) {
    throw new ModelRefused(`The file's SHA-256 is ${sha256}; its manifest says ${manifest.sha256}.`)
  }
  const { inputs, outputs, foreign, hasExternalData } = lookAtOnnx(bytes)
  if (hasExternalData) {
    throw new ModelRefused(
      'The weights of this model lie in another file beside it. Save it as one file (in Python: onnx.save_model(model, path, save_as_external_data=False)).',
    )
  }
  if (foreign[0]) {
    const { domain, operator } = foreign[0]
    throw new ModelRefused(`The model needs the operator ${operator} of ${domain}, which the runtime does not have.`)
  }
  const others = inputs.filter(({ name }) => name !== manifest.input.name)
  requireValue('input', manifest.input.name, inputs)
  requireValue('output', manifest.output.name, outputs)
  if (others[0]) {
    throw new ModelRefused(`The model has a further input ${others[0].name}, for which the manifest has no place.`)
  }
  return sha256
}

function requireValue(what: 'input' | 'output', name: string, values: OnnxValue[]): void {
  const value = values.find((one) => one.name === name)
  const names = values.map((one) => one.name).join(', ') || 'none'
  if (!value) throw new ModelRefused(`The model has no ${what} called ${name}; it has ${names}.`)
  if (value.type === float32) return
  throw new ModelRefused(`The ${what} ${name} of the model is not of float32 numbers, which is what Limen can give it.`)
}

/**
 * @param bytes outputs of the net for strangers
 * @throws ModelRefused
 */
export function checkCohort(manifest: AddedManifest, bytes: Uint8Array | null): void {
  const stated = manifest.kind === 'voice' ? manifest.cohort : null
  if (!stated) return
  if (!bytes) throw new ModelRefused(`The cohort file ${stated.file} is missing.`)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (stated.sha256 && stated.sha256 !== sha256) {
    throw new ModelRefused(`The SHA-256 of ${stated.file} is ${sha256}; the manifest says ${stated.sha256}.`)
  }
  const rowBytes = 4 * manifest.output.dimension
  const rows = bytes.length / rowBytes
  if (!Number.isInteger(rows) || rows < stated.top) {
    throw new ModelRefused(
      `${stated.file} has to hold ${stated.top} or more rows of ${manifest.output.dimension} numbers (${rowBytes} bytes each); it has ${bytes.length} bytes.`,
    )
  }
  const numbers = new Float32Array(new Uint8Array(bytes).buffer)
  if (!numbers.every(Number.isFinite)) throw new ModelRefused(`${stated.file} holds numbers that are not finite.`)
}
