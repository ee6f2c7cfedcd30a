/**
 * Pictures and recordings on their way from a page of the portal: too large for a server action's body, so they come to routes under /api/portal.
 * Signed in by cookie like a page, answered like an action.
 */
import { NextResponse } from 'next/server'
import { AppError } from '@/domain/errors'
import { noteTurnedAway } from '@/domain/turned-away'
import { refusal } from './act'
import { adminContext, type AdminContext } from './auth'
import { CutOff, readBody } from './body'
import { isOwnPage } from './own-page'
import { routeOf } from './route-of'

/** As the front server lets through under /api. */
const limitBytes = 8 * 1024 * 1024

/** @param run gets the form and the context of the admin who sent it */
export async function answerUpload<T>(
  request: Request,
  run: (context: AdminContext, form: FormData) => Promise<T>,
): Promise<Response> {
  let admin: AdminContext | null = null
  try {
    if (!isOwnPage(request)) throw new AppError('forbidden', 'This is taken from our own pages only.')
    admin = await adminContext()
    if (!admin) throw new AppError('unauthenticated', 'You were signed out. Please sign in again.')
    const form = await readForm(request)
    const value = await run({ ...admin, signal: request.signal }, form)
    return answer(200, { ok: true, value })
  } catch (error) {
    if (error instanceof CutOff) return new Response(null, { status: 400 })
    if (!(error instanceof AppError)) throw error
    if (admin) noteTurnedAway(admin, routeOf(request), error)
    return answer(isOfCaller(error) ? error.status : 200, refusal(error))
  }
}

/** Like an action, a refusal is an answer; only who should not have asked at all hears it from the status too. */
const isOfCaller = ({ code }: AppError) => code === 'unauthenticated' || code === 'forbidden'

/** @throws AppError `invalid_input` when the form has no such picture */
export async function pictureOf(form: FormData, name: string): Promise<Uint8Array> {
  const [picture] = await picturesOf(form, name)
  if (!picture)
    throw new AppError('invalid_input', 'Please choose a picture.', {
      fields: [{ field: name, message: 'Please choose a picture.' }],
    })
  return picture
}

/** @throws AppError `invalid_input` when the form has no such recording */
export async function recordingOf(form: FormData, name: string): Promise<Uint8Array> {
  const [recording] = await picturesOf(form, name)
  if (recording) return recording
  const message = 'Please speak, or choose a WAV file.'
  throw new AppError('invalid_input', message, { fields: [{ field: name, message }] })
}

export async function picturesOf(form: FormData, name: string): Promise<Uint8Array[]> {
  const files = form.getAll(name).filter((entry) => entry instanceof File)
  return Promise.all(files.map(async (file) => new Uint8Array(await file.arrayBuffer())))
}

async function readForm(request: Request): Promise<FormData> {
  const body = await readBody(request, limitBytes)
  if (!body) throw new AppError('too_large', 'Together the files are larger than 8 MiB. Choose fewer or smaller ones.')
  try {
    return await new Response(body, {
      headers: { 'content-type': request.headers.get('content-type') ?? '' },
    }).formData()
  } catch (cause) {
    throw new AppError('invalid_input', 'The form could not be read.', { cause })
  }
}

function answer(status: number, body: unknown): Response {
  return NextResponse.json(body, { status, headers: { 'cache-control': 'no-store' } })
}
