/** Times three seconds of speech on one WASM thread and, as the ceiling, on native onnxruntime with the same nets, in turn. */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { nextMessage } from './next-message'
import { median, pairedRatio } from './timing'

export const speechSeconds = 3
export type VoiceRuntime = 'WASM' | 'native'
export type VoiceStep = 'speech found' | 'template made' | 'whole reading'

const steps: VoiceStep[] = ['speech found', 'template made', 'whole reading']
const rounds = 5
const warmUps = 3

export interface VoiceRow {
  step: VoiceStep
  wasmMs: number
  nativeMs: number
  /** Median of the rounds' ratios. */
  ratio: number
  /** Time over the length of the speech, on WASM: below 1 is faster than it was spoken. */
  realTimeFactor: number
}

export async function benchVoice(root: string, step: (label: string) => void): Promise<VoiceRow[]> {
  const start = async (runtime: VoiceRuntime) => {
    step(`starting the voice nets, ${runtime}`)
    const child = fork(join(root, 'build/bench-voice.mjs'), [runtime], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    await nextMessage(child, `the start of ${runtime}`)
    const time = async (name: VoiceStep): Promise<number> => {
      child.send(name)
      const { ms } = (await nextMessage(child, name)) as { ms: number }
      return ms
    }
    return { time, end: () => child.kill() }
  }
  const [wasm, native] = [await start('WASM'), await start('native')]
  try {
    const rows: VoiceRow[] = []
    for (const name of steps) {
      step(`timing: ${name}`)
      const times: { wasm: number[]; native: number[] } = { wasm: [], native: [] }
      for (let round = -warmUps; round < rounds; round++) {
        const [ours, theirs] = [await wasm.time(name), await native.time(name)]
        if (round < 0) continue
        times.wasm.push(ours)
        times.native.push(theirs)
      }
      const wasmMs = median(times.wasm)
      rows.push({
        step: name,
        wasmMs,
        nativeMs: median(times.native),
        ratio: pairedRatio(times.wasm, times.native),
        realTimeFactor: wasmMs / (1000 * speechSeconds),
      })
    }
    return rows
  } finally {
    wasm.end()
    native.end()
  }
}
