/** FLAC to a WAV file of floats, so that what is measured is the chain that recordings of users pass. */
import { FLACDecoder } from '@wasm-audio-decoders/flac'
import { wav } from '@/engines/voice/rendered/wav'

/** @throws Error when the bytes are no FLAC file */
export async function flacToWav(bytes: Uint8Array): Promise<Uint8Array> {
  const decoder = new FLACDecoder()
  await decoder.ready
  try {
    const { channelData, sampleRate, samplesDecoded, errors } = await decoder.decodeFile(bytes)
    if (errors.length > 0 || samplesDecoded === 0) throw new Error(errors[0]?.message ?? 'There is no sound in it.')
    return wav(channelData, { rateHz: sampleRate, depth: '32f' })
  } finally {
    decoder.free()
  }
}
