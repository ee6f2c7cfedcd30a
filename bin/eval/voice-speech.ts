/**
 * Writes the speech that the shipped engine finds in each recording of the trials, so that another system can be measured on the same:
 * the classical baseline in engines/voice/training is.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sampleRate } from '@/engines/voice/features'
import { toMono } from '@/engines/voice/mono'
import { wav } from '@/engines/voice/rendered/wav'
import { resample } from '@/engines/voice/resample'
import type { VoiceEngine } from '@/engines/voice/types'
import { cutSilence } from '@/engines/voice/vad'
import { readWav } from '@/engines/voice/wav'
import { flacToWav } from './flac'
import { startProgress } from './progress'

/** @param folder gets a WAV of 16 kHz for each path, under the same name but for its ending */
export async function writeSpeech(
  engine: VoiceEngine,
  dataDir: string,
  paths: string[],
  folder: string,
): Promise<void> {
  const progress = startProgress('finding speech', paths.length)
  for (const path of paths) {
    const bytes = new Uint8Array(await readFile(join(dataDir, path)))
    const recording = path.endsWith('.flac') ? await flacToWav(bytes) : bytes
    const { speech } = await engine.read(recording, { embed: false })
    const { channels, rateHz } = readWav(recording)
    const target = join(folder, path.replace(/\.\w+$/, '.wav'))
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, wav(cutSilence(resample(toMono(channels), rateHz, sampleRate), speech)))
    progress.step()
  }
  progress.finish()
}
