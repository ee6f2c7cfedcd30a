/** Pictures out of parameters: file parts, or base64 with or without a data URI in front. Nothing is decoded here. */
import { checkPicture } from '@/domain/faces/formats'
import { PICTURE_BYTES, PICTURE_FORMATS } from './codes'
import { Refusal } from './envelope'
import type { Parameters } from './parameters'

/**
 * @throws Refusal `UNEXPECTED_FIELD` for a file part that was not asked for; `NO_FILE_OR_INVALID_FORMAT` for a picture that
 *   was not sent, is too large, or by its first bytes is none that this contract reads
 */
export function takePictures<Name extends string>(
  parameters: Parameters,
  names: readonly Name[],
): Record<Name, Uint8Array> {
  for (const [name, value] of parameters) {
    if (value instanceof Uint8Array && !names.some((wanted) => wanted === name)) throw new Refusal('UNEXPECTED_FIELD')
  }
  const pictures = names.map((name) => {
    const bytes = pictureBytes(parameters.get(name))
    if (bytes === null || bytes.length > PICTURE_BYTES) throw new Refusal('NO_FILE_OR_INVALID_FORMAT')
    checkPicture(bytes, PICTURE_FORMATS)
    return [name, bytes]
  })
  return Object.fromEntries(pictures) as Record<Name, Uint8Array>
}

const dataUri = /^\s*data:[^,]{0,256},/i
const base64 = /^[A-Za-z0-9+/]*={0,2}$/

/** @returns null when the parameter holds no bytes that could be a file */
export function pictureBytes(value: unknown): Uint8Array | null {
  if (value instanceof Uint8Array) return value.length === 0 ? null : value
  if (typeof value !== 'string') return null
  const prefix = dataUri.exec(value)?.[0] ?? ''
  if (prefix !== '' && !/;\s*base64\s*,$/i.test(prefix)) return null
  // A form that did not escape `+` delivers a space in its place; line breaks are how mail programs fold base64.
  const text = value.slice(prefix.length).trim().replaceAll(' ', '+').replaceAll(/\s/g, '')
  if (text === '' || text.replaceAll('=', '').length % 4 === 1 || !base64.test(text)) return null
  return Buffer.from(text, 'base64')
}
