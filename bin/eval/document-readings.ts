/** Runs the shipped document engine over pictures: labelled ones each alone and timed, negatives as many at once as there are cores. */
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { DocumentReading } from '@/engines/document/types'
import { createEngines } from '@/engines/index'
import { PictureRefused, type Engines } from '@/engines/types'
import { startProgress } from './progress'

export interface Outcome {
  /** Null when the engine refused the picture or failed on it. */
  reading: DocumentReading | null
  /** Why there is no reading; a refusal says its code. */
  problem: { kind: 'refused' | 'failed'; message: string } | null
  /** From bytes to reading. */
  ms: number
  /** Of all threads of this process meanwhile: what the reading costs, whatever else the machine does, where it was read alone. */
  processorMs: number
}

export interface TimedReadings {
  models: readonly string[]
  outcomes: Map<string, Outcome>
  /** The very first picture, read by a worker that has yet to load the nets of documents. */
  firstMs: number
}

/** One picture after the other on one worker of one thread; every time is of a worker that has its nets. */
export async function readAlone(root: string, dataDir: string, paths: string[]): Promise<TimedReadings> {
  return withEngines(root, 1, async (engines) => {
    const first = await readOne(engines, await readFile(join(dataDir, paths[0])))
    const outcomes = new Map<string, Outcome>()
    const progress = startProgress('reading documents', paths.length)
    for (const path of paths) {
      outcomes.set(path, await readOne(engines, await readFile(join(dataDir, path))))
      progress.step()
    }
    progress.finish()
    return { models: engines.document.models, outcomes, firstMs: first.ms }
  })
}

/** A picture that holds no zone. */
export interface Negative {
  path: string
  load: () => Promise<Uint8Array>
}

/** Of pictures that hold no zone the reading is kept only where one was claimed, or a portrait. */
export async function readNegatives(root: string, negatives: Negative[]): Promise<Map<string, Outcome>> {
  if (negatives.length === 0) return new Map()
  const workers = availableParallelism()
  return withEngines(root, workers, async (engines) => {
    const outcomes = new Map<string, Outcome>()
    const progress = startProgress('reading pictures without a zone', negatives.length)
    const waiting = [...negatives]
    const readNext = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const outcome = await readOne(engines, await next.load())
        const isClaimed = outcome.reading?.zone ?? outcome.reading?.portrait
        outcomes.set(next.path, isClaimed ? outcome : { ...outcome, reading: null })
        progress.step()
      }
    }
    await Promise.all(Array.from({ length: workers }, readNext))
    progress.finish()
    return outcomes
  })
}

export async function withEngines<T>(
  root: string,
  workers: number,
  work: (engines: Engines) => Promise<T>,
): Promise<T> {
  const engines = createEngines({ root, workers, threads: 1 })
  try {
    await engines.ready()
    return await work(engines)
  } finally {
    await engines.close()
  }
}

/** A picture that the engine fails on is a finding of the evaluation, not its end; the next one waits until a lost worker is replaced. */
export async function readOne(engines: Engines, picture: Uint8Array): Promise<Outcome> {
  await engines.ready()
  const startedAt = performance.now()
  const usedBefore = process.cpuUsage()
  const since = () => {
    const { user, system } = process.cpuUsage(usedBefore)
    return { ms: performance.now() - startedAt, processorMs: (user + system) / 1000 }
  }
  try {
    const reading = await engines.document.read(picture)
    return { reading, problem: null, ...since() }
  } catch (error) {
    if (error instanceof PictureRefused) {
      return { reading: null, problem: { kind: 'refused', message: error.code }, ...since() }
    }
    return { reading: null, problem: { kind: 'failed', message: (error as Error).message }, ...since() }
  }
}
