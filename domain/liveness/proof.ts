/** A passed liveness check as a proof of a face call: its holder's own, for a few minutes, once, and for the face of that person only. */
import { and, eq, gt, isNull } from 'drizzle-orm'
import { cosine } from '@/engines/math'
import { defaultFmr, thresholdAt } from '@/engines/face/decide'
import type { Actor, Context } from '../context'
import { AppError } from '../errors'
import type { Settings } from '../settings'
import { asVector } from '../templates'
import { templatePlace } from './challenge'
import type { Liveness } from './claim'

export interface Proof {
  /**
   * Uses it up, once the faces were read and before anything is told of them.
   * @param faces templates of the picture; null where the call makes none
   * @throws AppError `liveness_invalid` where none of them is the person who passed, or the check was used meanwhile
   */
  spend(faces: readonly Float32Array[] | null): Promise<void>
}

const none: Proof = { spend: async () => undefined }

/** Whose a check is that this caller asked for. */
export function holderOf(actor: Actor): string {
  if (!('id' in actor)) throw new AppError('forbidden', 'This act needs a caller that is known.')
  return `${actor.kind} ${actor.id}`
}

/** @throws AppError `liveness_required`, `liveness_invalid` */
export async function requireLiveness(context: Context, settings: Settings, liveness: Liveness): Promise<Proof> {
  if (!settings.liveness || liveness.kind === 'claimed') return none
  const { id, holder = holderOf(context.actor) } = liveness
  if (!id) throw new AppError('liveness_required', 'This tenant asks for a passed liveness check.')
  if (!('tenantId' in context.actor)) throw invalid()
  const { livenessChecks } = context.db.tables
  const isUsable = and(
    eq(livenessChecks.id, id),
    eq(livenessChecks.tenantId, context.actor.tenantId),
    eq(livenessChecks.holder, holder),
    eq(livenessChecks.passed, true),
    isNull(livenessChecks.usedAt),
    gt(livenessChecks.usableUntil, context.now()),
  )
  const [check] = await context.db.sql.select().from(livenessChecks).where(isUsable)
  if (!check?.sealed) throw invalid()
  const sealed = check.sealed
  return {
    async spend(faces) {
      if (faces?.length === 0) return
      if (faces && !(await isAmong(context, check.tenantId, { ...check, sealed }, faces))) throw otherPerson()
      const spent = await context.db.transact((tx) =>
        tx.sql
          .update(livenessChecks)
          .set({ usedAt: context.now(), sealed: null })
          .where(isUsable)
          .returning({ id: livenessChecks.id }),
      )
      if (spent.length === 0) throw invalid()
    },
  }
}

async function isAmong(
  context: Context,
  tenantId: string,
  { id, model, sealed }: { id: string; model: string | null; sealed: Uint8Array },
  faces: readonly Float32Array[],
): Promise<boolean> {
  const { face } = context.engines
  // Another model was taken into use within these minutes: there is nothing to compare with any more.
  if (model !== face.model.id) return false
  const person = asVector(await context.keys.openForTenant(templatePlace(tenantId, id), sealed))
  if (person instanceof Error) throw person
  const atLeast = thresholdAt(face.thresholds, defaultFmr)
  return faces.some((probe) => cosine(person, probe) >= atLeast)
}

const invalid = () => new AppError('liveness_invalid', 'There is no such passed liveness check.')
const otherPerson = () =>
  new AppError('liveness_invalid', 'The picture shows somebody else than who passed the liveness check.')
