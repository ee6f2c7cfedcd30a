/** FLAC to a WAV file of floats, so that what is measured is the chain that recordings of users pass. */
import { FLACDecoder } from '@wasm-audio-decoders/flac'

const headBytes = 44
const floatTag = 3

/** @throws Error when the bytes are no FLAC file */
export async function flacToWav(bytes: Uint8Array): Promise<Uint8Array> {
  const decoder = new FLACDecoder()
  await decoder.ready
  try {
    const { channelData, sampleRate, samplesDecoded, errors } = await decoder.decodeFile(bytes)
    if (errors.length > 0 || samplesDecoded === 0) throw new Error(errors[0]?.message ?? 'There is no sound in it.')
    return floatWav(channelData, sampleRate)
  } finally {
    decoder.free()
  }
}

function floatWav(channels: Float32Array[], rateHz: number): Uint8Array {
  const frames = channels[0]!.length
  const frameBytes = 4 * channels.length
  const view = new DataView(new ArrayBuffer(headBytes + frames * frameBytes))
  const text = (at: number, value: string) =>
    [...value].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)))
  text(0, 'RIFF')
  view.setUint32(4, view.byteLength - 8, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, floatTag, true)
  view.setUint16(22, channels.length, true)
  view.setUint32(24, rateHz, true)
  view.setUint32(28, rateHz * frameBytes, true)
  view.setUint16(32, frameBytes, true)
  view.setUint16(34, 32, true)
  text(36, 'data')
  view.setUint32(40, frames * frameBytes, true)
  for (const [index, channel] of channels.entries()) {
    channel.forEach((value, frame) => view.setFloat32(headBytes + frame * frameBytes + 4 * index, value, true))
  }
  return new Uint8Array(view.buffer)
}
