/**
 * What a terminal says of itself every so often, and what it is told in return: the time, its settings, at which score it may take
 * two faces for one person's, and a certificate of its key by which a door controller knows its decision tokens.
 */
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { defaultFmr, searchThreshold, thresholdAt } from '@/engines/face/decide'
import { changeHead } from '../changes'
import type { Context } from '../context'
import { AppError } from '../errors'
import { parse, storableText } from '../parse'
import { qrVersion } from '../qr-credential/version'
import { tenantById } from '../tenants'
import { zoneByRow } from '../zones/zones'
import { agree, rawFeedKey, type PublicJwk } from './agreement'
import { newAgreementKey, publicJwkSchema } from './agreement-key'
import { issueTerminalCertificate } from './certificate'
import { expectedDigest } from './snapshot'
import { startAnew } from './start-anew'
import { feedKeyPlace, type TerminalRow } from './terminals'

/** What is asked of terminals between two heartbeats. */
const heartbeatSeconds = 30
const dayMs = 86_400_000
const feedKeyDays = 30
/** A digest is compared as often as this at most, because it costs a look at everybody. */
const compareEveryMs = 15 * 60_000

const versionSchema = storableText.pipe(z.string().max(100))

export const heartbeatSchema = z.object({
  /** What the device's own clock shows. */
  time: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  versions: z.object({ software: versionSchema.optional(), engine: versionSchema.optional() }).default({}),
  held_users: z.number().int().min(0).max(10_000_000),
  /** A person may have several. */
  held_templates: z.number().int().min(0).max(100_000_000).optional(),
  /** The line up to which it holds everything, and the digest of that. */
  revision: z.number().int().min(0).optional(),
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})

export interface HeartbeatAnswer {
  server_time: string
  terminal: { id: string; name: string }
  zone: { id: string; name: string; mode: 'identify_only' | 'relay'; time_zone: string }
  /** How long members are let in while the bureau cannot be reached. */
  staleness_seconds: number
  heartbeat_seconds: number
  /** Of templates of this model two are one person's from this score on, among as many as are held. */
  recognition: { model: string; threshold: number; fpir: number }
  /** Movements that a device with a film asks for before a face lets somebody in. */
  movements: number
  /** Rises with what is to be known of QR credentials: `GET /edge/v1/qr`. */
  qr_version: number
  /** A JWT of the tenant's: the device's public key is that of this terminal, until it ends. */
  certificate: string
  /** The feed key is old: agree on another one. */
  rotate_feed_key: boolean
  /** What is held is not what should be: begin anew with a snapshot. */
  resync: boolean
}

export async function heartbeat(
  context: Context,
  terminal: TerminalRow,
  input: z.input<typeof heartbeatSchema>,
): Promise<HeartbeatAnswer> {
  const said = parse(heartbeatSchema, input)
  const now = context.now()
  const { tenantId } = terminal
  const { settings } = await tenantById(context.db, tenantId)
  const zone = await zoneByRow(context.db, tenantId, terminal.zoneRow)
  const resync = await differs(context, terminal, said)
  await context.db.transact(async (tx) => {
    const { terminals } = tx.tables
    await tx.sql
      .update(terminals)
      .set({
        lastSeenAt: now,
        versions: said.versions,
        clockDriftMs: said.time.getTime() - now.getTime(),
        heldUsers: said.held_users,
      })
      .where(eq(terminals.id, terminal.id))
    if (resync) await startAnew(tx, tenantId, eq(terminals.id, terminal.id))
    tx.wake('terminals', tenantId)
  })

  const { model, thresholds } = context.engines.face
  const size = Math.max(said.held_users, said.held_templates ?? 0)
  return {
    server_time: context.now().toISOString(),
    terminal: { id: terminal.id, name: terminal.name },
    zone: { id: zone.zoneId, name: zone.name, mode: zone.mode, time_zone: zone.timeZone },
    staleness_seconds: settings.terminalStalenessHours * 3_600,
    heartbeat_seconds: heartbeatSeconds,
    recognition: {
      model: model.id,
      // As searches here decide: never looser than a comparison of two, however few are held.
      threshold: Math.max(thresholdAt(thresholds, defaultFmr), searchThreshold(thresholds, settings.searchFpir, size)),
      fpir: settings.searchFpir,
    },
    movements: settings.doorMovements,
    qr_version: await qrVersion(context.db, tenantId),
    certificate: (await issueTerminalCertificate(context, terminal)).certificate,
    rotate_feed_key: !terminal.feedKeyAt || now.getTime() - terminal.feedKeyAt.getTime() > feedKeyDays * dayMs,
    resync,
  }
}

/** After it has begun anew for nothing, such as a template that does not open, it is left alone for a day. */
const pauseMs = dayMs
/** Terminal -> before when this process does not compare its digest again. */
const compared = new Map<string, number>()

/** Whether a terminal that says it is up to date holds something else than it should. */
async function differs(
  context: Context,
  terminal: TerminalRow,
  { revision, digest }: z.output<typeof heartbeatSchema>,
): Promise<boolean> {
  if (revision === undefined || digest === undefined || terminal.ackedAt === null) return false
  const now = context.now().getTime()
  if (now < (compared.get(terminal.id) ?? 0)) return false
  if ((await changeHead(context.db, terminal.tenantId)) !== revision) return false
  compared.set(terminal.id, now + compareEveryMs)
  const expected = await expectedDigest(context.db, terminal)
  // What changed while it was computed says nothing about the terminal.
  if ((await changeHead(context.db, terminal.tenantId)) !== revision) return false
  if (expected === digest) return false
  compared.set(terminal.id, now + pauseMs)
  context.log.warn(
    { terminal: terminal.id, revision },
    'a terminal holds something else than it should, and begins anew',
  )
  return true
}

const rotateSchema = z.object({ agreement_key: publicJwkSchema })

/** Another feed key; what is sent from now on is sealed by it. */
export async function rotateFeedKey(
  context: Context,
  terminal: TerminalRow,
  input: z.input<typeof rotateSchema>,
): Promise<{ agreement_key: PublicJwk; key_id: string }> {
  const { agreement_key: theirs } = parse(rotateSchema, input)
  const own = await newAgreementKey()
  const feedKey = await agree({ terminalId: terminal.id, own, theirs, side: 'bureau', extractable: true })
  const feedKeySealed = await context.keys.sealForTenant(feedKeyPlace(terminal), await rawFeedKey(feedKey))
  const changed = await context.db.transact((tx) => {
    const { terminals } = tx.tables
    return tx.sql
      .update(terminals)
      .set({ feedKeySealed, feedKeyId: feedKey.id, feedKeyAt: context.now() })
      .where(and(eq(terminals.id, terminal.id), eq(terminals.state, 'active')))
      .returning({ id: terminals.id })
  })
  if (changed.length === 0) throw new AppError('conflict', 'The terminal was retired.', { subject: 'terminal' })
  return { agreement_key: own.publicJwk, key_id: feedKey.id }
}
