/**
 * Where the time of reading one whole picture goes. The pipeline is the shipped one; what it is handed (decoder, encoder, nets) is wrapped in
 * clocks, and the rest is its own computing: outline, cuts, lines told apart, measures.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeNode, encodeNode } from '@/engines/decode-node'
import { loadDocumentNets } from '@/engines/document/nets'
import { createDocumentPipeline } from '@/engines/document/pipeline'
import { renderDocument } from '@/engines/document/rendered/render'
import { loadFaceNets } from '@/engines/face/nets'
import { loadManifest } from '@/engines/models'
import { createRuntime, type Net } from '@/engines/runtime'
import { median } from '../timing'
import { conditions } from './crops'

const rounds = 5

export interface StepsReport {
  /** Of the picture that is read. */
  widthPx: number
  heightPx: number
  /** Median of the rounds, from bytes to reading, on one thread. */
  totalMs: number
  /** Longest first; medians of the rounds. `share`: of the total. */
  steps: { step: string; ms: number; share: number }[]
}

/** Adds up for how long a step was under way; calls of one step that overlap count once. */
class Clocks {
  readonly #running = new Map<string, { count: number; since: number }>()
  readonly #sums = new Map<string, number>()

  wrap<Arguments extends unknown[], Result>(step: string, work: (...of: Arguments) => Promise<Result>) {
    return async (...of: Arguments): Promise<Result> => {
      this.#enter(step)
      this.#enter(Clocks.any)
      try {
        return await work(...of)
      } finally {
        this.#leave(step)
        this.#leave(Clocks.any)
      }
    }
  }

  /** Stands for any step at all. */
  static readonly any = 'any'

  /** The sums since the last call. */
  take(): Map<string, number> {
    const sums = new Map(this.#sums)
    this.#sums.clear()
    return sums
  }

  #enter(step: string): void {
    const running = this.#running.get(step)
    if (running) running.count++
    else this.#running.set(step, { count: 1, since: performance.now() })
  }

  #leave(step: string): void {
    const running = this.#running.get(step)!
    if (--running.count > 0) return
    this.#running.delete(step)
    this.#sums.set(step, (this.#sums.get(step) ?? 0) + performance.now() - running.since)
  }
}

export async function benchSteps(root: string, step: (label: string) => void): Promise<StepsReport> {
  step('reading one whole document')
  const clocks = new Clocks()
  const runtime = createRuntime({ threads: 1 })
  const readModel = (file: string) => readFile(join(root, 'build/models', file))
  const timed = (net: Net): Net => ({ ...net, run: clocks.wrap(`net ${net.name}`, net.run) })
  const timedAll = <Nets extends object>(nets: Nets): Nets =>
    Object.fromEntries(Object.entries(nets).map(([name, net]) => [name, isNet(net) ? timed(net) : net])) as Nets

  const manifest = loadManifest()
  const documentNets = timedAll(await loadDocumentNets(runtime, manifest, readModel))
  const face = timedAll(await loadFaceNets(runtime, manifest, readModel, false))
  const pipeline = createDocumentPipeline({
    nets: { ...documentNets, face },
    decode: clocks.wrap('decode', decodeNode),
    encode: clocks.wrap('encode page and cuts', encodeNode),
  })

  const { picture } = await renderDocument({ seed: 1, format: 'TD3', distortion: conditions['hand-held'] })
  const { widthPx, heightPx, zone } = await pipeline.read(picture)
  if (!zone) throw new Error('Limen found no zone on the benchmark’s document')
  const totals: number[] = []
  const sums: Map<string, number>[] = []
  clocks.take()
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now()
    await pipeline.read(picture)
    const total = performance.now() - startedAt
    const { [Clocks.any]: watched, ...of } = Object.fromEntries(clocks.take())
    totals.push(total)
    sums.push(new Map(Object.entries({ ...of, 'own computing': total - watched })))
  }
  const totalMs = median(totals)
  const names = [...new Set(sums.flatMap((of) => [...of.keys()]))]
  const steps = names.map((name) => {
    const ms = median(sums.map((of) => of.get(name) ?? 0))
    return { step: name, ms, share: ms / totalMs }
  })
  return { widthPx, heightPx, totalMs, steps: steps.sort((a, b) => b.ms - a.ms) }
}

function isNet(value: unknown): value is Net {
  return typeof value === 'object' && value !== null && 'run' in value && 'release' in value
}
