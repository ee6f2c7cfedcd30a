/** `npm run eval -- documents --rendered`: renders, reads with the shipped engine on all cores, reports and plots. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { renderDocument, renderNegative } from '@/engines/document/rendered/render'
import { readOne, withEngines } from './document-readings'
import { inParallel } from './in-parallel'
import { printRenderedReport } from './print-rendered'
import { startProgress } from './progress'
import { ratePlot } from './rate-plot'
import {
  renderedReading,
  reportRendered,
  type NegativeReading,
  type RenderedReading,
  type RenderedReport,
} from './rendered-documents'
import { barCases, countsOf, negativeDistortion, sweepCases, sweeps, type RenderedCase } from './rendered-plan'

export async function evaluateRendered({
  out,
  json,
  count,
}: {
  out: string
  json: boolean
  count: number
}): Promise<void> {
  const folder = resolve(out)
  const pictures = join(folder, 'rendered-misses')
  await rm(pictures, { recursive: true, force: true })
  await mkdir(pictures, { recursive: true })
  const report = await measure(count, (name, picture) => writeFile(join(pictures, `${name}.jpg`), picture))
  await writeFile(
    join(folder, 'rendered-documents.svg'),
    ratePlot('Zones of rendered documents that are read whole', report.sweeps),
  )
  await writeFile(join(folder, 'rendered-documents.json'), `${JSON.stringify(report, null, 2)}\n`)
  if (json) console.log(JSON.stringify(report, null, 2))
  else printRenderedReport(report, join(out, 'rendered-misses'), join(out, 'rendered-documents.svg'))
  if (report.problems.some(({ kind }) => kind === 'failed')) process.exitCode = 1
}

async function measure(
  count: number,
  keep: (name: string, picture: Uint8Array) => Promise<void>,
): Promise<RenderedReport> {
  const counts = countsOf(count)
  const bar = barCases(counts.bar)
  const swept = sweeps.map((sweep) => sweep.values.map((value) => sweepCases(sweep, value, counts.each)))
  // What is undistorted is a point of several sweeps, and read once.
  const distinct = new Map([...bar, ...swept.flat(2)].map((one) => [orderKey(one), one]))
  const workers = availableParallelism()

  return withEngines(process.cwd(), workers, async (engines) => {
    const progress = startProgress('reading rendered documents', distinct.size + counts.negatives)
    const readings = new Map<string, RenderedReading>()
    await inParallel([...distinct.values()], workers, async (one) => {
      const { picture, truth } = await renderDocument(one.order)
      const reading = renderedReading(one.name, one.order.seed, truth, await readOne(engines, picture))
      readings.set(orderKey(one), reading)
      if (one.name.startsWith('bar-') && reading.lines?.join() !== reading.truth.lines.join())
        await keep(one.name, picture)
      progress.step()
    })
    const negatives: NegativeReading[] = []
    const seeds = Array.from({ length: counts.negatives }, (_, i) => 30_000 + i)
    await inParallel(seeds, workers, async (seed) => {
      const { picture, kind } = await renderNegative(seed, negativeDistortion(seed))
      const { reading, problem } = await readOne(engines, picture)
      const lines = reading?.zone?.lines ?? null
      negatives.push({ name: `negative-${seed}`, seed, kind, lines, problem })
      if (lines) await keep(`negative-${seed}`, picture)
      progress.step()
    })
    progress.finish()
    const readingsOf = (cases: RenderedCase[]) => cases.map((one) => readings.get(orderKey(one))!)
    return reportRendered(
      engines.document.models,
      readingsOf(bar),
      swept.map((points) => points.map(readingsOf)),
      negatives.sort((a, b) => a.seed - b.seed),
    )
  })
}

const orderKey = ({ order }: RenderedCase) => JSON.stringify(order)
