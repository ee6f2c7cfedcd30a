/**
 * The pictures of a request: base64 in, faces of one person out. The rule: every picture has to show one face that passes the
 * wallet's gate, and every one has to match the best of them at the tenant's risk for one comparison; the best has to show
 * features that could be located with certainty, which a toy or a drawing does not. Searches for nobody.
 */
import { thresholdAt } from '@/engines/face/decide'
import type { DetectedFace } from '@/engines/types'
import type { Context } from '../context'
import { AppError } from '../errors'
import { checkPicture } from '../faces/formats'
import { cosine } from '../faces/own'
import { readSingleFace, type SingleFace } from '../faces/read'
import type { Settings } from '../settings'

/** What wallets send. */
const formats = ['jpeg', 'png'] as const

export const mostPictures = 10
/** Of one picture, decoded; a wallet's 240 x 320 pixels take a thirtieth of it. */
export const mostPictureBytes = 1024 * 1024

export type PictureRefusalCode =
  | 'biometrics_missing'
  | 'too_many_pictures'
  | 'picture_refused'
  | 'face_not_found'
  | 'more_than_one_face'
  | 'low_quality'
  | 'different_people'

/** The request was right, but a picture is not good enough. An answer, not an error. */
export interface PictureRefusal {
  outcome: 'refused'
  code: PictureRefusalCode
  /** For the person with the phone. */
  message: string
}

export interface ReadPictures {
  outcome: 'read'
  faces: SingleFace[]
  /** Position of the best picture: the one that the credential carries. */
  best: number
}

/** @returns null when the text is no base64, or of more bytes than a picture may have */
export function pictureOf(text: string): Buffer | null {
  // Some phones fold base64 into lines.
  const flat = text.replace(/\s+/g, '')
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(flat) && flat.replaceAll('=', '').length % 4 !== 1
  if (!isBase64 || flat.length > Math.ceil(mostPictureBytes / 3) * 4) return null
  const bytes = Buffer.from(flat, 'base64')
  return bytes.length > mostPictureBytes ? null : bytes
}

/** Looks at the first bytes of each only: nothing is decoded, so that a refusal costs nothing. */
export function takePictures(biometrics: string[]): Buffer[] | PictureRefusal {
  if (biometrics.length === 0) return refused('biometrics_missing', 'Take at least one picture of your face.')
  if (biometrics.length > mostPictures) {
    return refused('too_many_pictures', `Send at most ${mostPictures} pictures; ${biometrics.length} came.`)
  }
  const pictures: Buffer[] = []
  for (const [index, text] of biometrics.entries()) {
    const bytes = pictureOf(text)
    if (!bytes) {
      const limit = `${mostPictureBytes / 1024 / 1024} MiB`
      return refused('picture_refused', `Picture ${index + 1} is not base64, or is larger than ${limit}.`)
    }
    try {
      checkPicture(bytes, formats)
    } catch (error) {
      return refusalOf(error, index)
    }
    pictures.push(bytes)
  }
  return pictures
}

/** One after the other, so that a request of many pictures leaves the engine room for others. @throws AppError `busy` */
export async function readPictures(
  context: Context,
  pictures: Buffer[],
  settings: Settings,
): Promise<ReadPictures | PictureRefusal> {
  const faces: SingleFace[] = []
  for (const [index, picture] of pictures.entries()) {
    const read = await readWalletPicture(context, picture, settings, index)
    if (read.outcome === 'refused') return read
    faces.push(read)
  }
  const best = bestOf(faces)
  const reference = faces[best]!
  if (reference.warnings.some(({ code }) => code === 'face_not_alignable')) {
    return refused('low_quality', reference.warnings.find(({ code }) => code === 'face_not_alignable')!.message)
  }
  const threshold = thresholdAt(context.engines.face.thresholds, settings.verifyFmr)
  const other = faces.findIndex(({ face }) => cosine(face.embedding, reference.face.embedding) < threshold)
  if (other !== -1) {
    return refused(
      'different_people',
      `Pictures ${best + 1} and ${other + 1} do not seem to show the same person. Take them again, alone.`,
    )
  }
  return { outcome: 'read', faces, best }
}

/** One picture under the wallet's gate. @throws AppError `busy` */
export async function readWalletPicture(
  context: Context,
  picture: Uint8Array,
  settings: Settings,
  index?: number,
): Promise<SingleFace | PictureRefusal> {
  try {
    const call = { picture, formats: [...formats], gate: 'wallet' as const, liveness: { kind: 'proof' as const } }
    const read = await readSingleFace(context, call, settings)
    if (read.outcome === 'face') return read
    const { code, message } = read.reason
    const known = code === 'face_not_found' || code === 'more_than_one_face'
    return refused(known ? code : 'low_quality', numbered(message, index))
  } catch (error) {
    return refusalOf(error, index)
  }
}

/** Fewest warnings first, then the widest distance between the eyes. */
function bestOf(faces: SingleFace[]): number {
  const rank = ({ warnings, face }: SingleFace) => [warnings.length, -face.quality.eyeDistancePx] as const
  return faces.reduce((best, candidate, index) => {
    const [a, b] = [rank(candidate), rank(faces[best]!)]
    return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? index : best
  }, 0)
}

/** Figures of a face as a credential states them. */
export function figuresOf({ quality, box }: DetectedFace): Record<string, number> {
  const round = (value: number) => Math.round(value * 1000) / 1000
  return {
    eyeDistancePx: round(quality.eyeDistancePx),
    faceWidthPx: round(box.width),
    detectionScore: round(quality.detectionScore),
    sharpness: round(quality.sharpness),
    brightness: round(quality.brightness),
    yawDegrees: round(quality.yawDegrees),
    pitchDegrees: round(quality.pitchDegrees),
    rollDegrees: round(quality.rollDegrees),
  }
}

function refusalOf(error: unknown, index: number | undefined): PictureRefusal {
  if (!(error instanceof AppError) || error.code !== 'picture_refused') throw error
  return refused('picture_refused', numbered(error.message, index))
}

const numbered = (message: string, index: number | undefined) =>
  index === undefined ? message : `Picture ${index + 1}: ${message}`

function refused(code: PictureRefusalCode, message: string): PictureRefusal {
  return { outcome: 'refused', code, message }
}
