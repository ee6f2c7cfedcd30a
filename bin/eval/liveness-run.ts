/** `npm run eval -- liveness`: renders, hands in, reports, writes. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { usualSteps } from '@/domain/liveness/challenge'
import { loadManifest } from '@/engines/models'
import { inParallel } from './in-parallel'
import { reportLiveness, type Judged, type LivenessReport } from './liveness'
import { openLivenessBureau, type LivenessBureau } from './liveness-bureau'
import { findSitters } from './liveness-heads'
import { readSampleList, type SamplePicture } from './liveness-lists'
import { stillTrial, trialsOf, type Trial } from './liveness-trials'
import { readFaceLists } from './people'
import { printLivenessReport } from './print-liveness'
import { startProgress } from './progress'

/** People of whom heads are made, at most. */
const mostPeople = 50

export interface LivenessSettings {
  data: string
  /** How many bursts of each kind; seeds count from 1. */
  seeds: number
  /** Movements of a challenge. */
  steps?: number
}

export async function evaluateLiveness({
  out,
  json,
  ...settings
}: LivenessSettings & { out: string; json: boolean }): Promise<void> {
  const report = await measureLiveness(settings)
  const folder = resolve(out)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'liveness.json'), `${JSON.stringify(report, null, 2)}\n`)
  if (json) console.log(JSON.stringify(report, null, 2))
  else printLivenessReport(report)
  if (report.problems.length > 0) process.exitCode = 1
}

/** @throws Error where a list is missing or malformed */
export async function measureLiveness({ data, seeds, steps = usualSteps }: LivenessSettings): Promise<LivenessReport> {
  const samples = readSampleList(data)
  const sitters = await findSitters(data, readFaceLists(data).gallery, mostPeople)
  const workers = availableParallelism()
  const bureau = await openLivenessBureau({ root: process.cwd(), workers, steps })
  try {
    // One more than the workers, so that frames are rendered while each of them judges.
    const atOnce = workers + 1
    const held = await holdUp(bureau, data, samples, atOnce)
    const trials: Trial[] = []
    const progress = startProgress('judging rendered bursts, by seed', seeds)
    await inParallel(
      Array.from({ length: seeds }, (_, index) => index + 1),
      atOnce,
      async (seed) => {
        trials.push(...(await trialsOf(bureau, sitters, seed)))
        progress.step()
      },
    )
    progress.finish()
    trials.sort((a, b) => a.seed - b.seed)
    const { nets } = loadManifest()
    const models = [
      ...['blazeface', 'facemesh', 'iris'].map((name) => `${name}@${nets[name]!.version}`),
      bureau.engines.face.model.id,
    ]
    return reportLiveness(models, { trials, samples: held, people: sitters.length }, steps)
  } finally {
    await bureau.close()
  }
}

async function holdUp(
  bureau: LivenessBureau,
  data: string,
  samples: readonly SamplePicture[],
  atOnce: number,
): Promise<Judged[]> {
  const judged: Judged[] = []
  const progress = startProgress('holding up labelled pictures', samples.length)
  await inParallel([...samples.entries()], atOnce, async ([index, sample]) => {
    const picture = await readFile(join(data, sample.path))
    judged[index] = { ...sample, ...(await stillTrial(bureau, picture, index)) }
    progress.step()
  })
  progress.finish()
  return judged
}
