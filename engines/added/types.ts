/** Models that an operator added, as the engines take them. Types and error classes only. */
import type { AddedManifest } from './manifest'

export interface AddedModel {
  manifest: AddedManifest
  /** Of the ONNX file: what does not have it is not loaded. */
  sha256: string
  /** Of a voice: outputs for strangers, as the manifest says; null compares by the cosine alone. */
  cohort: Uint8Array | null
  /** The file, from wherever it is kept. */
  bytes(): AsyncIterable<Uint8Array>
}

/** What stands in the place of the shipped models; null leaves the shipped one. */
export interface ChosenModels {
  face: AddedModel | null
  voice: AddedModel | null
}

export const shippedModels: ChosenModels = { face: null, voice: null }

/** A file on this machine that a worker thread loads. */
export interface ModelFile {
  manifest: AddedManifest
  sha256: string
  path: string
}

/** The file is no model that can be used as its manifest says. The message is for the operator. */
export class ModelRefused extends Error {
  override readonly name = 'ModelRefused'
}
