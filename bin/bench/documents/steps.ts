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
import { createRuntime } from '@/engines/runtime'
import { Clocks, timedNets } from '../clocks'
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

export async function benchSteps(root: string, step: (label: string) => void): Promise<StepsReport> {
  step('reading one whole document')
  const clocks = new Clocks()
  const runtime = createRuntime({ threads: 1 })
  const readModel = (file: string) => readFile(join(root, 'build/models', file))
  const timedAll = <Nets extends object>(nets: Nets): Nets => timedNets(clocks, nets)
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
