/** "Run dump": writes the order down, which is at once visible and soon picked up by a job. */
import { and, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import type { Handle } from '@/db/types'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { newId } from '../ids'
import { enqueue } from '../jobs'
import { parse, storableText } from '../parse'
import { tenantFor } from '../permissions'
import { assertFresh } from '../sessions'
import { activeStates, assertMayTakePlain, freeName, toDump, type Dump } from './dump'
import { settleAbandoned } from './expire'
import { biometricsChoices, dumpName } from './format'
import { sealPassphrase } from './passphrase'

/** Whoever has the file can try passphrases for ever. */
export const passphraseSchema = storableText.pipe(
  z.string().min(12, 'Use at least 12 characters.').max(200, 'Use at most 200 characters.'),
)

const schema = z
  .object({
    biometrics: z.enum(biometricsChoices).default('none'),
    passphrase: passphraseSchema.optional(),
    reason: storableText.pipe(z.string().trim().min(10, 'Say it in at least 10 characters.').max(500)).optional(),
  })
  .refine(({ biometrics, passphrase }) => (biometrics === 'passphrase') === (passphrase !== undefined), {
    message: 'A passphrase is needed, and only for a dump that it protects.',
    path: ['passphrase'],
  })
  .refine(({ biometrics, reason }) => (biometrics === 'plain') === (reason !== undefined), {
    message: 'A reason is needed, and only for plain pictures and templates.',
    path: ['reason'],
  })

export type DumpRequest = z.input<typeof schema>

/**
 * Pictures and templates need a fresh sign-in; in the clear, an owner's.
 * @throws AppError `conflict` while another dump is made; `forbidden`; `fresh_sign_in_required`
 */
export async function runDump(context: Context, input: DumpRequest): Promise<Dump> {
  const { biometrics, passphrase, reason } = parse(schema, input)
  const tenantId = tenantFor(context, 'dumps:run')
  if (biometrics === 'plain') assertMayTakePlain(context)
  if (biometrics !== 'none') assertFresh(context)
  await settleAbandoned(context, tenantId)

  const id = newId(context.now().getTime())
  const keyOwner = await context.keys.createDumpKey(tenantId)
  try {
    const passphraseSealed = passphrase ? await sealPassphrase(context, { id, tenantId, keyOwner }, passphrase) : null
    return await context.db.transact(async (tx) => {
      // First the line: it lets one writer of the tenant through at a time, so that two cannot both see no other dump.
      await writeAudit(tx, context, {
        action: 'dump.requested',
        subject: { kind: 'dump', id },
        detail: { biometrics },
      })
      await refuseSecond(tx, tenantId)
      const now = context.now()
      const jobId = await enqueue(tx, { tenantId, kind: 'dump.make', payload: { dumpId: id }, now })
      const [row] = await tx.sql
        .insert(tx.tables.dumps)
        .values({
          id,
          tenantId,
          name: await freeName(tx, tenantId, dumpName(now)),
          state: 'queued',
          biometrics,
          reason: reason ?? null,
          requestedBy: 'id' in context.actor ? context.actor.id : context.actor.kind,
          jobId: jobId!,
          createdAt: now,
          keyOwner,
          passphraseSealed,
        })
        .returning()
      return toDump(row!)
    })
  } catch (error) {
    await context.keys.destroyUser(keyOwner)
    throw error
  }
}

async function refuseSecond({ sql, tables: { dumps } }: Handle, tenantId: string): Promise<void> {
  const [other] = await sql
    .select({ name: dumps.name })
    .from(dumps)
    .where(and(eq(dumps.tenantId, tenantId), inArray(dumps.state, [...activeStates])))
    .limit(1)
  if (other) {
    throw new AppError('conflict', `The dump ${other.name} is still being made. Wait for it, or cancel it.`, {
      subject: 'dump',
    })
  }
}
