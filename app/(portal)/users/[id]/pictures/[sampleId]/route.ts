/** One look at one picture: opened for this answer, kept by nobody on the way. */
import { NextResponse, type NextRequest } from 'next/server'
import { adminContext } from '@/app/_lib/auth'
import { AppError } from '@/domain/errors'
import { lookAtPicture, lookPurposes } from '@/domain/faces/look'

const headers = {
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': `default-src 'none'; sandbox`,
}

export async function GET(
  request: NextRequest,
  { params }: RouteContext<'/users/[id]/pictures/[sampleId]'>,
): Promise<Response> {
  // Another site cannot read the answer, but asking alone would put a look into the audit trail that nobody took.
  if (request.headers.get('sec-fetch-site') === 'cross-site')
    return refusal(403, 'Pictures are shown on our own pages only.')
  const context = await adminContext()
  if (!context) return refusal(401, 'Please sign in.')
  const { id: userId, sampleId } = await params
  try {
    const purpose = lookPurposes.find((one) => one === request.nextUrl.searchParams.get('purpose'))
    const { bytes, contentType } = await lookAtPicture(context, { userId, sampleId, purpose: purpose! })
    return new Response(new Uint8Array(bytes), { headers: { ...headers, 'content-type': contentType } })
  } catch (error) {
    if (error instanceof AppError) return refusal(error.status, error.message)
    throw error
  }
}

const refusal = (status: number, message: string) => NextResponse.json({ message }, { status, headers })
