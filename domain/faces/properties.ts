/** What a face looks like: age, gender, and emotions where the tenant asked for them. Nobody is recognised or stored. */
import type { z } from 'zod'
import type { FaceProperties } from '@/engines/types'
import type { Context } from '../context'
import { requireLiveness } from '../liveness/proof'
import { parse } from '../parse'
import { faceInputSchema, readProperties, type Refused } from './read'
import { faceSettings } from './setting'

export type Properties = Refused | { outcome: 'read'; properties: FaceProperties }

/** @throws AppError `not_found` (face_engine), `liveness_*`, `picture_refused`, `busy` */
export async function faceProperties(context: Context, input: z.input<typeof faceInputSchema>): Promise<Properties> {
  const call = parse(faceInputSchema, input)
  const { settings } = await faceSettings(context, 'faces:compare')
  const proof = await requireLiveness(context, settings, call.liveness)
  const read = await readProperties(context, call, settings)
  if (read.outcome === 'read') await proof.spend(null)
  return read
}
