/** Pictures out of parameters: file parts, or base64 with or without a data URI in front. Nothing is decoded here. */
import { checkPicture } from '@/domain/faces/formats'
import { PICTURE_BYTES, PICTURE_FORMATS, type Code } from './codes'
import { Refusal } from './envelope'
import type { Parameters } from './parameters'

export interface Wanted<Name extends string> {
  names: readonly Name[]
  /** Those that may be absent. */
  optional?: readonly Name[]
  /** Nothing but base64 is taken. */
  base64?: boolean
  /** What is answered when one was sent and another one was not. */
  whenOneIsMissing?: Code
}

/** What an endpoint answers where a picture was not sent or cannot be read: singular and plural are two codes (D). */
export const noPictureCode = (names: readonly string[]): Code =>
  names.length > 1 ? 'NO_FILES_OR_INVALID_FORMATS' : 'NO_FILE_OR_INVALID_FORMAT'

/** What is no base64 has a code for each picture, on the endpoints that take nothing else. */
export const noBase64Code = (name: string) => `INVALID_BASE64STRING_${name.toUpperCase()}` as Code

/**
 * @throws Refusal `UNEXPECTED_FIELD` for a file part that was not asked for; `noPictureCode` for a picture that was not sent, is
 *   too large, or by its first bytes is none that this contract reads; `noBase64Code`
 */
export function takePictures<Name extends string>(
  parameters: Parameters,
  { names, optional = [], base64 = false, whenOneIsMissing }: Wanted<Name>,
): Partial<Record<Name, Uint8Array>> {
  for (const [name, value] of parameters) {
    const isWanted = !base64 && names.some((wanted) => wanted === name)
    if (value instanceof Uint8Array && !isWanted) throw new Refusal('UNEXPECTED_FIELD')
  }
  const noPicture = noPictureCode(names)
  const sent = names.filter((name) => isSent(parameters.get(name)))
  const isComplete = names.every((name) => sent.includes(name) || optional.includes(name))
  if (!isComplete) throw new Refusal(sent.length > 0 ? (whenOneIsMissing ?? noPicture) : noPicture)
  const pictures = sent.map((name) => {
    const bytes = pictureBytes(parameters.get(name))
    if (bytes === null) throw new Refusal(base64 ? noBase64Code(name) : noPicture)
    return [name, bytes] as const
  })
  for (const [, bytes] of pictures) {
    if (bytes.length > PICTURE_BYTES) throw new Refusal(noPicture)
    checkPicture(bytes, PICTURE_FORMATS)
  }
  return Object.fromEntries(pictures) as Partial<Record<Name, Uint8Array>>
}

/** Takes them out of the parameters: whatever file is left then was not asked for. Null: what was sent is no file. */
export function takeFiles(
  parameters: Parameters,
  names: readonly string[],
): Partial<Record<string, Uint8Array | null>> {
  const sent = names.filter((name) => isSent(parameters.get(name)))
  const files = sent.map((name) => [name, pictureBytes(parameters.get(name))] as const)
  for (const name of names) parameters.delete(name)
  return Object.fromEntries(files)
}

/** A browser sends an empty file for a field that was left empty. */
function isSent(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.length > 0
  return typeof value === 'string' ? value.trim() !== '' : value !== undefined
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
