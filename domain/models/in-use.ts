/** Keeps templates of a model that is no longer in use from being written by whoever has not noticed yet. */
import { and, eq, inArray, ne } from 'drizzle-orm'
import type { Tx } from '@/db/types'
import { AppError } from '../errors'
import { PutOff } from '../jobs'
import { modelById, type Kind } from './rows'

const retryAfterSeconds = 3
const jobPauseMs = 5_000

/**
 * Behind an audit line, or a hold, of the template's tenant: a switch holds the chains of all tenants, so that what is read here stays true
 * until the transaction ends.
 * @throws AppError `busy` when the template was made by a model that is not, or in a moment will not be, in use
 */
export async function assertInUse(tx: Tx, kind: Kind, model: string, at: Date): Promise<void> {
  const { activeModels, modelSwitches } = tx.tables
  const [active] = await tx.sql.select().from(activeModels).where(eq(activeModels.kind, kind))
  // Which of the shipped models is meant, the environment says; an added one it is not.
  const isInUse = active ? active.modelId === model : (await modelById(tx, model)) === null
  if (!isInUse) throw changed()
  const [underWay] = await tx.sql.select().from(modelSwitches).where(eq(modelSwitches.slot, kind))
  if (underWay?.state === 'running' && underWay.pausedUntil && underWay.pausedUntil > at) throw changed()
}

/** The same picture, read by the new model, is good: the caller tries again. */
const changed = () =>
  new AppError('busy', 'Another recognition model is being taken into use; try again in a moment.', {
    reason: 'model_changed',
    retryAfterSeconds,
  })

/** Whether an error says that the caller's engines are not in use any more. */
export const isModelChanged = (error: unknown) => error instanceof AppError && error.options.reason === 'model_changed'

/** For a job: its next try has the engines of then. @throws PutOff */
export function putOffIfModelChanged(error: unknown): void {
  if (isModelChanged(error)) throw new PutOff(jobPauseMs)
}

/**
 * Removes face templates that a switch left because they could not be made anew, with their pictures: whoever enrols again has others now,
 * and a way back must not bring these again. @returns blobs to remove once the transaction has committed
 */
export async function dropLeftFaces(tx: Tx, userId: string, model: string): Promise<string[]> {
  const { modelSwitches, samples, templates } = tx.tables
  const done = await tx.sql
    .selectDistinct({ model: modelSwitches.fromModel })
    .from(modelSwitches)
    .where(
      and(
        eq(modelSwitches.kind, 'face'),
        inArray(modelSwitches.state, ['switched', 'done']),
        ne(modelSwitches.fromModel, model),
      ),
    )
  if (done.length === 0) return []
  const left = and(
    eq(templates.userId, userId),
    eq(templates.kind, 'face'),
    inArray(
      templates.model,
      done.map((one) => one.model),
    ),
  )
  const gone = await tx.sql.delete(templates).where(left).returning({ sampleId: templates.sampleId })
  const sampleIds = gone.flatMap(({ sampleId }) => (sampleId === null ? [] : [sampleId]))
  if (sampleIds.length === 0) return []
  const pictures = await tx.sql
    .delete(samples)
    .where(inArray(samples.id, sampleIds))
    .returning({ name: samples.blobName })
  return pictures.map(({ name }) => name)
}
