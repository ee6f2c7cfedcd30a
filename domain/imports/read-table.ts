/** The first step of a check: the rows of the archive's table become rows of ours, each with what its words alone tell. */
import { eq } from 'drizzle-orm'
import type { Tables } from '@/db/tables'
import { listTexts, type TextHead } from '../consents/texts'
import type { Context } from '../context'
import { externalIdSchema } from '../users'
import { refusal, type Archive } from './archive'
import { readTable, type TableRow } from './table'
import type { Import } from './upload'

export const mostRows = 50_000
/** Pictures of one person. */
const mostPictures = 10
const batchRows = 200

type NewRow = Tables['importRows']['$inferInsert']

/** Begins from the first row each time, so that a crash in the middle leaves no half table. @throws AppError `invalid_input` */
export async function readRows(context: Context, { id, tenantId }: Import, archive: Archive): Promise<void> {
  const { imports, importRows } = context.db.tables
  await context.db.transact(async (tx) => {
    await tx.sql.delete(importRows).where(eq(importRows.importId, id))
  })
  const judge = judgeRows(
    archive,
    (await listTexts(context.db, tenantId)).filter(({ publishedAt }) => publishedAt),
  )
  let batch: NewRow[] = []
  let rowCount = 0
  const flush = async () => {
    const rows = batch
    batch = []
    if (rows.length > 0) await context.db.transact(async (tx) => void (await tx.sql.insert(importRows).values(rows)))
  }
  for await (const row of readTable(await archive.openTable())) {
    if (++rowCount > mostRows) throw refusal(`The table has more than ${mostRows} rows. Split the archive.`)
    batch.push({ importId: id, ...judge(row) })
    if (batch.length === batchRows) await flush()
  }
  if (rowCount === 0) throw refusal('The table has headings and no row.')
  await flush()
  await context.db.transact(async (tx) => {
    await tx.sql.update(imports).set({ rowCount }).where(eq(imports.id, id))
  })
}

function judgeRows(archive: Archive, texts: TextHead[]) {
  const rowOfFile = new Map<string, number>()
  const picturesOf = new Map<string, number>()
  return ({ row, externalId, file, consent }: TableRow): Omit<NewRow, 'importId'> => {
    const named = externalIdSchema.safeParse(externalId)
    const text = consent ? consentOf(consent, texts) : null
    const pictures = (picturesOf.get(externalId) ?? 0) + 1
    const first = rowOfFile.get(file)
    const reason = !named.success
      ? externalId === ''
        ? 'external_id is empty.'
        : 'external_id is too long, or has a character that cannot be stored.'
      : file === ''
        ? 'file is empty.'
        : first !== undefined
          ? `Row ${first} names this file already.`
          : pictures > mostPictures
            ? `A person may have ${mostPictures} pictures at most.`
            : typeof text === 'string'
              ? text
              : archive.problemOf(file)
    if (first === undefined) rowOfFile.set(file, row)
    if (reason === null) picturesOf.set(externalId, pictures)
    return {
      row,
      externalId: named.success ? named.data : storable(externalId, 256),
      file: storable(file, 1024),
      consentTextId: text && typeof text !== 'string' ? text.id : null,
      ...(reason !== null && { check: 'refused', reason }),
    }
  }
}

/** The published text that a row means, or why there is none. */
function consentOf({ purpose, version, language }: NonNullable<TableRow['consent']>, texts: TextHead[]) {
  const wanted = purpose === '' ? 'recognition' : purpose.toLowerCase()
  const ofPurpose = texts.filter((text) => text.purpose === wanted)
  if (ofPurpose.length === 0) return `There is no published consent text for '${storable(wanted, 40)}'.`
  const languages = new Set(ofPurpose.map((text) => text.language.toLowerCase()))
  if (language === '' && languages.size > 1)
    return 'consent_language is empty, and the text is there in several languages.'
  const spoken = ofPurpose.filter((text) => language === '' || text.language.toLowerCase() === language.toLowerCase())
  const meant = spoken
    .filter((text) => version === '' || String(text.version) === version)
    .sort((a, b) => b.version - a.version)
  return meant[0] ?? 'There is no published consent text of this version and language.'
}

/** What is shown of a cell that was refused. */
function storable(text: string, most: number): string {
  return text.slice(0, most).replaceAll(/[\0\p{Surrogate}]/gu, '?')
}
