/** Tables of the keystore: wrapped keys only. They live apart from the main database, so that no copy of it holds a key. */
import type { Columns } from './columns'

export function makeKeystoreTables(c: Columns) {
  /** One key per tenant, wrapped by the master key. */
  const tenantKeys = c.table('tenant_keys', {
    tenantId: c.text().primaryKey(),
    wrapped: c.bytes().notNull(),
    createdAt: c.time().notNull(),
  })

  /** One key per user, wrapped by the tenant's key. A deleted row is an erased person. */
  const userKeys = c.table(
    'user_keys',
    {
      userId: c.text().primaryKey(),
      tenantId: c.text().notNull(),
      wrapped: c.bytes().notNull(),
      createdAt: c.time().notNull(),
    },
    (t) => [c.index('user_keys_tenant').on(t.tenantId)],
  )

  /** Public halves of the signing keys, sealed by the master key: who can write here still cannot add a key of their own. */
  const signingKeys = c.table('signing_keys', {
    keyId: c.text().primaryKey(),
    publicKey: c.bytes().notNull(),
    createdAt: c.time().notNull(),
  })

  return { tenantKeys, userKeys, signingKeys }
}

export type KeystoreTables = ReturnType<typeof makeKeystoreTables>
