/**
 * `npm run eval -- face --data DIR [--json] [--gate PROFILE] [--out DIR] [--fit]`,
 * `npm run eval -- voice --data DIR [--json] [--out DIR] [--fit | --speech DIR]`,
 * `npm run eval -- documents --data DIR [--json] [--negatives N] [--sheets N] [--out DIR]`,
 * `npm run eval -- documents --rendered [--count N] [--json] [--out DIR]` and
 * `npm run eval -- liveness --data DIR [--json] [--seeds N] [--out DIR]`: measure the shipped engines on labelled data, or on
 * documents that are rendered for it, and print rates with counts and intervals; plots and pictures go to a git-ignored
 * folder. `--fit` writes the threshold table, fitted on the fixed half of the people, into the model manifest. `--model FILE --manifest FILE`
 * measures a model of the operator's own in the place of the shipped one, and `--fit` then writes into that manifest.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { gateProfiles, type GateProfile } from '@/engines/face/decide'
import { keepThresholds, openEngines, type AddedFiles } from './added'
import { detPlot } from './det-plot'
import { chooseFacePictures, readDocumentList, renderedNegatives } from './document-lists'
import { drawMisses } from './document-pictures'
import { readAlone, readNegatives } from './document-readings'
import { reportDocuments } from './documents'
import { fitThresholds, reportFaces } from './face'
import { readPictures } from './face-readings'
import { evaluateLiveness } from './liveness-run'
import { readFaceLists } from './people'
import { printFaceReport } from './print'
import { missText, printDocumentsReport } from './print-documents'
import { evaluateRendered } from './rendered-run'
import { evaluateVoices } from './voice-run'

const usage = `Usage: npm run eval -- face --data DIR [--json] [--gate ${Object.keys(gateProfiles).join('|')}] [--out DIR] [--fit]
       npm run eval -- voice --data DIR [--json] [--out DIR] [--fit | --speech DIR]
       npm run eval -- documents --data DIR [--json] [--negatives N] [--sheets N] [--out DIR]
       npm run eval -- documents --rendered [--count N] [--json] [--out DIR]
       npm run eval -- liveness --data DIR [--json] [--seeds N] [--out DIR]

  --data DIR      folder with faces/pairs.csv, faces/gallery.csv and faces/probes.csv,
                  documents/expected.csv, or voice/trials.csv; for liveness faces/pad.csv beside those of faces
  --json          print the report as JSON
  --out DIR       where the report, plots and pictures go (default report)
  --gate NAME     faces: which enrolment gate the gated figures use (default legacy)
  --fit           faces, voice: fit the threshold table on the fixed half of the people and write it to engines/models.json
  --speech DIR    voices: write the speech that is found in each recording, for measuring other systems on the same
  --model FILE    faces, voices: an ONNX file of your own in the place of the shipped model, as docs/models.md says
  --manifest FILE its manifest, into which --fit then writes
  --negatives N   documents: how many pictures of faces/ are read that hold no zone (default 300)
  --sheets N      documents: how many rendered sheets without a zone are read (default 100)
  --rendered      documents: read documents that are rendered for it, instead of labelled data
  --count N       rendered documents: how many the bar is measured on, in proportion to which distortions and negatives
                  follow (default 200: some 700 pictures, about 20 minutes)
  --seeds N       liveness: how many rendered bursts of each kind are handed in (default 50: 300 to judge, about 20 minutes)`

interface Settings {
  data: string
  /** Given, and made where it is not there. */
  out: string
  json: boolean
  added: AddedFiles
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
      gate: { type: 'string', default: 'legacy' },
      out: { type: 'string', default: 'report' },
      fit: { type: 'boolean', default: false },
      speech: { type: 'string' },
      model: { type: 'string' },
      manifest: { type: 'string' },
      negatives: { type: 'string', default: '300' },
      sheets: { type: 'string', default: '100' },
      rendered: { type: 'boolean', default: false },
      count: { type: 'string', default: '200' },
      seeds: { type: 'string', default: '50' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return void console.log(usage)
  const [subject] = positionals
  if (!isSubject(subject)) {
    throw new Error(`Nothing to evaluate is named ${subject ?? '(none)'}.\n\n${usage}`)
  }
  if (subject === 'documents' && values.rendered) {
    if (values.data) throw new Error(`--rendered takes no --data.\n\n${usage}`)
    const documents = Math.max(1, count('--count', values.count))
    return evaluateRendered({ out: values.out, json: values.json, count: documents })
  }
  if (!values.data) throw new Error(`--data is missing.\n\n${usage}`)
  const added = { model: values.model, manifest: values.manifest }
  const settings: Settings = { data: values.data, out: values.out, json: values.json, added }
  if (subject === 'voice') return evaluateVoices({ ...settings, fit: values.fit, speech: values.speech })
  if (subject === 'liveness') {
    return evaluateLiveness({ ...settings, seeds: Math.max(1, count('--seeds', values.seeds)) })
  }
  if (subject === 'documents') {
    return evaluateDocuments(settings, {
      faces: count('--negatives', values.negatives),
      rendered: count('--sheets', values.sheets),
    })
  }
  if (!(values.gate in gateProfiles)) throw new Error(`There is no gate named ${values.gate}.\n\n${usage}`)
  return evaluateFaces(settings, values.gate as GateProfile, values.fit)
}

