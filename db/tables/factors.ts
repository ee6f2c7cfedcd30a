/** What admins prove themselves with beside their password: codes of an app, recovery codes, passkeys. */
import type { Columns } from '../columns'
import type { adminTables } from './admins'

export function factorTables(c: Columns, { admins }: Pick<ReturnType<typeof adminTables>, 'admins'>) {
  const adminId = () =>
    c
      .text()
      .notNull()
      .references(() => admins.id, { onDelete: 'cascade' })

  /** An app that shows codes (TOTP, RFC 6238). It counts once it has shown a right one. */
  const authenticators = c.table('authenticators', {
    adminId: adminId().primaryKey(),
    /** Sealed with the tenant's key. */
    sealedSecret: c.bytes().notNull(),
    createdAt: c.time().notNull(),
    confirmedAt: c.time(),
    /** The step of 30 seconds whose code was used last: neither it nor an earlier one is taken again. */
    lastStep: c.bigint().notNull(),
  })

  /** For who has lost their other factor. Each is good for one sign-in. */
  const recoveryCodes = c.table(
    'recovery_codes',
    {
      /** SHA-256 over the admin's id and the code, which has 80 random bits. */
      hash: c.text().primaryKey(),
      adminId: adminId(),
      createdAt: c.time().notNull(),
      usedAt: c.time(),
    },
    (t) => [c.index('recovery_codes_admin').on(t.adminId)],
  )

  const passkeys = c.table(
    'passkeys',
    {
      /** The credential's id, as the authenticator gave it, in base64url. */
      id: c.text().primaryKey(),
      adminId: adminId(),
      name: c.text().notNull(),
      /** COSE. */
      publicKey: c.bytes().notNull(),
      /** How often it signed, as it says itself; 0 for ever with those that do not count. */
      counter: c.bigint().notNull(),
      transports: c.json().$type<string[]>().notNull(),
      /** Kept by a provider on several machines, rather than in one thing. */
      isSynced: c.bool().notNull(),
      createdAt: c.time().notNull(),
      lastUsedAt: c.time(),
      /** Set when its counter went back, as a copy's would; it is refused from then on. */
      suspectAt: c.time(),
    },
    (t) => [c.index('passkeys_admin').on(t.adminId, t.createdAt)],
  )

  /** Challenges that were answered. They carry their own proof and end, so that only an answered one needs a row. */
  const usedChallenges = c.table(
    'used_challenges',
    {
      hash: c.text().primaryKey(),
      expiresAt: c.time().notNull(),
    },
    (t) => [c.index('used_challenges_end').on(t.expiresAt)],
  )

  return { authenticators, recoveryCodes, passkeys, usedChallenges }
}
