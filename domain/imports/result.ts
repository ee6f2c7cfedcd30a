/** The files around an import: what came of each row, and an empty table to begin with. */
import { csvLine } from '../csv'
import type { Context } from '../context'
import { tenantFor } from '../permissions'
import { importById, listImportRows } from './one'

const pageRows = 500

/** A byte order mark: without it spreadsheets take UTF-8 for something else. */
const mark = '\uFEFF'

/** What the table of an import looks like. */
export const tableTemplate =
  mark +
  [
    ['external_id', 'file', 'consent_text', 'consent_version', 'consent_language'],
    ['1001', 'pictures/1001.jpg', '', '', ''],
    ['1002', 'pictures/1002-a.jpg', 'recognition', '1', 'en'],
    ['1002', 'pictures/1002-b.jpg', '', '', ''],
  ]
    .map(csvLine)
    .join('')

/** One line a row of the table, in pieces. @throws AppError `not_found` before the first piece */
export async function importResult(
  context: Context,
  { importId }: { importId: string },
): Promise<{ name: string; pieces: AsyncGenerator<string> }> {
  const tenantId = tenantFor(context, 'users:import')
  const found = await importById(context.db, tenantId, importId)
  const base = found.name.replace(/\.zip$/i, '').replaceAll(/[^A-Za-z0-9._-]+/g, '-')
  return { name: `${base || 'import'}-result.csv`, pieces: linesOf(context, importId) }
}

async function* linesOf(context: Context, importId: string): AsyncGenerator<string> {
  yield mark + csvLine(['row', 'external_id', 'file', 'outcome', 'reason', 'user_id'])
  for (let after = 0; ;) {
    const { rows, hasMore } = await listImportRows(context, { importId, first: pageRows, after })
    yield rows
      .map(({ row, externalId, file, check, outcome, reason, userId }) =>
        csvLine([
          String(row),
          externalId,
          file,
          outcome ?? (check === 'refused' ? 'refused' : check === null ? 'not checked' : 'not imported'),
          reason ?? '',
          userId ?? '',
        ]),
      )
      .join('')
    if (!hasMore) return
    after = rows.at(-1)!.row
  }
}
