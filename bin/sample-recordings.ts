/** The README's sample recordings: a woman's and a man's voice, rendered. Bundled to `build/sample-recordings.mjs`, called by samples.mjs. */
import { speakSamples, type Speaker } from '@/engines/voice/rendered/speak'
import { wav } from '@/engines/voice/rendered/wav'

const said = (name: string, voice: Speaker, ...sentences: string[]) =>
  sentences.map((text, at) => [`${name}-${at + 1}.wav`, { voice, text }] as const)

/** By name; each says other digits, as a caller's recordings would. */
const recordings = Object.fromEntries([
  ...said(
    'emma',
    'slt',
    'zero six five three, and nine one four',
    'seven two eight one, and three five six',
    'four nine zero two, and eight one seven',
    'one three five seven, and six four zero',
  ),
  ...said('karl', 'rms', 'nine eight two four, and five zero three'),
])

export const recordingNames = Object.keys(recordings)

/** @returns a WAV file, 16 kHz, mono, 16 bit */
export async function renderRecording(name: string): Promise<Uint8Array> {
  return wav(await speakSamples(recordings[name]!))
}
