/** A recording out of parameters: one file part, WAV by its type and by its first bytes. Nothing is decoded here. */
import { AUDIO_BYTES } from './codes'
import { Refusal } from './envelope'
import { partType } from './multipart'
import type { Parameters } from './parameters'

/** The one field that carries a recording (D). */
export const audioField = 'audio'

/** By which names the world calls WAV; the part's type must be one of them (D). */
export const wavTypes = ['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave', 'audio/x-pn-wav']

const letters = (bytes: Uint8Array, from: number) => String.fromCharCode(...bytes.subarray(from, from + 4))

/**
 * @returns undefined where none was sent: the first call of a conversation has none
 * @throws Refusal `UNEXPECTED_FIELD` for another file, `NO_FILE_OR_INVALID_FORMAT` for one that is too large, or is not WAV
 */
export function takeRecording(parameters: Parameters): Uint8Array | undefined {
  for (const [name, value] of parameters) {
    if (value instanceof Uint8Array && name !== audioField) throw new Refusal('UNEXPECTED_FIELD')
  }
  const sent = parameters.get(audioField)
  const isEmpty = typeof sent === 'string' ? sent.trim() === '' : sent instanceof Uint8Array && sent.length === 0
  if (sent === undefined || isEmpty) return undefined
  const isWav =
    sent instanceof Uint8Array &&
    sent.length <= AUDIO_BYTES &&
    wavTypes.includes(partType(sent)) &&
    letters(sent, 0) === 'RIFF' &&
    letters(sent, 8) === 'WAVE'
  if (!isWav) throw new Refusal('NO_FILE_OR_INVALID_FORMAT')
  return sent
}
