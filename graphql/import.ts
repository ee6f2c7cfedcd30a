/**
 * Imports: archives of pictures that become users. The archive itself does not come through the graph: it is sent in parts to
 * `/api/imports/{importId}/parts/{n}` by PUT, by the admin who is signed in; what came of each row is a file at
 * `/api/imports/{importId}/result`.
 */
import { importsByIds } from '@/domain/by-ids'
import { cancelImport } from '@/domain/imports/end'
import { getImport, listImportRows, pageOfImports, type ImportFigures, type ImportRow } from '@/domain/imports/one'
import { partBytes } from '@/domain/imports/parts'
import { runImport } from '@/domain/imports/run'
import { finishUpload, startImport, type Import as ImportShape } from '@/domain/imports/upload'
import { builder } from './builder'
import { enumOf } from './enums'
import { TooLarge } from './errors'
import { decodeCursor, decodeNumber, encodeCursor, encodeKey, rowId } from './ids'
import { mutation } from './mutation'
import { pageArgs, pageCost, pageDefault, pageOf } from './pages'
import { User } from './user'

const ImportState = enumOf('ImportState', [
  'uploading',
  'checking',
  'checked',
  'importing',
  'done',
  'cancelled',
  'failed',
  'expired',
])
const RowCheck = enumOf('ImportRowCheck', ['ok', 'warning', 'refused'])
const RowOutcome = enumOf('ImportRowOutcome', ['enrolled', 'added', 'exists', 'refused', 'failed'])

const Figures = builder.objectRef<ImportFigures>('ImportFigures').implement({
  description: 'How many rows, by what the check and the import said of them.',
  fields: (t) => ({
    rows: t.exposeInt('rows'),
    checked: t.exposeInt('checked'),
    ok: t.exposeInt('ok'),
    warning: t.exposeInt('warning'),
    refused: t.exposeInt('refused', { description: 'By the check: these are not imported.' }),
    users: t.exposeInt('users', { description: 'People whom the rows that pass are of.' }),
    enrolled: t.int({ resolve: ({ outcomes }) => outcomes.enrolled }),
    added: t.int({ resolve: ({ outcomes }) => outcomes.added }),
    exists: t.int({ resolve: ({ outcomes }) => outcomes.exists }),
    refusedAtImport: t.int({ resolve: ({ outcomes }) => outcomes.refused }),
    failed: t.int({ resolve: ({ outcomes }) => outcomes.failed }),
  }),
})

const Row = builder.objectRef<ImportRow>('ImportRow').implement({
  description: 'A row of the table in the archive.',
  fields: (t) => ({
    row: t.exposeInt('row', { description: 'As a spreadsheet counts: the headings are row 1.' }),
    externalId: t.exposeString('externalId'),
    file: t.exposeString('file'),
    check: t.expose('check', { type: RowCheck, nullable: true, description: 'Null until it was looked at.' }),
    outcome: t.expose('outcome', { type: RowOutcome, nullable: true, description: 'Null until it was imported.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why, for people.' }),
    user: t.field({ type: User, nullable: true, resolve: ({ userId }) => userId }),
  }),
})

const RowConnection = builder.connectionObject({ type: Row, name: 'ImportRowConnection' })

export const Import = builder.loadableNode('Import', {
  description: 'An archive of pictures on its way to becoming users.',
  id: { resolve: ({ id }: ImportShape) => id },
  load: (ids: string[], context) => importsByIds(context, ids),
  toKey: ({ id }) => id,
  cacheResolved: true,
  sort: false,
  fields: (t) => ({
    importId: t.exposeString('id', { description: 'Its id in the addresses of parts and of the result.' }),
    name: t.exposeString('name'),
    state: t.expose('state', { type: ImportState }),
    byteCount: t.exposeFloat('byteCount'),
    partCount: t.exposeInt('partCount', { description: 'Numbered from 0.' }),
    partBytes: t.int({ description: 'Of each part but the last.', resolve: () => partBytes }),
    rowCount: t.exposeInt('rowCount', { nullable: true }),
    error: t.exposeString('error', { nullable: true }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When the archive goes, if nobody imports it.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
    figures: t.field({
      type: Figures,
      complexity: 5,
      resolve: async ({ id }, _args, context) => (await getImport(context, { importId: id })).figures,
    }),
    rows: t.field({
      type: RowConnection,
      description: 'In the order of the table.',
      args: { ...pageArgs(t.arg), noted: t.arg.boolean({ description: 'Only those about which there is a word.' }) },
      complexity: pageCost,
      async resolve({ id }, { first, after, noted }, context) {
        const { rows, hasMore } = await listImportRows(context, {
          importId: id,
          show: noted ? 'noted' : 'all',
          first: first ?? pageDefault,
          after: after == null ? undefined : decodeNumber(after),
        })
        return pageOf(rows, { hasMore, after, cursor: ({ row }) => encodeKey([row]) })
      },
    }),
  }),
})

const ImportConnection = builder.connectionObject({ type: Import, name: 'ImportConnection' })

builder.queryField('imports', (t) =>
  t.field({
    type: ImportConnection,
    description: 'Newest first.',
    args: pageArgs(t.arg),
    complexity: pageCost,
    async resolve(_root, { first, after }, context) {
      const { imports, hasMore } = await pageOfImports(context, {
        first: first ?? pageDefault,
        after: after == null ? undefined : decodeCursor(after),
      })
      return pageOf(imports, { hasMore, after, cursor: encodeCursor })
    },
  }),
)

const ImportPayload = builder.objectRef<{ importId: string }>('ImportPayload').implement({
  fields: (t) => ({ import: t.field({ type: Import, resolve: ({ importId }) => importId }) }),
})

mutation('startImport', {
  description: 'Announces an archive (zip); its parts are sent to `/api/imports/{importId}/parts/{n}` by PUT.',
  input: (t) => ({ name: t.string({ required: true }), byteCount: t.float({ required: true }) }),
  payload: ImportPayload,
  errors: [TooLarge],
  run: async (context, { name, byteCount }) => ({ importId: (await startImport(context, { name, byteCount })).id }),
})

mutation('finishImportUpload', {
  description: 'All parts are there: the archive is checked, row by row.',
  input: (t) => ({ importId: t.id({ required: true }) }),
  payload: ImportPayload,
  run: async (context, { importId }) => ({
    importId: (await finishUpload(context, { importId: rowId('Import', importId) })).id,
  }),
})

mutation('runImport', {
  description: 'Makes users of the rows that passed the check.',
  input: (t) => ({ importId: t.id({ required: true }) }),
  payload: ImportPayload,
  run: async (context, input) => {
    const importId = rowId('Import', input.importId)
    await runImport(context, { importId })
    return { importId }
  },
})

mutation('cancelImport', {
  description: 'Users who were imported already stay.',
  input: (t) => ({ importId: t.id({ required: true }) }),
  payload: ImportPayload,
  run: async (context, { importId }) => ({
    importId: (await cancelImport(context, { importId: rowId('Import', importId) })).id,
  }),
})
