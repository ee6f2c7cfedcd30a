/**
 * Counting on the write path: one addition in memory, no row and no wait. What was counted is written every few seconds
 * (flush.ts), so that a process that is killed loses the figures of those seconds; what must never be lost is in the audit
 * trail. Figures are for charts: no rule decides by them.
 */
import type { Database } from '@/db/types'
import type { Actor, Context } from '../context'
import { bucketOf } from './latency'

/** What is counted; charts ask by these names. */
export type FigureName =
  | 'user.created'
  | 'user.erased'
  | 'face.enrolled'
  | 'face.adapted'
  | 'face.verified'
  | 'face.rejected'
  | 'face.found'
  | 'face.unknown'
  /** `key`: the gate's or the decoder's code. */
  | 'face.refused'
  /** `key`: the client's id. */
  | 'client.called'
  /** `key`: a bucket of latency.ts. From the hand-over to the engine until its answer, waiting included. */
  | 'engine.read'
  | 'engine.search'
  /** As `engine.read`, of one side of a document. */
  | 'engine.document'
  /** `key`: the verdict. */
  | 'document.validated'
  | 'liveness.passed'
  /** `key`: the first reason. */
  | 'liveness.failed'
  /** As `engine.read`, of a burst. */
  | 'engine.liveness'
  | 'voice.enrolled'
  | 'voice.adapted'
  | 'voice.verified'
  | 'voice.rejected'
  /** `key`: the gate's or the decoder's code, or why a comparison refused it. */
  | 'voice.refused'
  /** As `engine.read`, of a recording. */
  | 'engine.voice'
  /** Two pictures that a caller brought. `key`: `same` or `other`. */
  | 'faces.compared'
  /** People whom a terminal should have let go of. `key`: the terminal's id. */
  | 'terminal.revocation_overdue'

export interface Pending {
  tenantId: string
  /** The hour, in ms since 1970. */
  hourMs: number
  name: string
  key: string
  total: number
}

export const hourMs = 3_600_000

/** On `globalThis`, because Next bundles this module several times into a process that has one database. */
const shared = globalThis as typeof globalThis & { limenFigures?: WeakMap<Database, Map<string, Pending>> }
const pendingByDatabase = (shared.limenFigures ??= new WeakMap())

/** What this process has counted and not written yet. */
export function pendingFigures(db: Database): Map<string, Pending> {
  let pending = pendingByDatabase.get(db)
  if (!pending) pendingByDatabase.set(db, (pending = new Map()))
  return pending
}

/** Counts one for the caller's tenant. Callers that belong to none are not counted. */
export function countFigure(context: Pick<Context, 'db' | 'now'> & { actor: Actor }, name: FigureName, key = ''): void {
  if (!('tenantId' in context.actor)) return
  const at = context.now().getTime()
  addFigure(pendingFigures(context.db), {
    tenantId: context.actor.tenantId,
    hourMs: at - (at % hourMs),
    name,
    key,
    total: 1,
  })
}

/** Counts how long an engine took to answer; what it refused is not timed. */
export async function timed<T>(context: Context, name: `engine.${string}` & FigureName, run: () => Promise<T>) {
  const since = performance.now()
  const value = await run()
  countFigure(context, name, bucketOf(performance.now() - since))
  return value
}

export function addFigure(to: Map<string, Pending>, figure: Pending): void {
  const place = `${figure.tenantId} ${figure.hourMs} ${figure.name} ${figure.key}`
  const before = to.get(place)
  if (before) before.total += figure.total
  else to.set(place, { ...figure })
}
