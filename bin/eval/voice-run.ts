/** `npm run eval -- voice`: reads, reports, writes. */
import { availableParallelism } from 'node:os'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createEngines } from '@/engines/index'
import { loadManifest } from '@/engines/models'
import { detPlot } from './det-plot'
import { printVoiceReport } from './print-voice'
import { writeThresholds } from './thresholds'
import { reportVoices } from './voice'
import { fitVoiceThresholds } from './voice-fit'
import { readVoiceLists } from './voice-lists'
import { readRecordings } from './voice-readings'

export async function evaluateVoices({
  data,
  out,
  json,
  fit,
}: {
  data: string
  out: string
  json: boolean
  fit: boolean
}): Promise<void> {
  const lists = readVoiceLists(data)
  const engines = createEngines({ root: process.cwd(), workers: availableParallelism() })
  try {
    const paths = new Set(lists.trials.flatMap(({ enrolment, test }) => [...enrolment, test]))
    const readings = await readRecordings(engines.voice, data, [...paths])
    const { model } = engines.voice
    const scale = loadManifest().templates[model.name]?.thresholds?.scale
    if (fit) return await writeThresholds(model.name, await fitVoiceThresholds(lists, readings, engines.voice, scale))

    const report = await reportVoices(lists, readings, engines.voice)
    const folder = resolve(out)
    await mkdir(folder, { recursive: true })
    const curves = report.sets.map(({ set, det }) => ({ label: set, points: det }))
    await writeFile(join(folder, 'voice-det.svg'), detPlot(`Voices, 1:1, ${model.id}`, curves))
    await writeFile(join(folder, 'voice.json'), `${JSON.stringify(report, null, 2)}\n`)
    if (json) console.log(JSON.stringify(report, null, 2))
    else printVoiceReport(report, join(out, 'voice-det.svg'))
  } finally {
    await engines.close()
  }
}
