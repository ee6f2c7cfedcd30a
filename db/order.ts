/** The few expressions over columns that the dialects write differently. */
import { sql, type AnyColumn, type SQL } from 'drizzle-orm'
import { isStorable } from './storable'
import type { Handle } from './types'

/** Text in the order of its bytes, whatever the database's language: what an index by `byteOrder` is made for. */
export function byBytes({ dialect }: Pick<Handle, 'dialect'>, column: AnyColumn): SQL {
  return dialect === 'postgres' ? sql`${column} collate "C"` : sql`${column}`
}

/** All text that begins with `prefix` lies from it up to, and without, this: in the order of the bytes. */
export function endOfPrefix(prefix: string): string {
  return `${prefix}\u{10ffff}`
}

/** Days since 1970, UTC, of a time. */
export function dayOf({ dialect }: Pick<Handle, 'dialect'>, column: AnyColumn): SQL<number> {
  return (
    dialect === 'postgres'
      ? sql<number>`floor(extract(epoch from ${column}) / 86400)::int`
      : sql<number>`${column} / 86400000`
  ).mapWith(Number)
}

/** Whether text holds these words, in whatever case; SQLite knows that of ASCII letters alone. */
export function contains({ dialect }: Pick<Handle, 'dialect'>, column: AnyColumn, words: string): SQL {
  if (dialect === 'postgres') return sql`strpos(lower(${column}), lower(${words})) > 0`
  return sql`(instr(${column}, ${words}) > 0 or instr(lower(${column}), lower(${words})) > 0)`
}

/** `column in (…)` for a list of any length, which travels as one parameter. */
export function isOneOf({ dialect }: Pick<Handle, 'dialect'>, column: AnyColumn, values: readonly string[]): SQL {
  // No row holds other text, and PostgreSQL reads no JSON that does.
  const json = JSON.stringify(values.filter(isStorable))
  return dialect === 'postgres'
    ? sql`${column} in (select jsonb_array_elements_text(${json}::jsonb))`
    : sql`${column} in (select value from json_each(${json}))`
}
