/** `npm run eval -- voice`: reads, reports, writes. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { loadManifest } from '@/engines/models'
import { keepThresholds, openEngines, type AddedFiles } from './added'
import { detPlot } from './det-plot'
import { printVoiceReport } from './print-voice'
import { reportVoices } from './voice'
import { fitVoiceThresholds } from './voice-fit'
import { readVoiceLists } from './voice-lists'
import { readRecordings } from './voice-readings'
import { writeSpeech } from './voice-speech'

/** Of scores that are stated against a cohort, in its standard deviations. */
const normalisedScale = { zero: 0, one: 20 }

export async function evaluateVoices({
  data,
  out,
  json,
  fit,
  speech,
  added,
}: {
  data: string
  out: string
  json: boolean
  fit: boolean
  /** Folder for the speech that is found; nothing else is done then. */
  speech: string | undefined
  added: AddedFiles
}): Promise<void> {
  const lists = readVoiceLists(data)
  const engines = await openEngines(added, 'voice')
  try {
    const paths = new Set(lists.trials.flatMap(({ enrolment, test }) => [...enrolment, test]))
    if (speech) return await writeSpeech(engines.voice, data, [...paths], resolve(speech))
    const readings = await readRecordings(engines.voice, data, [...paths])
    const { model } = engines.voice
    const shipped = loadManifest().templates[model.name]?.thresholds?.scale
    const scale = engines.models.voice?.cohort ? normalisedScale : shipped
    if (fit) {
      return await keepThresholds(added, engines.voice, await fitVoiceThresholds(lists, readings, engines.voice, scale))
    }

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
