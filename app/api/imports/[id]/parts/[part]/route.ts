/** One part of an archive on its way in. A route and not a server action, because those are given whole forms. */
import { adminContext } from '@/app/_lib/auth'
import { CutOff, readBody } from '@/app/_lib/body'
import { refuse } from '@/app/api/imports/refuse'
import { AppError } from '@/domain/errors'
import { putPart, requirePart } from '@/domain/imports/upload'

interface Params {
  params: Promise<{ id: string; part: string }>
}

/** Only pages of ours send this, and no form of another site can. */
export async function PUT(request: Request, { params }: Params): Promise<Response> {
  const { id, part: name } = await params
  try {
    const context = await adminContext()
    if (!context) throw new AppError('unauthenticated', 'You were signed out. Please sign in again.')
    const part = /^\d{1,6}$/.test(name) ? Number(name) : -1
    // Before a byte is read.
    const { byteCount } = await requirePart(context, { importId: id, part })
    const bytes = await readBody(request, byteCount)
    if (bytes === null) throw new AppError('too_large', `Part ${part} has ${byteCount} bytes.`)
    await putPart(context, { importId: id, part, bytes })
    return new Response(null, { status: 204 })
  } catch (error) {
    // The caller hung up: nobody is there to be told.
    if (error instanceof CutOff) return new Response(null, { status: 400 })
    return refuse(error)
  }
}
