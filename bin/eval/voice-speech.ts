/**
 * Writes the speech that the shipped engine finds in each recording of the trials, so that another system can be measured on the same:
 * the classical baseline in engines/voice/training is.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { samplesOf } from '@/engines/voice/pipeline'
import { wav } from '@/engines/voice/rendered/wav'
import type { VoiceEngine } from '@/engines/voice/types'
import { cutSilence } from '@/engines/voice/vad'
import { readWav } from '@/engines/voice/wav'
import { startProgress } from './progress'
import { readRecording } from './voice-readings'

/** @param folder gets a WAV of 16 kHz for each path, under the same name but for its ending */
export async function writeSpeech(
  engine: VoiceEngine,
  dataDir: string,
  paths: string[],
  folder: string,
): Promise<void> {
  const progress = startProgress('finding speech', paths.length)
  for (const path of paths) {
    const recording = await readRecording(dataDir, path)
    const { speech } = await engine.read(recording, { embed: false })
    const target = join(folder, path.replace(/\.\w+$/, '.wav'))
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, wav(cutSilence(samplesOf(readWav(recording)), speech)))
    progress.step()
  }
  progress.finish()
}
