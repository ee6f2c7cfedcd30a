/** What drizzle-kit reads to generate migrations/postgres. Nothing else imports it; schema.test.ts sees that no table is left out. */
import { postgresColumns } from './columns'
import { makeTables } from './tables'

export const {
  tenants,
  clients,
  users,
  devices,
  samples,
  templates,
  lookAlikes,
  changeHeads,
  changes,
  auditHeads,
  auditLines,
  auditCheckpoints,
  idempotentCalls,
  jobs,
  admins,
  adminSessions,
  setUpLinks,
  signInFailures,
  erasures,
  consentTexts,
  consents,
  consentStates,
  imports,
  importParts,
  importRows,
} = makeTables(postgresColumns)
