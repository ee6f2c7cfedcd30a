/** A recording as a WAV file of 16 kHz, one channel and 16 bit: all that the engine listens to, and a third of what a microphone gives. */

export const wavRateHz = 16_000

const headerBytes = 44

/** @param samples 16 kHz, -1..1 */
export function wavOf(samples: Float32Array): ArrayBuffer {
  const bytes = new ArrayBuffer(headerBytes + 2 * samples.length)
  const view = new DataView(bytes)
  const word = (at: number, text: string) =>
    [...text].forEach((sign, index) => view.setUint8(at + index, sign.charCodeAt(0)))
  word(0, 'RIFF')
  view.setUint32(4, bytes.byteLength - 8, true)
  word(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, wavRateHz, true)
  view.setUint32(28, 2 * wavRateHz, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  word(36, 'data')
  view.setUint32(40, 2 * samples.length, true)
  for (const [index, sample] of samples.entries()) {
    view.setInt16(headerBytes + 2 * index, Math.round(Math.max(-1, Math.min(1, sample)) * 0x7fff), true)
  }
  return bytes
}

/** Through the browser's own filter, so that nothing is folded into the band of speech. */
export async function recordingOf(parts: Float32Array<ArrayBuffer>[], rateHz: number): Promise<Blob> {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const resampler = new OfflineAudioContext(1, Math.max(1, Math.ceil((length / rateHz) * wavRateHz)), wavRateHz)
  const heard = resampler.createBuffer(1, Math.max(1, length), rateHz)
  let at = 0
  for (const part of parts) {
    heard.copyToChannel(part, 0, at)
    at += part.length
  }
  const source = resampler.createBufferSource()
  source.buffer = heard
  source.connect(resampler.destination)
  source.start()
  const samples = (await resampler.startRendering()).getChannelData(0)
  return new Blob([wavOf(samples)], { type: 'audio/wav' })
}
