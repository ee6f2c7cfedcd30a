/** The rows of models, for those who only have to know which there are. */
import { eq } from 'drizzle-orm'
import type { Tables } from '@/db/tables'
import type { Handle } from '@/db/types'

export type ModelRow = Tables['models']['$inferSelect']
export type Kind = ModelRow['kind']

export async function modelById({ sql, tables: { models } }: Handle, id: string): Promise<ModelRow | null> {
  const [row] = await sql.select().from(models).where(eq(models.id, id))
  return row ?? null
}
