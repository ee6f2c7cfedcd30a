/** The list of voice trials of an evaluation folder (format: its README), less what the speaker net was trained on. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'

export interface VoiceTrial {
  set: string
  /** Recordings that one person is enrolled with. */
  enrolment: string[]
  test: string
  enrolledSpeaker: string
  testSpeaker: string
}

export interface VoiceLists {
  trials: VoiceTrial[]
  /** Set -> trials left out because the net was trained on one of their speakers. */
  leftOut: Map<string, number>
}

const halves = 'librispeech-halves'
/** Both are cut from one corpus, so a speaker of one is known by the other. */
const corpusOf = (set: string) => (set === halves ? 'librispeech' : set)

/** @throws when a list is missing or malformed, naming the file */
export function readVoiceLists(dataDir: string): VoiceLists {
  const all = rows(dataDir, 'voice/trials.csv').map(trialOf)
  const trained = trainedSpeakers(dataDir)
  const isTrained = (set: string, speaker: string) => trained.has(`${corpusOf(set)}/${speaker}`)
  const kept = all.filter(
    (trial) => !isTrained(trial.set, trial.enrolledSpeaker) && !isTrained(trial.set, trial.testSpeaker),
  )
  const leftOut = new Map<string, number>()
  for (const { set } of all) leftOut.set(set, (leftOut.get(set) ?? 0) + 1)
  for (const { set } of kept) leftOut.set(set, leftOut.get(set)! - 1)
  const others = kept.filter(({ set }) => set !== halves)
  return {
    trials: [
      ...others,
      ...crossed(
        all.filter(({ set }) => set === halves),
        validationSpeakers(dataDir),
      ),
    ],
    leftOut,
  }
}

function rows(dataDir: string, list: string): Record<string, string>[] {
  return parse(readFileSync(join(dataDir, list)), { columns: true, skip_empty_lines: true })
}

function trialOf(row: Record<string, string>): VoiceTrial {
  return {
    set: row.set!,
    enrolment: row.enroll!.split(';'),
    test: row.test!,
    enrolledSpeaker: row.enroll_speaker!,
    testSpeaker: row.test_speaker!,
  }
}

function trainedSpeakers(dataDir: string): Set<string> {
  if (!existsSync(join(dataDir, 'voice-train/train.csv'))) return new Set()
  return new Set(rows(dataDir, 'voice-train/train.csv').map(({ set, speaker }) => `${set}/${speaker}`))
}

/** `set/speaker` a line. */
function validationSpeakers(dataDir: string): Set<string> | null {
  const list = join(dataDir, 'voice-train/validation-speakers.txt')
  return existsSync(list) ? new Set(readFileSync(list, 'utf8').split(/\s+/).filter(Boolean)) : null
}

/** Every beginning against every end: more comparisons than are listed, of the same recordings. */
function crossed(trials: VoiceTrial[], speakers: Set<string> | null): VoiceTrial[] {
  const mated = trials.filter(({ enrolledSpeaker, testSpeaker }) => enrolledSpeaker === testSpeaker)
  const wanted = mated.filter(({ testSpeaker }) => !speakers || speakers.has(`${halves}/${testSpeaker}`))
  return wanted.flatMap((enrolled) => wanted.map(({ test, testSpeaker }) => ({ ...enrolled, test, testSpeaker })))
}
