/** From picture bytes to the one face that a call is about, or the reason why there is none. Compares nothing. */
import { z } from 'zod'
import { gateProfiles, judge, type Gate, type Reason } from '@/engines/face/decide'
import type { CallOptions, DetectedFace, FaceProperties, FaceReading, FaceReadOptions } from '@/engines/types'
import type { Context } from '../context'
import { isFault } from '../faults'
import { countFigure, timed } from '../figures/count'
import { livenessSchema } from '../liveness/claim'
import { bytesSchema } from '../parse'
import type { Settings } from '../settings'
import { callersFault } from './formats'

/** What every face call takes. */
export const faceInputSchema = z.object({
  picture: bytesSchema,
  formats: z
    .array(z.enum(['jpeg', 'png', 'webp']))
    .readonly()
    .default(['jpeg', 'png', 'webp']),
  /** Which enrolment gate holds; a probe passes the same one, because what is unreadable resembles everybody. */
  gate: z.enum(['legacy', 'wallet', 'events']),
  liveness: livenessSchema.default({ kind: 'proof' }),
})

export type FaceInput = z.output<typeof faceInputSchema>

/** The call was right, but the picture does not show what it needs. An answer, not an error. */
export interface Refused {
  outcome: 'refused'
  reason: Reason
}

type Embedded = DetectedFace & { embedding: Float32Array }

export interface SingleFace {
  outcome: 'face'
  face: Embedded
  picture: Uint8Array
  reading: FaceReading
  /** What could be better about the picture. */
  warnings: Reason[]
}

/** The one face that the picture is of, with its template. @throws AppError `picture_refused`, `busy` */
export async function readSingleFace(
  context: Context,
  input: FaceInput,
  settings: Settings,
  options: Pick<CallOptions, 'accepted'> = {},
): Promise<SingleFace | Refused> {
  const reading = await readFaces(context, input, options)
  const { reason, warnings } = judge(reading, gateOf(input, settings))
  if (reason) return refused(context, reason)
  return { outcome: 'face', face: embedded(reading.faces[0]!), picture: input.picture, reading, warnings }
}

/** Every face of the picture that is large enough to be compared. @throws as `readSingleFace` */
export async function readEveryFace(
  context: Context,
  input: FaceInput,
  settings: Settings,
): Promise<{ outcome: 'faces'; faces: Embedded[] } | Refused> {
  const reading = await readFaces(context, input, {})
  const gate = gateOf(input, settings)
  const faces = reading.faces.filter((face) => judge({ ...reading, faces: [face] }, gate).accepted)
  if (faces.length > 0) return { outcome: 'faces', faces: faces.map(embedded) }
  const { reason } = judge({ ...reading, faces: reading.faces.slice(0, 1) }, gate)
  return refused(context, reason!)
}

/** Age, gender and, if asked for, emotions of the one face; no template is made. @throws as `readSingleFace` */
export async function readProperties(
  context: Context,
  input: FaceInput,
  settings: Settings,
): Promise<{ outcome: 'read'; properties: FaceProperties } | Refused> {
  const properties = settings.emotions ? 'with-emotions' : true
  const reading = await readFaces(context, input, { embed: false, properties })
  const { reason } = judge(reading, gateOf(input, settings))
  if (reason) return refused(context, reason)
  const [face] = reading.faces
  if (!face?.properties) throw new Error('The engine was asked for properties and gave none.')
  return { outcome: 'read', properties: face.properties }
}

/** Everything the engine sees in the picture, unjudged. @throws AppError `picture_refused`, `busy` */
export async function readFaces(
  context: Context,
  input: FaceInput,
  options: FaceReadOptions & Pick<CallOptions, 'accepted'>,
): Promise<FaceReading> {
  try {
    const { actor, signal } = context
    const share = 'tenantId' in actor ? actor.tenantId : undefined
    const call = { ...options, formats: [...input.formats], share, signal }
    return await timed(context, 'engine.read', () => context.engines.face.read(input.picture, call))
  } catch (error) {
    if (isFault(error, 'PictureRefused')) countFigure(context, 'face.refused', error.code)
    throw callersFault(error)
  }
}

function refused(context: Context, reason: Reason): Refused {
  countFigure(context, 'face.refused', reason.code)
  return { outcome: 'refused', reason }
}

/** The profile's limits, unless the tenant has its own. */
export function gateOf({ gate }: FaceInput, { minEyeDistancePx }: Settings): Gate {
  return { ...gateProfiles[gate], ...(minEyeDistancePx !== null && { minEyeDistancePx }) }
}

function embedded(face: DetectedFace): Embedded {
  if (!face.embedding) throw new Error('The engine was asked for a template and gave none.')
  return { ...face, embedding: face.embedding }
}
