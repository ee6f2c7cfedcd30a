/** What of the audit page stands in the address, read alike by the page, the export and the watch for new lines. */
import { createLoader, createSerializer, parseAsInteger, parseAsIsoDateTime, parseAsString } from 'nuqs/server'
import type { AuditFilter } from '@/domain/audit-trail/filter'

const filterParsers = {
  actor: parseAsString,
  action: parseAsString,
  subject: parseAsString,
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
}

export const auditParsers = { ...filterParsers, before: parseAsInteger, after: parseAsInteger }

export const loadAudit = createLoader(auditParsers)
export const auditQuery = createSerializer(auditParsers)

type Loaded = Awaited<ReturnType<typeof loadAudit>>

/** Nothing asked for is left out, so that it filters nothing. */
export function filterOf({ actor, action, subject, from, to }: Pick<Loaded, keyof typeof filterParsers>): AuditFilter {
  return {
    actor: actor || undefined,
    action: action || undefined,
    subject: subject || undefined,
    from: from ?? undefined,
    to: to ?? undefined,
  }
}
