/** What this process does by itself, from the start until the bureau closes: its jobs, each kind by its handler, and its webhooks. */
import { forgetAccessJob } from '@/domain/access-log-forget'
import { auditCheckJob } from '@/domain/audit-trail/check'
import { checkpointJob } from '@/domain/checkpoints'
import type { Context } from '@/domain/context'
import { forgetDocumentsJob } from '@/domain/documents/held'
import { readDocumentJob } from '@/domain/documents/later'
import { expireDumpsJob } from '@/domain/dumps/expire'
import { makeDumpJob } from '@/domain/dumps/make'
import { eraseJob } from '@/domain/erasures'
import { freeEventsJob } from '@/domain/events/free'
import { forgetCallsJob } from '@/domain/idempotency'
import { forgetFiguresJob } from '@/domain/figures/flush'
import { runJobs, type JobHandlers } from '@/domain/job-loop'
import { checkImportJob } from '@/domain/imports/check'
import { expireImportsJob } from '@/domain/imports/end'
import { runImportJob } from '@/domain/imports/run'
import { forgetJobsJob } from '@/domain/jobs'
import { switchModelsJob } from '@/domain/models/switch'
import { forgetLinksJob } from '@/domain/links'
import { forgetLivenessJob } from '@/domain/liveness/forget'
import { sendMailJob } from '@/domain/mail/job'
import { applyRetentionJob, scheduleRetentionJob } from '@/domain/retention/apply'
import { forgetOnboardingsJob, processOnboardingJob } from '@/domain/onboardings/later'
import { findOrphansJob, removeOrphansJob } from '@/domain/sweep'
import { forgetDialoguesJob } from '@/domain/voice/dialogues'
import { forgetWalletJob } from '@/domain/wallet/challenges'
import { forgetQrJob } from '@/domain/qr-credential/forget'
import { revocationAlarmJob } from '@/domain/terminals/sync'
import { forgetDeliveriesJob } from '@/domain/webhooks/forget'
import { runWebhooks } from '@/domain/webhooks/loop'
import { eraseUsersJob } from '@/domain/users/bulk'
import { recountUsersJob } from '@/domain/users/standing'

export const handlers: JobHandlers = {
  'access_log.forget': forgetAccessJob,
  'audit.check': auditCheckJob,
  'audit.checkpoint': checkpointJob,
  'blobs.find_orphans': findOrphansJob,
  'blobs.remove_orphans': removeOrphansJob,
  'calls.forget': forgetCallsJob,
  'dialogues.forget': forgetDialoguesJob,
  'document.read': readDocumentJob,
  'documents.forget': forgetDocumentsJob,
  'dump.make': makeDumpJob,
  'dumps.expire': expireDumpsJob,
  'events.free': freeEventsJob,
  'figures.forget': forgetFiguresJob,
  'import.check': checkImportJob,
  'import.run': runImportJob,
  'imports.expire': expireImportsJob,
  'jobs.forget': forgetJobsJob,
  'links.forget': forgetLinksJob,
  'liveness.forget': forgetLivenessJob,
  'mail.send': sendMailJob,
  'models.switch': switchModelsJob,
  'onboarding.process': processOnboardingJob,
  'onboardings.forget': forgetOnboardingsJob,
  'qr_credentials.forget': forgetQrJob,
  'retention.apply': applyRetentionJob,
  'retention.schedule': scheduleRetentionJob,
  'terminals.check_revocations': revocationAlarmJob,
  'user.erase': eraseJob,
  'users.erase': eraseUsersJob,
  'users.recount': recountUsersJob,
  'wallet.forget': forgetWalletJob,
  'webhooks.forget': forgetDeliveriesJob,
}

/** @returns stops both loops; resolves once every running job and every call to a customer's system has stopped */
export function startJobs(context: Context): () => Promise<void> {
  const stop = new AbortController()
  const stopped = Promise.all([runJobs(context, handlers, stop.signal), runWebhooks(context, stop.signal)])
  return async () => {
    stop.abort()
    await stopped
  }
}
