/** Brings a store to the present schema: runs the generated statements it has not seen yet, under a lock, all or none. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from './store'

interface Journal {
  entries: { tag: string }[]
}

/**
 * @param set names the record of what was applied: `main` or `keystore`
 * @param folder as drizzle-kit wrote it
 * @throws when the database holds a migration that the folder does not: a newer Limen wrote it
 */
export async function migrate(store: Store, set: 'main' | 'keystore', folder: string): Promise<void> {
  const journal = JSON.parse(await readFile(join(folder, 'meta', '_journal.json'), 'utf8')) as Journal
  const files = await Promise.all(
    journal.entries.map(async ({ tag }) => ({ tag, text: await readFile(join(folder, `${tag}.sql`), 'utf8') })),
  )

  await store.exclusively(async (run) => {
    const record = `limen_migrations_${set}`
    await run(`create table if not exists ${record} (tag text primary key, applied_at text not null)`)
    const applied = new Set((await run(`select tag from ${record}`)).map((row) => String(row.tag)))
    const unknown = [...applied].filter((tag) => !files.some((file) => file.tag === tag))
    if (unknown.length > 0) {
      throw new Error(
        `The ${set} database was written by a newer Limen (it knows ${unknown.join(', ')}). Start that version, or restore an older copy.`,
      )
    }
    for (const { tag, text } of files.filter((file) => !applied.has(file.tag))) {
      for (const statement of text.split('--> statement-breakpoint')) await run(statement)
      await run(`insert into ${record} (tag, applied_at) values ('${tag}', '${new Date().toISOString()}')`)
    }
  })
}
