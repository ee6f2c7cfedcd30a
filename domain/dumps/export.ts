/** `limen dump`: the operator's own dump of a tenant, written where the operator says. */
import { z } from 'zod'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { newId } from '../ids'
import { parse, storableText } from '../parse'
import { assertMay } from '../permissions'
import { getTenantBySlug, slugSchema } from '../tenants'
import { freeName, toDump, type Dump } from './dump'
import { biometricsChoices, dumpName } from './format'
import { passphraseSchema } from './run'
import { writeDump, type DumpOrder, type Sink } from './write'

const schema = z.object({
  tenantSlug: slugSchema,
  biometrics: z.enum(biometricsChoices),
  passphrase: passphraseSchema.optional(),
  reason: storableText.pipe(z.string().trim().min(10).max(500)).optional(),
})

/**
 * The file is nobody's but the operator's: no clock ends it, and receipts of erasures name it without an end.
 * @param sink takes the file, and anew when somebody was erased while it was written
 */
export async function exportDump(
  context: Context,
  input: z.input<typeof schema>,
  sink: Sink,
  progress?: DumpOrder['progress'],
): Promise<Dump> {
  const { tenantSlug, biometrics, passphrase, reason } = parse(schema, input)
  assertMay(context, 'tenants:manage')
  const { id: tenantId } = await getTenantBySlug(context, tenantSlug)
  const actorId = 'id' in context.actor ? context.actor.id : context.actor.kind
  const { sizeBytes, sha256, counts, takenAt } = await writeDump(
    context,
    {
      tenantId,
      withBiometrics: biometrics !== 'none',
      passphrase: passphrase ?? null,
      createdBy: { kind: context.actor.kind, id: actorId },
      signal: context.signal,
      progress,
    },
    sink,
  )
  return context.db.transact(async (tx) => {
    const id = newId(context.now().getTime())
    await writeAudit(tx, context, {
      action: 'dump.exported',
      subject: { kind: 'dump', id },
      detail: { biometrics, sha256, sizeBytes, records: counts },
      tenantId,
    })
    const [row] = await tx.sql
      .insert(tx.tables.dumps)
      .values({
        id,
        tenantId,
        name: await freeName(tx, tenantId, dumpName(takenAt)),
        state: 'exported',
        biometrics,
        reason: reason ?? null,
        requestedBy: actorId,
        jobId: '',
        createdAt: takenAt,
        takenAt,
        finishedAt: context.now(),
        sizeBytes,
        sha256,
        counts,
      })
      .returning()
    return toDump(row!)
  })
}
