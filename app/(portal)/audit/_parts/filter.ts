/** What of the audit page stands in the address, read alike by the page, the export and the watch for new lines. */
import { createLoader, createSerializer, parseAsIsoDateTime } from 'nuqs/server'
import { parseAsPlace, parseAsWords } from '@/app/_lib/table-state'
import type { AuditFilter } from '@/domain/audit-trail/filter'

const filterParsers = {
  actor: parseAsWords,
  action: parseAsWords,
  subject: parseAsWords,
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
}

export const auditParsers = { ...filterParsers, before: parseAsPlace, after: parseAsPlace }

export const loadAudit = createLoader(auditParsers)
export const auditQuery = createSerializer(auditParsers)

type Loaded = Awaited<ReturnType<typeof loadAudit>>

/** Nothing asked for is left out, so that it filters nothing. */
export function filterOf({ actor, action, subject, from, to }: Pick<Loaded, keyof typeof filterParsers>): AuditFilter {
  return {
    actor: idOf(actor),
    action: idOf(action),
    subject: idOf(subject),
    from: from ?? undefined,
    to: to ?? undefined,
  }
}

/** Nothing has a longer one, so that what is cut off finds nothing either. */
const idOf = (text: string | null) => text?.trim().slice(0, 100) || undefined
