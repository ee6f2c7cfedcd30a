/**
 * `npm run eval -- face --data DIR [--json] [--gate PROFILE] [--out DIR] [--fit]`: measures the shipped engines on labelled
 * data and prints rates with counts and intervals; plots go to a git-ignored folder. `--fit` writes the threshold table,
 * fitted on the fixed half of the people, into the model manifest.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createEngines } from '@/engines/index'
import { gateProfiles, type GateProfile } from '@/engines/face/decide'
import { detPlot } from './det-plot'
import { fitThresholds, reportFaces } from './face'
import { readPictures } from './face-readings'
import { readFaceLists } from './people'
import { printFaceReport } from './print'

const usage = `Usage: npm run eval -- face --data DIR [--json] [--gate ${Object.keys(gateProfiles).join('|')}] [--out DIR] [--fit]

  --data DIR   folder with faces/pairs.csv, faces/gallery.csv and faces/probes.csv
  --json       print the report as JSON
  --gate NAME  which enrolment gate the gated figures use (default legacy)
  --out DIR    where plots and report.json go (default report)
  --fit        fit the threshold table on the fixed half of the people and write it to engines/models.json`

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
      gate: { type: 'string', default: 'legacy' },
      out: { type: 'string', default: 'report' },
      fit: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return void console.log(usage)
  const [subject] = positionals
  if (subject !== 'face') throw new Error(`Nothing to evaluate is named ${subject ?? '(none)'}.\n\n${usage}`)
  if (!values.data) throw new Error(`--data is missing.\n\n${usage}`)
  if (!(values.gate in gateProfiles)) throw new Error(`There is no gate named ${values.gate}.\n\n${usage}`)

  const lists = readFaceLists(values.data)
  const engines = createEngines({ root: process.cwd(), workers: availableParallelism() })
  try {
    await engines.ready()
    const readings = await readPictures(engines, values.data, [...lists.pictures.keys()], values.gate as GateProfile)
    if (values.fit) return void (await writeThresholds(engines.face.model.name, fitThresholds(lists, readings)))

    const report = reportFaces(lists, readings, engines.face, values.gate)
    const out = resolve(values.out)
    await mkdir(out, { recursive: true })
    const curves = report.sets.flatMap(({ set, ungated, gated }) => [
      { label: `${set}, all pictures`, points: ungated.det },
      { label: `${set}, ${values.gate} gate`, points: gated.det, dashed: true },
    ])
    await writeFile(join(out, 'face-det.svg'), detPlot(`Faces, 1:1, ${report.model.id}`, curves))
    await writeFile(join(out, 'face.json'), `${JSON.stringify(report, null, 2)}\n`)
    if (values.json) console.log(JSON.stringify(report, null, 2))
    else printFaceReport(report, join(values.out, 'face-det.svg'))
  } finally {
    await engines.close()
  }
}

async function writeThresholds(model: string, thresholds: ReturnType<typeof fitThresholds>): Promise<void> {
  const path = 'engines/models.json'
  const manifest = JSON.parse(await readFile(path, 'utf8'))
  const entry = manifest.templates[model]
  if (!entry) throw new Error(`${path} names no template model ${model}.`)
  entry.thresholds = thresholds
  await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`)
  console.log(JSON.stringify(thresholds, null, 2))
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
