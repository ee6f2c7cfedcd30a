/** "Pictures" of tests: words that say what is on them, laid out as a JPEG's file is. Nothing outside of tests imports it. */
import { PictureRefused } from '@/engines/types'

/** What a phone writes into a picture, and nobody needs. */
export const takenAt = 'taken at 48.2082 N'

const start = Buffer.from([0xff, 0xd8])
const scan = Buffer.from([0])
const end = Buffer.from([0xff, 0xd9])

/** A segment that every decoder needs holds the words, another the place they were taken at. */
export function wordPicture(words: readonly unknown[]): Uint8Array {
  const [exif, text] = [segment(0xe1, `Exif\0\0${takenAt}`), segment(0xc4, JSON.stringify(words))]
  return Buffer.concat([start, exif, text, segment(0xda, ''), scan, end])
}

function segment(marker: number, text: string): Buffer {
  const body = Buffer.from(text)
  return Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff]), body])
}

/** @throws PictureRefused */
export function wordsOn(bytes: Uint8Array): unknown[] {
  try {
    return JSON.parse(/\[\{.*\}\]|\[\]/s.exec(Buffer.from(bytes).toString())?.[0] ?? '') as unknown[]
  } catch (cause) {
    throw new PictureRefused('damaged', 'The picture is damaged and cannot be read.', { cause })
  }
}
