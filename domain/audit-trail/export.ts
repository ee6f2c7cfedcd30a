/** The audit trail as a file: everything that a filter lets through, in the order in which it happened, at flat memory. */
import { z } from 'zod'
import { writeAudit, type AuditLine } from '../audit'
import type { Context } from '../context'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { filterSchema, scanLines, spanOf, type AuditFilter, type Span } from './filter'

/** Lines held at once. */
const batchSize = 1_000

const schema = z.object({ filter: filterSchema.default({}), format: z.enum(['jsonl', 'csv']) })

const columns = [
  'seq',
  'at',
  'actorKind',
  'actorId',
  'action',
  'subjectKind',
  'subjectId',
  'detail',
  'previousHash',
  'hash',
] as const

/**
 * Writes down that the trail was exported, then gives it: lines of JSON with every field, so that a whole export can be
 * proven without this bureau, or a table of the same columns.
 */
export async function exportAudit(context: Context, input: z.input<typeof schema>): Promise<AsyncGenerator<string>> {
  const { filter, format } = parse(schema, input)
  const tenantId = tenantFor(context, 'audit:read')
  const span = await spanOf(context.db, tenantId, filter)
  await context.db.transact((tx) =>
    writeAudit(tx, context, {
      action: 'audit.exported',
      subject: { kind: 'tenant', id: tenantId },
      // By what it was filtered, not by which words: those were typed by a person.
      detail: { format, filteredBy: Object.keys(filter), upTo: span.to - 1 },
    }),
  )
  return format === 'jsonl' ? asJson(context, tenantId, filter, span) : asTable(context, tenantId, filter, span)
}

async function* asJson(context: Context, tenantId: string, filter: AuditFilter, span: Span): AsyncGenerator<string> {
  for await (const lines of batches(context, tenantId, filter, span)) {
    yield lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  }
}

async function* asTable(context: Context, tenantId: string, filter: AuditFilter, span: Span): AsyncGenerator<string> {
  yield `${columns.join(',')}\r\n`
  for await (const lines of batches(context, tenantId, filter, span)) {
    yield lines.map((line) => `${columns.map((column) => cell(line[column])).join(',')}\r\n`).join('')
  }
}

async function* batches(
  { db, signal }: Context,
  tenantId: string,
  filter: AuditFilter,
  span: Span,
): AsyncGenerator<AuditLine[]> {
  for (let from = span.from; from < span.to;) {
    signal?.throwIfAborted()
    const scan = await scanLines(db, tenantId, filter, { ...span, from }, { want: batchSize, upwards: true })
    if (scan.lines.length > 0) yield scan.lines
    if (scan.stoppedAt !== null) from = scan.stoppedAt
    else if (scan.lines.length === batchSize) from = scan.lines.at(-1)!.seq + 1
    else return
  }
}

function cell(value: AuditLine[keyof AuditLine]): string {
  const text =
    value instanceof Date ? value.toISOString() : typeof value === 'object' ? JSON.stringify(value) : `${value}`
  return /^[\w.:-]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`
}
