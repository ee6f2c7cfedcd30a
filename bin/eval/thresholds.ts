/** Writes a fitted threshold table into the manifest of models. */
import { readFile, writeFile } from 'node:fs/promises'
import type { ThresholdTable } from '@/engines/types'

const path = 'engines/models.json'

/** @throws Error when the manifest names no such template model */
export async function writeThresholds(model: string, thresholds: ThresholdTable): Promise<void> {
  const manifest = JSON.parse(await readFile(path, 'utf8'))
  const entry = manifest.templates[model]
  if (!entry) throw new Error(`${path} names no template model ${model}.`)
  entry.thresholds = thresholds
  await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`)
  console.log(JSON.stringify(thresholds, null, 2))
}
