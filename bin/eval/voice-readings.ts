/** Runs the shipped voice engine over every recording of the trials, and keeps what the report needs of each. */
import { availableParallelism } from 'node:os'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { judgeVoice } from '@/engines/voice/gate'
import type { VoiceEngine, VoiceReading } from '@/engines/voice/types'
import { flacToWav } from './flac'
import { startProgress } from './progress'

export interface RecordingReading extends VoiceReading {
  /** Codes of the prompt gate's refusals; empty where it lets the recording through. */
  refusals: string[]
}

export async function readRecordings(
  engine: VoiceEngine,
  dataDir: string,
  paths: string[],
): Promise<Map<string, RecordingReading>> {
  const readings = new Map<string, RecordingReading>()
  const progress = startProgress('reading recordings', paths.length)
  const waiting = [...paths]
  const readNext = async (): Promise<void> => {
    for (let path = waiting.shift(); path; path = waiting.shift()) {
      const reading = await engine.read(await readRecording(dataDir, path))
      readings.set(path, { ...reading, refusals: judgeVoice(reading, 'prompt').refusals.map(({ code }) => code) })
      progress.step()
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, readNext))
  progress.finish()
  return readings
}

/** @returns a WAV file, whatever kind of file it is read from */
export async function readRecording(dataDir: string, path: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(await readFile(join(dataDir, path)))
  return path.endsWith('.flac') ? flacToWav(bytes) : bytes
}
