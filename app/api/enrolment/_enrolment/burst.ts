/** The burst of a liveness check out of the form that the page sends: the check's id and token, times, and frames in their order. */
import { z } from 'zod'
import { AppError } from '@/domain/errors'
import { mostBurstBytes } from '@/domain/liveness/challenge'
import { parse } from '@/domain/parse'
import type { Asked } from './answer'

/** The frames, and what a form needs around them. */
export const burstLimitBytes = mostBurstBytes + 512 * 1024
const mostFrames = 400

const schema = z.object({
  id: z.string().min(1).max(100),
  token: z.string().min(1).max(4_096),
  /** When the camera took each frame, in milliseconds since the burst began. */
  times: z.array(z.number().int().min(0).max(600_000)).min(1).max(mostFrames),
})

/** @throws AppError `invalid_input` */
export async function readBurst({ body, type }: Asked) {
  const form = await formOf(body, type)
  const { id, token, times } = parse(schema, {
    id: form.get('id') ?? undefined,
    token: form.get('token') ?? undefined,
    times: timesOf(form.get('times')),
  })
  const files = form.getAll('frame').filter((entry) => entry instanceof File)
  if (files.length !== times.length) throw new AppError('invalid_input', 'There has to be one time for each frame.')
  const pictures = await Promise.all(files.map(async (file) => new Uint8Array(await file.arrayBuffer())))
  return { id, checkToken: token, frames: pictures.map((picture, index) => ({ atMs: times[index]!, picture })) }
}

async function formOf(body: Uint8Array<ArrayBuffer>, type: string): Promise<FormData> {
  try {
    return await new Response(body, { headers: { 'content-type': type } }).formData()
  } catch (cause) {
    throw new AppError('invalid_input', 'The form could not be read.', { cause })
  }
}

function timesOf(text: FormDataEntryValue | null): unknown {
  if (typeof text !== 'string' || text.length > 20 * mostFrames) return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('invalid_input', 'times: must be a list of numbers', { cause })
  }
}
