/** A small face model of an operator's own, as the two files that `limen models add` takes. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { faceManifest, faceNet } from '@/engines/added/testing'

/** @param folder where the files are written */
export async function faceModelIn(folder: string) {
  const [file, manifest] = [join(folder, 'face.onnx'), join(folder, 'face.json')]
  await writeFile(file, faceNet())
  await writeFile(manifest, JSON.stringify(faceManifest))
  return { id: `${faceManifest.name}@${faceManifest.version}`, file, manifest }
}
