/** Samples beside the templates that were made of them. */
import { sql, type SQL } from 'drizzle-orm'
import type { Handle } from '@/db/types'

/** For a join: the first template that was made of a sample. While the bureau switches to another model there are two. */
export function isFirstOfSample({ tables: { samples, templates } }: Handle): SQL {
  const ofSample = sql`select min("first"."id") from ${templates} as "first" where "first"."sample_id" = ${samples.id}`
  return sql`${templates.id} = (${ofSample})`
}
