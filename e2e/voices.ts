/** Voices of people who do not exist, as files and as what a microphone hears. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { speakSamples, type Speaker } from '@/engines/voice/rendered/speak'
import { wav } from '@/engines/voice/rendered/wav'

/** 16 kHz. */
const silence = (seconds: number) => new Float32Array(16_000 * seconds)

const sentences = [
  'Four, eight, one, five, zero, and two.',
  'The garden behind the house is full of roses.',
  'Seven, three, nine, six, one, and four.',
  'In winter the river carries ice to the sea.',
  'Zero, two, five, nine, eight, and three.',
  'Nobody knows who painted the door of the mill.',
  'Six, one, seven, four, two, and nine.',
  'The train to the mountains leaves before sunrise.',
]

/** As Playwright gives it to a page. */
export async function recordingOf(voice: Speaker, text: string) {
  const buffer = Buffer.from(wav(await speakSamples({ voice, text })))
  return { name: `${voice}.wav`, mimeType: 'audio/wav', buffer }
}

/** A room in which nobody speaks. */
export const nobody = { name: 'nobody.wav', mimeType: 'audio/wav', buffer: Buffer.from(wav(silence(3))) }

/** One sentence after another, with pauses in which a recording ends: over and over, so that no two of a few takes are the same. */
export async function microphoneOf(voice: Speaker): Promise<string> {
  const spoken = await Promise.all(sentences.map((text) => speakSamples({ voice, text })))
  const file = join(import.meta.dirname, `../.test/microphone-${voice}.wav`)
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, wav(Float32Array.from(spoken.flatMap((samples) => [...samples, ...silence(2.5)]))))
  return file
}