const subjects = ['face', 'voice', 'documents', 'liveness'] as const

const isSubject = (subject: string | undefined): subject is (typeof subjects)[number] =>
  subjects.some((one) => one === subject)

function count(option: string, value: string): number {
  if (!/^\d{1,6}$/.test(value)) throw new Error(`${option} is a whole number.\n\n${usage}`)
  return Number(value)
}

async function evaluateFaces({ data, out, json, added }: Settings, gate: GateProfile, fit: boolean): Promise<void> {
  const lists = readFaceLists(data)
  const engines = await openEngines(added, 'face')
  try {
    await engines.ready()
    const readings = await readPictures(engines, data, [...lists.pictures.keys()], gate)
    if (fit) return void (await keepThresholds(added, engines.face, fitThresholds(lists, readings)))

    const report = reportFaces(lists, readings, engines.face, gate)
    const folder = resolve(out)
    await mkdir(folder, { recursive: true })
    const curves = report.sets.flatMap(({ set, ungated, gated }) => [
      { label: `${set}, all pictures`, points: ungated.det },
      { label: `${set}, ${gate} gate`, points: gated.det, dashed: true },
    ])
    await writeFile(join(folder, 'face-det.svg'), detPlot(`Faces, 1:1, ${report.model.id}`, curves))
    await writeFile(join(folder, 'face.json'), `${JSON.stringify(report, null, 2)}\n`)
    if (json) console.log(JSON.stringify(report, null, 2))
    else printFaceReport(report, join(out, 'face-det.svg'))
  } finally {
    await engines.close()
  }
}

async function evaluateDocuments(
  { data, out, json }: Settings,
  negatives: { faces: number; rendered: number },
): Promise<void> {
  const root = process.cwd()
  const labelled = readDocumentList(data)
  const facePictures = chooseFacePictures(data, negatives.faces)
  const timed = await readAlone(
    root,
    data,
    labelled.map(({ path }) => path),
  )
  const faces = await readNegatives(root, facePictures)
  const rendered = await readNegatives(root, renderedNegatives(negatives.rendered))
  const report = reportDocuments(timed, labelled, { faces, rendered })

  const folder = resolve(out)
  const pictures = join(folder, 'document-misses')
  await drawMisses(pictures, report.misses, (path) => timed.outcomes.get(path) ?? faces.get(path) ?? rendered.get(path))
  await writeFile(join(folder, 'document-misses.txt'), `${report.misses.map(missText).join('\n')}\n`)
  await writeFile(join(folder, 'documents.json'), `${JSON.stringify(report, null, 2)}\n`)
  if (json) console.log(JSON.stringify(report, null, 2))
  else printDocumentsReport(report, join(out, 'document-misses'))
  if (report.problems.some(({ kind }) => kind === 'failed')) process.exitCode = 1
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
