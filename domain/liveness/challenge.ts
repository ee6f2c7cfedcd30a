/**
 * A liveness check from its question to its verdict: a plan drawn by chance is given out with a token, the burst that answers it is judged
 * from the frames themselves, once, and a passed check is a proof for a few minutes (proof.ts). Whoever asks for one is its holder, and
 * nobody else can answer or use it.
 */
import { and, eq, gt, inArray, isNull } from 'drizzle-orm'
import { createHash, randomInt } from 'node:crypto'
import { z } from 'zod'
import { drawPlan } from '@/engines/liveness/plan'
import type {
  BurstFrame,
  LivenessAction,
  LivenessJudgement,
  LivenessPlan,
  LivenessReason,
} from '@/engines/liveness/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { callersFault, isForWantOfRoom } from '../faces/formats'
import { countFigure, timed } from '../figures/count'
import { hashToken, newId, sameHash } from '../ids'
import { bytesSchema, parse } from '../parse'
import { forgetChecksAt } from './forget'

/** The rows of which tenant, and who alone may answer: `client <id>`, `admin <id>`, `link <id>`. */
export interface Holder {
  tenantId: string
  holder: string
}

export interface LivenessChallenge {
  id: string
  /** Has to come back with the frames. */
  token: string
  plan: LivenessPlan
  /** Until when frames are taken. */
  expiresAt: Date
}

/** How many movements, where nobody says. */
export const usualSteps = 4
/** Beyond the plan itself, for starting the camera and for a slow network. */
const answerMs = 3 * 60_000
/** How long a passed check is a proof (legacy contract 3.5, I). */
const proofMs = 5 * 60_000
/** All frames of one burst. */
export const mostBurstBytes = 6 * 1024 * 1024
/** Frames by which a burst is known again: those with the smallest hashes. */
const remembered = 8

/**
 * @param of how many movements, and whether somebody needs twice the time for them
 * @param chance what the plan is drawn by; only an evaluation, which has to be the same each time, gives another one
 */
export async function startLivenessCheck(
  context: Context,
  { tenantId, holder, steps = usualSteps, calm = false }: Holder & { steps?: number; calm?: boolean },
  chance: () => number = platformChance,
): Promise<LivenessChallenge> {
  const plan = drawPlan({ steps, slowness: calm ? 2 : 1 }, chance)
  const now = context.now()
  const id = newId(now.getTime())
  const expiresAt = new Date(now.getTime() + plan.lengthMs + answerMs)
  await context.db.transact(async (tx) => {
    await tx.sql.insert(tx.tables.livenessChecks).values({
      id,
      tenantId,
      holder,
      plan: { ...plan },
      answerUntil: expiresAt,
      keepUntil: expiresAt,
      createdAt: now,
    })
    await forgetChecksAt(tx, context, expiresAt)
  })
  return { id, token: tokenOf(context, tenantId, id), plan, expiresAt }
}

/** 48 bits of the platform's randomness. */
const platformChance = () => randomInt(2 ** 48 - 1) / (2 ** 48 - 1)

const tokenOf = ({ keys }: Context, tenantId: string, id: string) =>
  keys.mac('liveness', `${tenantId} ${id}`).toString('base64url')

export const burstSchema = z.object({
  id: z.string().max(100),
  token: z.string().max(200),
  frames: z
    .array(z.object({ atMs: z.number().int().min(-1).max(600_000), picture: bytesSchema }))
    .max(1_000)
    .refine((frames) => frames.reduce((sum, { picture }) => sum + picture.length, 0) <= mostBurstBytes, {
      message: `All frames together may have ${mostBurstBytes / 1024 / 1024} MB.`,
    }),
})

export interface LivenessVerdict {
  id: string
  passed: boolean
  /** Empty when passed; `action` is what was asked for then. The first is the one to tell the person. */
  reasons: { reason: LivenessReason; action: LivenessAction | null }[]
  /** Steps of the plan that nothing was found against, and steps in all. */
  stepsDone: number
  steps: number
  /** Until when the check may be used as a proof; null where it was not passed. */
  usableUntil: Date | null
  /** The frame on which the person looks straight ahead, as it was sent; null where it was not passed. */
  frontal: Uint8Array | null
}

/**
 * @throws AppError `not_found` (liveness_check) for a check that is not there, is another holder's, was answered, or whose time is over;
 * `busy`
 */
export async function judgeLivenessCheck(
  context: Context,
  { tenantId, holder, ...input }: Holder & z.input<typeof burstSchema>,
): Promise<LivenessVerdict> {
  const { id, token, frames } = parse(burstSchema, input)
  const { plan, elapsedMs } = await takeUp(context, { tenantId, holder, id, token })
  const judgement = await judge(context, tenantId, { frames, plan, elapsedMs }).catch(async (error: unknown) => {
    // The burst is as good in a moment.
    if (isForWantOfRoom(error)) await giveBack(context, id)
    throw error
  })
  return conclude(context, { tenantId, id, plan, frames, judgement })
}

interface TakenUp {
  plan: LivenessPlan
  /** Since the plan was given out. */
  elapsedMs: number
}

