/** A WAV file with nothing in it but its format and its sound: what else programs write there is nobody's business here. */

const word = (bytes: Uint8Array, at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))

/**
 * Leaves out every chunk but `fmt ` and `data`, and mends the sizes that a recorder which was cut off, or wrote into a pipe, left wrong.
 * @param recording a RIFF WAVE file, as the engine reads it
 * @throws RangeError where there is no sound in it
 */
export function withoutMetadata(recording: Uint8Array): Uint8Array {
  const view = new DataView(recording.buffer, recording.byteOffset, recording.byteLength)
  let format: Uint8Array | undefined
  for (let at = 12; at + 8 <= recording.length; ) {
    const begin = at + 8
    const name = word(recording, at)
    const told = view.getUint32(at + 4, true)
    // Who writes into a pipe does not know the size.
    const size = name === 'data' && told === 0 ? recording.length - begin : told
    const chunk = recording.subarray(begin, Math.min(recording.length, begin + size))
    if (name === 'fmt ') format = chunk
    if (name === 'data' && format) return join(format, chunk)
    at = begin + size + (size % 2)
  }
  throw new RangeError('The recording has no sound in it.')
}

function join(format: Uint8Array, sound: Uint8Array): Uint8Array {
  const length = 12 + 8 + format.length + 8 + sound.length
  const file = new Uint8Array(length)
  const view = new DataView(file.buffer)
  const text = new TextEncoder()
  const chunk = (at: number, name: string, size: number) => {
    file.set(text.encode(name), at)
    view.setUint32(at + 4, size, true)
  }
  chunk(0, 'RIFF', length - 8)
  file.set(text.encode('WAVE'), 8)
  chunk(12, 'fmt ', format.length)
  file.set(format, 20)
  chunk(20 + format.length, 'data', sound.length)
  file.set(sound, 28 + format.length)
  return file
}
