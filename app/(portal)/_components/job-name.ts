/** What the bureau does by itself, in words: on the dashboard, and in the audit trail as who did it. */
const names: Record<string, string> = {
  'access_log.forget': 'Clearing out the access log',
  'audit.check': 'Proof of the audit trail',
  'audit.checkpoint': 'Signature of the audit trail',
  'blobs.find_orphans': 'Search for files that belong to nothing',
  'blobs.remove_orphans': 'Removal of files that belong to nothing',
  'calls.forget': 'Clearing out old idempotency keys',
  'document.read': 'Reading of a document',
  'documents.forget': 'Deletion of documents whose time is over',
  'dump.make': 'Dump',
  'dumps.expire': 'Destruction of old dumps',
  'events.free': 'End of the collections of past events',
  'figures.forget': 'Clearing out old figures',
  'import.check': 'Check of an import',
  'import.run': 'Import',
  'onboarding.process': 'Enrolment by the API',
  'onboardings.forget': 'Clearing out old enrolments of the API',
  'imports.expire': 'Clearing out old imports',
  'jobs.forget': 'Clearing out old jobs',
  'links.forget': 'Clearing out old links',
  'mail.send': 'Mail',
  'retention.apply': 'Retention rules',
  'retention.schedule': 'Daily start of the retention rules',
  'terminals.check_revocations': 'Look for revocations that are overdue',
  'user.erase': 'Erasure of a user',
  'users.erase': 'Erasure of several users',
  'users.recount': 'Recount of the users',
  'wallet.forget': 'Clearing out old wallet challenges',
  'webhooks.forget': 'Clearing out old deliveries of webhooks',
}

/** The kind as it is, where nobody has put it into words. */
export const jobName = (kind: string) => names[kind] ?? kind.replaceAll(/[._]/g, ' ')
