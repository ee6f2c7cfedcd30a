/** How much room the database takes, asked of each dialect in its own way. */
import { sql } from 'drizzle-orm'
import type { Handle } from './types'

/** Bytes of the main database, journals left out. */
export async function databaseBytes({ sql: read, dialect }: Handle): Promise<number> {
  const bytes =
    dialect === 'postgres'
      ? sql<number>`pg_database_size(current_database())`
      : sql<number>`(select page_count * page_size from pragma_page_count(), pragma_page_size())`
  // A select without a table is the one form that both drivers run through the same builder.
  const [row] = await read.select({ bytes: bytes.mapWith(Number) }).from(sql`(select 1) as one`)
  return row!.bytes
}
