/** A recording of a person; each time one is listened to is in the audit trail, with its purpose. */
import type { NextRequest } from 'next/server'
import { answerPicture } from '@/app/_lib/picture-answer'
import { lookPurposes } from '@/domain/looks'
import { listenToRecording } from '@/domain/voice/listen'

export async function GET(
  request: NextRequest,
  { params }: RouteContext<'/users/[id]/recordings/[recordingId]'>,
): Promise<Response> {
  const { id: userId, recordingId } = await params
  const purpose = lookPurposes.find((one) => one === request.nextUrl.searchParams.get('purpose'))
  return answerPicture(request, (context) => listenToRecording(context, { userId, recordingId, purpose: purpose! }))
}
