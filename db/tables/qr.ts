/**
 * QR credentials: the keys by which a tenant seals them, which were issued, and where they were sent. Neither a template nor a QR is
 * kept here: one that is shown again is made again.
 */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'
import type { userTables } from './users'

/** `not_sent`: somebody or something forbade it; `failed`: the carrier refused it. */
export const qrDeliveryStates = ['queued', 'sent', 'failed', 'not_sent'] as const

export function qrTables(
  c: Columns,
  { tenants }: ReturnType<typeof tenantTables>,
  { users }: ReturnType<typeof userTables>,
) {
  const tenantId = () =>
    c
      .text()
      .notNull()
      .references(() => tenants.id)

  const qrKeys = c.table(
    'qr_keys',
    {
      /** 16 hex digits, in the QR itself. */
      id: c.text().primaryKey(),
      tenantId: tenantId(),
      /** The tenant's id while new credentials are sealed by it, null afterwards: unique, so that there is one. */
      presentOf: c.text(),
      /** 32 bytes, sealed by the tenant's key. */
      sealed: c.bytes().notNull(),
      createdAt: c.time().notNull(),
      /** Seals no new ones since; kept while one that it sealed may be good. */
      retiredAt: c.time(),
    },
    (t) => [c.uniqueIndex('qr_keys_present').on(t.presentOf), c.index('qr_keys_tenant').on(t.tenantId, t.createdAt)],
  )

  /** How often what terminals have to know of QR credentials has changed. */
  const qrVersions = c.table('qr_versions', {
    tenantId: c
      .text()
      .primaryKey()
      .references(() => tenants.id),
    version: c.bigint().notNull(),
  })

  const qrCredentials = c.table(
    'qr_credentials',
    {
      id: c.text().primaryKey(),
      tenantId: tenantId(),
      /** Null once the user was erased: the row stays until its expiry, so that terminals go on being told. */
      userId: c.text().references(() => users.id, { onDelete: 'set null' }),
      keyId: c
        .text()
        .notNull()
        .references(() => qrKeys.id),
      /** Of the template in it. */
      model: c.text().notNull(),
      issuedAt: c.time().notNull(),
      expiresAt: c.time().notNull(),
      recalledAt: c.time(),
      recalledReason: c.text(),
    },
    (t) => [
      c.index('qr_credentials_user').on(t.userId, t.issuedAt, t.id),
      c.index('qr_credentials_tenant').on(t.tenantId, t.expiresAt),
      c.index('qr_credentials_key').on(t.keyId, t.expiresAt),
    ],
  )

  /** The grants that a credential holds as its scopes. */
  const qrScopes = c.table(
    'qr_scopes',
    {
      credentialId: c
        .text()
        .notNull()
        .references(() => qrCredentials.id, { onDelete: 'cascade' }),
      grantId: c.text().notNull(),
      tenantId: tenantId(),
      /** Since when the grant is not what the credential says: changed, used up or removed. */
      endedAt: c.time(),
    },
    (t) => [
      c.primaryKey({ columns: [t.credentialId, t.grantId] }),
      c.index('qr_scopes_grant').on(t.grantId),
      c.index('qr_scopes_ended').on(t.tenantId, t.endedAt),
    ],
  )

  /** Where a user's mail goes; sealed with their key. */
  const userAddresses = c.table(
    'user_addresses',
    {
      userId: c
        .text()
        .primaryKey()
        .references(() => users.id, { onDelete: 'cascade' }),
      tenantId: tenantId(),
      sealed: c.bytes().notNull(),
      changedAt: c.time().notNull(),
    },
    (t) => [c.index('user_addresses_tenant').on(t.tenantId, t.userId)],
  )

  const qrDeliveries = c.table(
    'qr_deliveries',
    {
      id: c.text().primaryKey(),
      tenantId: tenantId(),
      userId: c
        .text()
        .notNull()
        .references(() => users.id, { onDelete: 'cascade' }),
      /** The one that was sent; null until then. */
      credentialId: c.text().references(() => qrCredentials.id, { onDelete: 'set null' }),
      /** The enrolment that asked for it; null where somebody did later. */
      onboardingId: c.text(),
      state: c.text({ enum: qrDeliveryStates }).notNull(),
      /** Of a state that is not the wanted one, as a word. */
      reason: c.text(),
      createdAt: c.time().notNull(),
      changedAt: c.time().notNull(),
    },
    (t) => [
      c.index('qr_deliveries_user').on(t.userId, t.createdAt, t.id),
      c.index('qr_deliveries_onboarding').on(t.onboardingId),
      c.index('qr_deliveries_tenant').on(t.tenantId, t.id),
    ],
  )

  return { qrKeys, qrVersions, qrCredentials, qrScopes, userAddresses, qrDeliveries }
}
