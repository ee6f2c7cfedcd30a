/** One look at one picture, or one recording, that is kept sealed: opened for this answer, kept by nobody on the way. */
import { NextResponse } from 'next/server'
import { adminContext, type AdminContext } from './auth'
import { AppError } from '@/domain/errors'

const headers = {
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': `default-src 'none'; sandbox`,
}

export interface Opened {
  bytes: Uint8Array
  contentType: string
}

/** @param open answers null when there is no such picture */
export async function answerPicture(
  request: Request,
  open: (context: AdminContext) => Promise<Opened | null>,
): Promise<Response> {
  // Another site cannot read the answer, but asking alone would put a look into the audit trail that nobody took.
  if (request.headers.get('sec-fetch-site') === 'cross-site')
    return refusal(403, 'This is shown on our own pages only.')
  const context = await adminContext()
  if (!context) return refusal(401, 'Please sign in.')
  try {
    const picture = await open(context)
    if (!picture) return refusal(404, 'There is no such thing.')
    return new Response(new Uint8Array(picture.bytes), {
      headers: { ...headers, 'content-type': picture.contentType },
    })
  } catch (error) {
    if (error instanceof AppError) return refusal(error.status, error.message)
    throw error
  }
}

const refusal = (status: number, message: string) => NextResponse.json({ message }, { status, headers })
