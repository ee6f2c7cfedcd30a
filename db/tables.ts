/** All tables of the main database, made once for a dialect's column builders. One file a noun in tables/. */
import type { Columns } from './columns'
import { accessLogTables } from './tables/access-log'
import { adminTables } from './tables/admins'
import { auditTables } from './tables/audit'
import { changeTables } from './tables/changes'
import { clientTables } from './tables/clients'
import { documentTables } from './tables/documents'
import { dumpTables } from './tables/dumps'
import { consentTables } from './tables/consents'
import { erasureTables } from './tables/erasures'
import { eventTables } from './tables/events'
import { factorTables } from './tables/factors'
import { figureTables } from './tables/figures'
import { idempotencyTables } from './tables/idempotency'
import { importTables } from './tables/imports'
import { jobTables } from './tables/jobs'
import { linkTables } from './tables/links'
import { livenessTables } from './tables/liveness'
import { lookAlikeTables } from './tables/look-alikes'
import { modelTables } from './tables/models'
import { onboardingTables } from './tables/onboardings'
import { qrTables } from './tables/qr'
import { templateTables } from './tables/templates'
import { tenantTables } from './tables/tenants'
import { userTables } from './tables/users'
import { voiceTables } from './tables/voice'
import { walletTables } from './tables/wallet'
import { webhookTables } from './tables/webhooks'
import { zoneTables } from './tables/zones'

export function makeTables(c: Columns) {
  const tenants = tenantTables(c)
  const users = userTables(c, tenants)
  const admins = adminTables(c, tenants)
  const zones = zoneTables(c, tenants)
  const templates = templateTables(c, tenants, users)
  return {
    ...tenants,
    ...clientTables(c, tenants),
    ...users,
    ...templates,
    ...modelTables(c, tenants, templates),
    ...lookAlikeTables(c, tenants, users),
    ...livenessTables(c, tenants),
    ...changeTables(c, tenants),
    ...auditTables(c),
    ...idempotencyTables(c, tenants),
    ...jobTables(c, tenants),
    ...admins,
    ...linkTables(c, tenants, admins),
    ...factorTables(c, admins),
    ...erasureTables(c, tenants),
    ...figureTables(c),
    ...walletTables(c, tenants, users),
    ...dumpTables(c, tenants),
    ...consentTables(c, tenants, users),
    ...importTables(c, tenants, users),
    ...zones,
    ...eventTables(c, tenants, users, zones),
    ...accessLogTables(c, tenants, users, zones),
    ...webhookTables(c, tenants),
    ...onboardingTables(c, tenants, users),
    ...documentTables(c, tenants, users),
    ...voiceTables(c, tenants, users),
    ...qrTables(c, tenants, users),
  }
}

export type Tables = ReturnType<typeof makeTables>