/** Marks the check as answered before anything costly: of two bursts for one check, one is judged. */
async function takeUp(context: Context, of: Holder & { id: string; token: string }): Promise<TakenUp> {
  const { tenantId, holder, id, token } = of
  const gone = () =>
    new AppError(
      'not_found',
      'There is no such liveness check, or it was answered, or its time is over. Ask for another one.',
      {
        subject: 'liveness_check',
      },
    )
  if (!sameHash(hashToken(token), hashToken(tokenOf(context, tenantId, id)))) throw gone()
  const { livenessChecks } = context.db.tables
  const now = context.now()
  const [row] = await context.db.transact((tx) =>
    tx.sql
      .update(livenessChecks)
      .set({ answeredAt: now })
      .where(
        and(
          eq(livenessChecks.id, id),
          eq(livenessChecks.tenantId, tenantId),
          eq(livenessChecks.holder, holder),
          isNull(livenessChecks.answeredAt),
          gt(livenessChecks.answerUntil, now),
        ),
      )
      .returning(),
  )
  if (!row) throw gone()
  return { plan: row.plan as unknown as LivenessPlan, elapsedMs: now.getTime() - row.createdAt.getTime() }
}

async function giveBack(context: Context, id: string): Promise<void> {
  const { livenessChecks } = context.db.tables
  await context.db.transact((tx) =>
    tx.sql
      .update(livenessChecks)
      .set({ answeredAt: null })
      .where(and(eq(livenessChecks.id, id), isNull(livenessChecks.passed))),
  )
}

async function judge(
  context: Context,
  tenantId: string,
  { frames, plan, elapsedMs }: TakenUp & { frames: readonly BurstFrame[] },
): Promise<LivenessJudgement> {
  const refused = (reason: LivenessReason): LivenessJudgement => ({
    passed: false,
    reasons: [{ reason, step: null }],
    frontal: null,
  })
  // Nobody films for longer than there was time.
  if (frames.some(({ atMs }) => atMs > elapsedMs)) return refused('timing_wrong')
  if (await wasSeen(context, tenantId, frames)) return refused('frames_repeated')
  const call = { share: tenantId, signal: context.signal }
  try {
    return await timed(context, 'engine.liveness', () => context.engines.liveness.judge(frames, plan, call))
  } catch (error) {
    throw callersFault(error)
  }
}

const hashesOf = (frames: readonly BurstFrame[]): string[] =>
  frames
    .map(({ picture }) => createHash('sha256').update(picture).digest('hex'))
    .sort()
    .slice(0, remembered)

/** Whether one of its frames was in an earlier burst. */
async function wasSeen({ db }: Context, tenantId: string, frames: readonly BurstFrame[]): Promise<boolean> {
  if (frames.length === 0) return false
  const { livenessFrames } = db.tables
  const [known] = await db.sql
    .select({ id: livenessFrames.id })
    .from(livenessFrames)
    .where(and(eq(livenessFrames.tenantId, tenantId), inArray(livenessFrames.frameHash, hashesOf(frames))))
    .limit(1)
  return known !== undefined
}

async function conclude(
  context: Context,
  of: { tenantId: string; id: string; plan: LivenessPlan; frames: readonly BurstFrame[]; judgement: LivenessJudgement },
): Promise<LivenessVerdict> {
  const { tenantId, id, plan, frames, judgement } = of
  const { passed, reasons, frontal } = judgement
  const now = context.now()
  const usableUntil = passed ? new Date(now.getTime() + proofMs) : null
  const template = passed ? frontal!.face.embedding! : null
  const sealed = template && (await context.keys.sealForTenant(templatePlace(tenantId, id), bytesOf(template)))
  await context.db.transact(async (tx) => {
    const { livenessChecks, livenessFrames } = tx.tables
    await writeAudit(tx, context, {
      action: passed ? 'liveness.passed' : 'liveness.failed',
      subject: { kind: 'liveness_check', id },
      tenantId,
      ...(passed ? {} : { detail: { reasons: reasons.map(({ reason }) => reason) } }),
    })
    const model = sealed && context.engines.face.model.id
    await tx.sql
      .update(livenessChecks)
      .set({ passed, reasons, usableUntil, sealed, model, ...(usableUntil && { keepUntil: usableUntil }) })
      .where(eq(livenessChecks.id, id))
    const known = hashesOf(frames).map((frameHash) => ({
      id: newId(now.getTime()),
      tenantId,
      frameHash,
      createdAt: now,
    }))
    if (known.length > 0) await tx.sql.insert(livenessFrames).values(known).onConflictDoNothing()
    if (usableUntil) await forgetChecksAt(tx, context, usableUntil)
  })
  countFigure(context, passed ? 'liveness.passed' : 'liveness.failed', passed ? undefined : reasons[0]?.reason)
  const stepsFailed = new Set(reasons.flatMap(({ step }) => step ?? []))
  const isWhole = reasons.some(({ step }) => step === null)
  return {
    id,
    passed,
    reasons: reasons.map(({ reason, step }) => ({ reason, action: step === null ? null : plan.steps[step]!.action })),
    stepsDone: isWhole ? 0 : plan.steps.length - stepsFailed.size,
    steps: plan.steps.length,
    usableUntil,
    frontal: passed ? frames[frontal!.frame]!.picture : null,
  }
}

export const templatePlace = (tenantId: string, id: string) => ({ table: 'liveness_checks', row: id, tenantId })

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => new Uint8Array(buffer, byteOffset, byteLength)
