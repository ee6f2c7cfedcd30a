/** Times every stage of every contender, in alternating rounds within one run, and compares with ours on one thread. */
import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { Stage } from './contenders/contender'
import type { ContenderName } from './contender-process'
import { nextMessage } from './next-message'
import { median, pairedRatio } from './timing'

const names: ContenderName[] = [
  'limen, 1 thread',
  'limen, 2 threads',
  'limen on native onnxruntime, 1 thread',
  '@vladmandic/human, tfjs WASM',
  '@vladmandic/face-api, tfjs WASM',
]
const stages: Stage[] = ['decode', 'detect', 'align', 'embed', 'verify']
const rounds = 5
const timesPerRound = 6

export interface FaceRow {
  stage: Stage
  contender: ContenderName
  /** Median of the rounds, milliseconds for one run of the stage. */
  ms: number
  /** Ours on one thread over this contender, median of the rounds' ratios: below 1 means ours is faster. */
  oursOverThis: number
  rssMiB: number
}

async function start(root: string, name: ContenderName): Promise<{ child: ChildProcess; stages: Stage[] }> {
  const script = join(root, 'build/bench-contender.mjs')
  const child = fork(script, [name], { cwd: root, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const { stages } = await nextMessage(child, `the start of ${name}`)
  return { child, stages }
}

async function time(child: ChildProcess, stage: Stage, times: number): Promise<{ ms: number; rssBytes: number }> {
  child.send({ stage, times })
  return nextMessage(child, stage)
}

export async function benchFace(root: string, step: (label: string) => void): Promise<FaceRow[]> {
  const running = []
  for (const name of names) {
    step(`starting ${name}`)
    running.push({ name, ...(await start(root, name)) })
  }
  try {
    const rows: FaceRow[] = []
    for (const stage of stages) {
      step(`timing ${stage}`)
      const present = running.filter((contender) => contender.stages.includes(stage))
      const timings = new Map<ContenderName, number[]>(present.map(({ name }) => [name, []]))
      const rss = new Map<ContenderName, number>()
      for (const { child } of present) await time(child, stage, 2)
      for (let round = 0; round < rounds; round++) {
        for (const { name, child } of present) {
          const { ms, rssBytes } = await time(child, stage, timesPerRound)
          timings.get(name)!.push(ms)
          rss.set(name, rssBytes / 2 ** 20)
        }
      }
      const ours = timings.get('limen, 1 thread')!
      for (const [contender, values] of timings) {
        const row = { stage, contender, ms: median(values), oursOverThis: pairedRatio(ours, values) }
        rows.push({ ...row, rssMiB: Math.round(rss.get(contender)!) })
      }
    }
    return rows
  } finally {
    for (const { child } of running) child.kill()
  }
}
