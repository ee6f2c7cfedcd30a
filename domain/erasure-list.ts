/** The receipts of erasures as people look through them: newest first, by day, or by the id of a user who is gone. */
import { and, asc, count, desc, eq, gte, lt } from 'drizzle-orm'
import { z } from 'zod'
import type { Context } from './context'
import { findLetGo, type Holder, type Named } from './erasure-holders'
import { sealOf, subjectHash, type Receipt, type Seal, type SignedReceipt } from './erasures'
import { parse, storableText } from './parse'
import { tenantFor } from './permissions'

const dayMs = 86_400_000
const daySchema = z.iso.date('Write the day as YYYY-MM-DD.')

const schema = z.object({
  page: z.number().int().min(1).max(1_000_000_000).default(1),
  size: z.number().int().min(1).max(200).default(15),
  /** In place of `page`: how many receipts lie in front. */
  offset: z.number().int().min(0).max(1_000_000_000).optional(),
  descending: z.boolean().default(true),
  /** First and last day on which they finished, UTC. */
  from: daySchema.optional(),
  to: daySchema.optional(),
  /** The whole id: a receipt holds nothing of it but a hash. */
  userId: storableText.pipe(z.string().trim().toLowerCase().max(100)).optional(),
})

/** A holder that the receipt names, and whether it has let go since. */
export type HolderNow = Holder & { hasLetGo: boolean }

export interface ListedErasure extends Pick<Receipt, 'id' | 'finishedAt' | 'requestedBy' | 'removed'> {
  holders: HolderNow[]
  seal: Seal
}

export async function listErasures(
  context: Context,
  input: z.input<typeof schema> = {},
): Promise<{ erasures: ListedErasure[]; total: number }> {
  const { page, size, offset, descending, from, to, userId } = parse(schema, input)
  const tenantId = tenantFor(context, 'users:read')
  const { erasures } = context.db.tables
  const direction = descending ? desc : asc
  const wanted = and(
    eq(erasures.tenantId, tenantId),
    from ? gte(erasures.createdAt, new Date(from)) : undefined,
    to ? lt(erasures.createdAt, new Date(Date.parse(to) + dayMs)) : undefined,
    userId ? eq(erasures.subjectHash, subjectHash(tenantId, userId)) : undefined,
  )
  const [rows, [counted]] = await Promise.all([
    context.db.sql
      .select({ receipt: erasures.receipt, revision: erasures.revision })
      .from(erasures)
      .where(wanted)
      .orderBy(direction(erasures.createdAt), direction(erasures.id))
      .limit(size)
      .offset(offset ?? (page - 1) * size),
    context.db.sql.select({ total: count() }).from(erasures).where(wanted),
  ])
  const signed = rows.map(({ receipt }) => receipt as unknown as SignedReceipt)
  const holders = await holdersNow(
    context,
    tenantId,
    signed.map(({ receipt }, index) => ({ holders: receipt.stillHeld ?? [], revision: rows[index]!.revision })),
  )
  return {
    erasures: signed.map((one, index) => {
      const { id, finishedAt, requestedBy, removed } = one.receipt
      return { id, finishedAt, requestedBy, removed, holders: holders[index]!, seal: sealOf(context, one) }
    }),
    total: counted!.total,
  }
}

/** What the receipt names as still holding something, as it is now. For who has read the receipt. */
export async function holdersOf(context: Context, { receipt }: SignedReceipt): Promise<HolderNow[]> {
  const tenantId = tenantFor(context, 'users:read')
  const { erasures } = context.db.tables
  const [row] = await context.db.sql
    .select({ revision: erasures.revision })
    .from(erasures)
    .where(and(eq(erasures.tenantId, tenantId), eq(erasures.id, receipt.id)))
  const named = { holders: receipt.stillHeld ?? [], revision: row?.revision ?? null }
  const [holders] = await holdersNow(context, tenantId, [named])
  return holders!
}

async function holdersNow(context: Context, tenantId: string, named: Named[]): Promise<HolderNow[][]> {
  const letGo = await findLetGo(context.db, tenantId, named, context.now())
  return named.map(({ holders }, index) =>
    holders.map((holder) => ({ ...holder, hasLetGo: letGo[index]!.has(holder.id) })),
  )
}
