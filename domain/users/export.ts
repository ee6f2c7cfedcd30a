/** The list of users as a CSV file: who they are to the bureau and nothing they are recognised by. */
import { z } from 'zod'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import type { User } from '../users'
import { countUsers, eachUserPage, userFilterSchema } from './list'

const columns: { name: string; value: (user: User) => string }[] = [
  { name: 'id', value: ({ id }) => id },
  { name: 'uuid', value: ({ uuid }) => uuid },
  { name: 'external_id', value: ({ externalId }) => externalId ?? '' },
  { name: 'status', value: ({ status }) => status },
  { name: 'face', value: ({ hasFace }) => yesNo(hasFace) },
  { name: 'voice', value: ({ hasVoice }) => yesNo(hasVoice) },
  { name: 'possible_duplicate', value: ({ flagged }) => yesNo(flagged) },
  { name: 'created_at', value: ({ createdAt }) => createdAt.toISOString() },
  { name: 'last_seen_at', value: ({ lastSeenAt }) => lastSeenAt?.toISOString() ?? '' },
]

/**
 * Written down before the first line is given out; the lines are read from the database as the reader takes them.
 * @throws AppError `invalid_input`
 */
export async function exportUsers(
  context: Context,
  input: z.input<typeof userFilterSchema>,
): Promise<AsyncGenerator<string>> {
  const filter = parse(userFilterSchema, input)
  const tenantId = tenantFor(context, 'users:export')
  const users = await countUsers(context, filter)
  await context.db.transact((tx) =>
    writeAudit(tx, context, {
      action: 'users.exported',
      subject: { kind: 'tenant', id: tenantId },
      detail: { users, filtered: filter.search !== '' || Object.values(kindsOf(filter)).some(Boolean) },
    }),
  )
  return lines(context, tenantId, filter)
}

const kindsOf = ({ status, modality, from, to, flagged }: z.output<typeof userFilterSchema>) => ({
  status: status.length > 0,
  modality,
  from,
  to,
  flagged,
})

async function* lines(
  context: Context,
  tenantId: string,
  filter: z.output<typeof userFilterSchema>,
): AsyncGenerator<string> {
  // The mark makes Excel read UTF-8.
  yield `\uFEFF${columns.map(({ name }) => name).join(',')}\r\n`
  for await (const page of eachUserPage(context, tenantId, filter)) {
    yield page.map((user) => `${columns.map(({ value }) => cell(value(user))).join(',')}\r\n`).join('')
  }
}

/** Quoted where needed. What a spreadsheet would take for a formula gets an apostrophe in front, which makes it text. */
export function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const yesNo = (is: boolean) => (is ? 'yes' : 'no')
