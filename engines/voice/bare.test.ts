import { expect, test } from 'vitest'
import { withoutMetadata } from './bare'
import { tone, wav } from './testing'
import { RecordingRefused } from './types'
import { readWav } from './wav'

const sound = tone(440, 0.2)

/** Another chunk between the format and the sound, and one behind it. */
function withNotes(file: Uint8Array): Uint8Array {
  const [head, data] = [Buffer.from(file.subarray(0, 36)), Buffer.from(file.subarray(36))]
  const note = Buffer.from('LIST\u0010\0\0\0Anna, at home in', 'latin1')
  const all = Buffer.concat([head, note, data, note])
  all.writeUInt32LE(all.length - 8, 4)
  return all
}

test('Notes of the recorder go, the sound stays', () => {
  const plain = wav(sound)
  const bare = withoutMetadata(withNotes(plain))
  expect(Buffer.from(bare).toString('latin1')).not.toContain('Anna')
  expect(readWav(bare)).toEqual(readWav(plain))
  expect(withoutMetadata(bare)).toEqual(bare)
})

test('Sizes that a pipe has left open are those of what is there', () => {
  for (const told of [0, 0xffffffff]) {
    const piped = Buffer.from(wav(sound))
    piped.writeUInt32LE(told, 40)
    piped.writeUInt32LE(told, 4)
    const bare = Buffer.from(withoutMetadata(piped))
    expect(bare.readUInt32LE(bare.indexOf('data') + 4)).toBe(sound.length * 2)
    expect(bare.readUInt32LE(4)).toBe(bare.length - 8)
  }
})

test('What has no sound in it is no recording', () => {
  expect(() => withoutMetadata(wav(sound).subarray(0, 30))).toThrow(RecordingRefused)
})
