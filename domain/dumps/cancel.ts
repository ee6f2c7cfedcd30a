/** Takes back a dump that is waiting or being made. */
import { z } from 'zod'
import type { Context } from '../context'
import { AppError } from '../errors'
import { cancelJob } from '../jobs'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { activeStates, endDump, findDump, type Dump } from './dump'

const schema = z.object({ id: z.string().max(64) })

/** The job notices within a second. @throws AppError `not_found`; `conflict` when it has ended already */
export async function cancelDump(context: Context, input: z.input<typeof schema>): Promise<Dump> {
  const { id } = parse(schema, input)
  const tenantId = tenantFor(context, 'dumps:run')
  const seen = await findDump(context.db, tenantId, id)
  const isActive = activeStates.some((state) => state === seen.state)
  const dump = isActive ? await endDump(context, seen, { state: 'cancelled', action: 'dump.cancelled' }) : null
  if (!dump) {
    // It may have begun, or become ready, since it was looked at.
    const { state } = await findDump(context.db, tenantId, id)
    if (isActive && state === 'running') return cancelDump(context, { id })
    throw new AppError('conflict', `This dump is ${state} already.`, { subject: 'dump' })
  }
  await context.db
    .transact((tx) => cancelJob(tx, tenantId, seen.jobId, context.now()))
    .catch((error: unknown) => {
      // It ended by itself meanwhile.
      if (!(error instanceof AppError)) throw error
    })
  return dump
}
