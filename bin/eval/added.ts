/** Measures a model that an operator means to add, from its two files, and writes fitted thresholds into its manifest. */
import { readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { checkBytes, checkCohort } from '@/engines/added/check'
import { addedManifestSchema } from '@/engines/added/manifest'
import { shippedModels, type ChosenModels } from '@/engines/added/types'
import { createEngines } from '@/engines/index'
import type { Engines, ThresholdTable } from '@/engines/types'
import { writeThresholds } from './thresholds'

export interface AddedFiles {
  model?: string
  manifest?: string
}

/** The shipped engines, or such with that model in the place of the shipped one. @throws Error in words */
export async function openEngines({ model, manifest }: AddedFiles, kind: 'face' | 'voice'): Promise<Engines> {
  const options = { root: process.cwd(), workers: availableParallelism() }
  if (!model && !manifest) return createEngines(options)
  if (!model || !manifest) throw new Error('--model and --manifest belong together.')
  const models = await read(model, manifest, kind)
  return createEngines({ ...options, models, modelFiles: resolve('build/measured-models') })
}

async function read(model: string, manifest: string, kind: 'face' | 'voice'): Promise<ChosenModels> {
  const read = addedManifestSchema.safeParse(JSON.parse(await readFile(manifest, 'utf8')))
  if (!read.success) {
    throw new Error(
      read.error.issues.map(({ path, message }) => `${manifest}: ${path.join('.')}: ${message}`).join('\n'),
    )
  }
  const { data } = read
  if (data.kind !== kind) throw new Error(`${manifest} is of a model for ${data.kind}s.`)
  const bytes = await readFile(model)
  const beside = data.kind === 'voice' && data.cohort ? join(dirname(manifest), data.cohort.file) : null
  const cohort = beside === null ? null : await readFile(beside)
  const sha256 = checkBytes(data, bytes)
  checkCohort(data, cohort)
  async function* parts() {
    yield bytes
  }
  return { ...shippedModels, [kind]: { manifest: data, sha256, cohort, bytes: parts } }
}

/** Into the manifest that was given, or into that of the shipped models. */
export async function keepThresholds(
  { manifest }: AddedFiles,
  engine: Engines['face' | 'voice'],
  thresholds: ThresholdTable,
): Promise<void> {
  if (!manifest) return writeThresholds(engine.model.name, thresholds)
  const json = JSON.parse(await readFile(manifest, 'utf8'))
  await writeFile(manifest, `${JSON.stringify({ ...json, thresholds }, null, 2)}\n`)
  console.log(JSON.stringify(thresholds, null, 2))
}
