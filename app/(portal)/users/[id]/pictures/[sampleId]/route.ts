/** A picture of a person; each look at one is in the audit trail, with its purpose. */
import type { NextRequest } from 'next/server'
import { answerPicture } from '@/app/_lib/picture-answer'
import { lookAtPicture } from '@/domain/faces/look'
import { lookPurposes } from '@/domain/looks'

export async function GET(
  request: NextRequest,
  { params }: RouteContext<'/users/[id]/pictures/[sampleId]'>,
): Promise<Response> {
  const { id: userId, sampleId } = await params
  const purpose = lookPurposes.find((one) => one === request.nextUrl.searchParams.get('purpose'))
  return answerPicture(request, (context) => lookAtPicture(context, { userId, sampleId, purpose: purpose! }))
}
