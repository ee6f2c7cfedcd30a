/**
 * `limen restore`: reads a dump back into an empty bureau. Verified in whole before anything is written; written where nobody
 * can see it; made visible in one transaction. Whatever fails on the way leaves the bureau as it was.
 */
import { isUniqueViolation } from '@/db/violations'
import { makeCheckpoints } from '../../checkpoints'
import type { Context } from '../../context'
import { AppError } from '../../errors'
import { assertMay } from '../../permissions'
import { admit, type Admitted } from './admit'
import { assertRoom, removeStaged } from './empty'
import { loadSource } from './load'
import { openSource, type SourceOptions } from './source'
import { verifySource } from './verify'

export interface RestoreOptions extends SourceOptions {
  /** The bureau may hold other tenants. */
  beside?: boolean
  /** @param share 0..1 of the phase */
  progress?: (phase: 'verify' | 'load', share: number, note: string) => void
}

export interface Restored extends Admitted {
  tenant: { id: string; slug: string }
  madeAt: string
  /** Noun -> rows. */
  counts: Record<string, number>
  /** Pictures and templates that the dump did not hold: these people have to be enrolled again. */
  withoutBytes: number
}

/**
 * @throws AppError `invalid_input` for a file that is altered, cut or no dump; `conflict` where the bureau is not empty
 */
export async function restoreDump(context: Context, options: RestoreOptions): Promise<Restored> {
  assertMay(context, 'tenants:manage')
  const { beside = false, progress } = options
  const source = await openSource(options)
  try {
    const verified = await verifySource(context.db.tables, source, ({ share, note }) =>
      progress?.('verify', share, note),
    )
    await assertRoom(context.db, verified, { beside })
    await removeStaged(context)
    try {
      const { admitted, ...loaded } = await loadSource(context, source, verified, ({ share, note }) =>
        progress?.('load', share, note),
      )
      const who = await admit(context, { ...verified, rows: admitted, counts: loaded.counts, beside })
      await makeCheckpoints(context)
      const { id, slug } = verified.tenant
      return { tenant: { id, slug }, madeAt: verified.manifest.createdAt, ...loaded, ...who }
    } catch (error) {
      await removeStaged(context)
      if (!isUniqueViolation(error)) throw error
      const message =
        'This bureau has an admin, a client or a user of the dump already, under another tenant. Nothing was restored.'
      throw new AppError('conflict', message, { cause: error })
    }
  } finally {
    await source.close()
  }
}
