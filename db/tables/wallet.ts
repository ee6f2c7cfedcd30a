/**
 * What the bureau issues to wallets: verifiable credentials, the keys that sign them, the keys of their holders, and the small
 * counts and challenges of the open door. Not the design's `credential` (the right to be recognised), hence the longer names.
 */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'
import type { userTables } from './users'

export function walletTables(
  c: Columns,
  { tenants }: ReturnType<typeof tenantTables>,
  { users }: ReturnType<typeof userTables>,
) {
  const tenantId = () =>
    c
      .text()
      .notNull()
      .references(() => tenants.id)

  /** Keys that sign for a tenant. The public half is published for as long as anything signed with it may be checked. */
  const issuerKeys = c.table(
    'issuer_keys',
    {
      /** The key's RFC 7638 thumbprint: the `kid` of what it signs. */
      id: c.text().primaryKey(),
      tenantId: tenantId(),
      /** The tenant's id while this is its present key, null afterwards: unique, so that there is one. */
      presentOf: c.text(),
      publicJwk: c.json().$type<Record<string, string>>().notNull(),
      /** PKCS#8, sealed by the tenant's key; destroyed when another key takes over. */
      privateSealed: c.bytes(),
      createdAt: c.time().notNull(),
      retiredAt: c.time(),
    },
    (t) => [
      c.uniqueIndex('issuer_keys_present').on(t.presentOf),
      c.index('issuer_keys_tenant').on(t.tenantId, t.createdAt),
    ],
  )

  /** The public key by which a user's wallet is known. */
  const walletHolders = c.table(
    'wallet_holders',
    {
      tenantId: tenantId(),
      /** RFC 7638, base64url. */
      thumbprint: c.text().notNull(),
      userId: c
        .text()
        .notNull()
        .references(() => users.id, { onDelete: 'cascade' }),
      publicJwk: c.json().$type<Record<string, string>>().notNull(),
      /** Whether the wallet has shown that it holds the private key. */
      proved: c.bool().notNull(),
      createdAt: c.time().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.tenantId, t.thumbprint] }), c.index('wallet_holders_user').on(t.userId)],
  )

  const verifiableCredentials = c.table(
    'verifiable_credentials',
    {
      /** UUID; `urn:uuid:` in front of it is the credential's own id. */
      id: c.text().primaryKey(),
      tenantId: tenantId(),
      /** Null once the user was erased: the row stays until its expiry, so that the status list goes on saying "revoked". */
      userId: c.text().references(() => users.id, { onDelete: 'set null' }),
      /** Of the holder's key; null once the user was erased. */
      thumbprint: c.text(),
      issuerKeyId: c
        .text()
        .notNull()
        .references(() => issuerKeys.id),
      statusList: c.int().notNull(),
      statusIndex: c.int().notNull(),
      issuedAt: c.time().notNull(),
      expiresAt: c.time().notNull(),
      revokedAt: c.time(),
      revokedReason: c.text(),
      /** A newer one for the same person and key. */
      supersededBy: c.text(),
      /** The document as it was issued but for the picture, sealed with the user's key. */
      documentSealed: c.bytes(),
    },
    (t) => [
      c.uniqueIndex('verifiable_credentials_status').on(t.tenantId, t.statusList, t.statusIndex),
      c.index('verifiable_credentials_user').on(t.userId, t.issuedAt),
      c.index('verifiable_credentials_tenant').on(t.tenantId, t.issuedAt, t.id),
      c.index('verifiable_credentials_key').on(t.issuerKeyId, t.expiresAt),
    ],
  )

  /** What a wallet signs to show that it holds its key: once, within minutes. */
  const walletChallenges = c.table(
    'wallet_challenges',
    {
      hash: c.text().primaryKey(),
      tenantId: tenantId(),
      expiresAt: c.time().notNull(),
    },
    (t) => [c.index('wallet_challenges_end').on(t.expiresAt)],
  )

  /** How often one place has called the open door lately; `subject` is a hash over who and where. */
  const walletCalls = c.table(
    'wallet_calls',
    {
      subject: c.text().primaryKey(),
      calls: c.int().notNull(),
      startedAt: c.time().notNull(),
    },
    (t) => [c.index('wallet_calls_start').on(t.startedAt)],
  )

  return { issuerKeys, walletHolders, verifiableCredentials, walletChallenges, walletCalls }
}
