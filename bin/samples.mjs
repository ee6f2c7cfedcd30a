/**
 * The README's sample pictures: single faces cut out of the larger ones inside two dependencies, which show groups, and
 * documents and recordings that are rendered (sample-documents.ts, sample-recordings.ts). Nothing is copied into the repository; samples/ is git-ignored. Which of them show the same person was checked by eye.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './checkout.mjs'

const group = (number) => `@vladmandic/face-api/demo/sample${number}.jpg`
/** A screenshot with a row of tiles of 106 pixels: the same man eighteen times, and strangers below. */
const tiles = '@vladmandic/human/assets/screenshot-facematch.jpg'
const tile = (column) => ({ left: 3 + Math.round(106.35 * column), top: 284, width: 105, height: 105 })

const cuts = {
  'anna-1.jpg': { source: group(6), area: { left: 1395, top: 190, width: 420, height: 450 } },
  'ben-1.jpg': { source: tiles, area: tile(15) },
  'ben-2.jpg': { source: tiles, area: tile(1) },
  // The same woman on two evenings, large enough for the events API, which asks for 80 pixels between the eyes.
  'dora-1.jpg': { source: group(3), area: { left: 985, top: 165, width: 420, height: 450 } },
  'dora-2.jpg': { source: group(1), area: { left: 1385, top: 130, width: 400, height: 420 } },
}

/** Makes what is not there yet in samples/. Needs the bundles of sample-documents.ts and sample-recordings.ts. */
export async function makeSamples() {
  const folder = join(root, 'samples')
  const missing = (names) => names.filter((name) => !existsSync(join(folder, name)))
  const bundle = (name) => import(pathToFileURL(join(root, 'build', name)).href)
  const { documentNames, renderSample } = await bundle('sample-documents.mjs')
  const { recordingNames, renderRecording } = await bundle('sample-recordings.mjs')
  const faces = missing(Object.keys(cuts))
  const documents = missing(documentNames)
  const recordings = missing(recordingNames)
  if (faces.length + documents.length + recordings.length === 0) return
  const { default: sharp } = await import('sharp')
  mkdirSync(folder, { recursive: true })
  for (const name of faces) {
    const { source, area } = cuts[name]
    const picture = sharp(join(root, 'node_modules', source)).extract(area)
    await picture.jpeg({ quality: 92 }).toFile(join(folder, name))
  }
  for (const name of documents) writeFileSync(join(folder, name), await renderSample(name))
  for (const name of recordings) writeFileSync(join(folder, name), await renderRecording(name))
}
