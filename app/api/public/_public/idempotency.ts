/**
 * `Idempotency-Key`: the first call under a key does its work, and what it was answered is given again for a day. The answer is kept
 * sealed under the tenant's key. A call that failed leaves the key free, so that it can be made again; one that was cut off after its
 * work was done does not.
 */
import { z } from 'zod'
import type { Context } from '@/domain/context'
import { forgetCall, idempotentCall, makeReserved, recall, reserveCall, settleCall } from '@/domain/idempotency'
import { Refusal, wrongField, type Answer } from './answer'

const keySchema = z.string().regex(/^[\x21-\x7e]{1,128}$/)

const answerSchema = z.object({ status: z.literal([200, 201, 202, 204, 207]), body: z.unknown() })

/** After so long the process that made the first call is taken to have ended during it. */
const abandonedMs = 5 * 60_000

export async function answerOnce(
  context: Context,
  request: Request,
  body: unknown,
  answer: () => Promise<Answer>,
): Promise<Answer> {
  const key = request.headers.get('idempotency-key')
  if (key === null) return answer()
  if (!keySchema.safeParse(key).success) {
    throw wrongField('Idempotency-Key', 'invalid', 'has 1 to 128 visible ASCII characters')
  }
  const { actor } = context
  if (!('tenantId' in actor)) throw new Error('Only callers of a tenant come here.')
  const { tenantId } = actor
  const { pathname, search } = new URL(request.url)
  const call = idempotentCall(context, { tenantId, key, operation: `POST ${pathname}${search}`, input: body })
  const place = { table: 'idempotent_calls', row: `${actor.id} ${key}`, tenantId }

  const before = await recall(context, call)
  if (before?.answer !== undefined) return replay(context, place, before.answer)
  const reserved = await reserveCall(context, call, abandonedMs)
  if (reserved === 'lost') {
    throw new Refusal(
      'conflict',
      'The first call under this key was made, and its answer was lost. Look at what it did.',
    )
  }
  if (reserved === 'theirs') {
    // Whoever was quicker may be done by now.
    const answered = (await recall(context, call))?.answer
    if (answered !== undefined) return replay(context, place, answered)
    const message = 'The first call under this key has not been answered yet. Repeat it in a moment.'
    throw new Refusal('idempotency_key_in_progress', message, { headers: { 'retry-after': '1' } })
  }
  let made: Answer
  try {
    made = await makeReserved(call, answer)
  } catch (error) {
    await forgetCall(context, call)
    throw error
  }
  const sealed = await context.keys.sealForTenant(place, Buffer.from(JSON.stringify(made)))
  await settleCall(context, call, { answer: sealed.toString('base64') })
  return made
}

async function replay(
  { keys }: Context,
  place: { table: string; row: string; tenantId: string },
  sealed: string,
): Promise<Answer> {
  const opened = await keys.openForTenant(place, Buffer.from(sealed, 'base64'))
  return answerSchema.parse(JSON.parse(opened.toString()))
}
