/** A picture of a document that is held for minutes: for whoever read it, opened for this answer, kept by nobody on the way. */
import { NextResponse, type NextRequest } from 'next/server'
import { adminContext } from '@/app/_lib/auth'
import { readHeldDocument } from '@/domain/documents/held'
import { AppError } from '@/domain/errors'
import { cuts, sides } from '../../../_parts/view'

const headers = {
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': `default-src 'none'; sandbox`,
}

export async function GET(
  request: NextRequest,
  { params }: RouteContext<'/documents/[reference]/[side]/[cut]'>,
): Promise<Response> {
  if (request.headers.get('sec-fetch-site') === 'cross-site')
    return refusal(403, 'Pictures are shown on our own pages only.')
  const context = await adminContext()
  if (!context) return refusal(401, 'Please sign in.')
  const { reference, ...asked } = await params
  const side = sides.find((one) => one === asked.side)
  const cut = cuts.find((one) => one === asked.cut)
  try {
    const read = await readHeldDocument(context, { reference })
    const picture = side && cut && read[side]?.[cut]?.picture
    if (!picture) return refusal(404, 'This document has no such picture.')
    return new Response(new Uint8Array(picture), { headers: { ...headers, 'content-type': 'image/jpeg' } })
  } catch (error) {
    if (error instanceof AppError) return refusal(error.status, error.message)
    throw error
  }
}

const refusal = (status: number, message: string) => NextResponse.json({ message }, { status, headers })
