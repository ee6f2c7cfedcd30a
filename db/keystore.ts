/**
 * The keystore: rows of wrapped keys in a database of their own (a second SQLite file, or the schema `keystore` on
 * PostgreSQL). Knows rows only; wrapping and unwrapping is in keys.ts.
 */
import { and, eq, gte, inArray, lt, sql as sqlText } from 'drizzle-orm'
import { join } from 'node:path'
import { postgresKeystoreColumns, sqliteColumns } from './columns'
import { makeKeystoreTables } from './keystore-tables'
import { migrate } from './migrate'
import { openStore, type DatabaseOptions } from './open'
import { guarded, type Sql, type Store } from './store'

export interface WrappedKey {
  id: string
  wrapped: Buffer
}

export interface WrappedUserKey extends WrappedKey {
  tenantId: string
}

/** What a rotation may do while every other writer of tenant keys waits. */
export interface Rewrap {
  signing: WrappedKey[]
  tenants: WrappedKey[]
  putSigning(row: WrappedKey): Promise<void>
  putTenant(row: WrappedKey): Promise<void>
}

export type Keystore = Awaited<ReturnType<typeof openKeystore>>

const tables = {
  sqlite: makeKeystoreTables(sqliteColumns),
  postgres: makeKeystoreTables(postgresKeystoreColumns),
}

/** Where the keystore lies; tests on PGlite bring an opened store. */
export type KeystoreOptions = (DatabaseOptions & { store?: undefined }) | { store: Store; root?: string }

export async function openKeystore(options: KeystoreOptions) {
  const bare = options.store ?? (await openStore('keystore.db', { connections: 3, ...options }))
  const store = guarded(bare)
  const { tenantKeys, userKeys, signingKeys } = tables[store.dialect]
  try {
    await migrate(
      store,
      'keystore',
      join(options.root ?? process.cwd(), 'db', 'migrations', `keystore-${store.dialect}`),
    )
  } catch (error) {
    await bare.close()
    throw error
  }

  const selectSigning = (sql: Sql) =>
    sql.select({ id: signingKeys.keyId, wrapped: signingKeys.publicKey }).from(signingKeys)

  /** One parameter, however many ids: a statement with thousands of them takes longer to prepare than to run. */
  const listed = (ids: string[]) =>
    store.dialect === 'sqlite'
      ? sqlText`(select value from json_each(${JSON.stringify(ids)}))`
      : sqlText`(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`

  return {
    source: store.source,

    /** Public halves of all signing keys so far, sealed by the master key. */
    signingKeys: async (): Promise<WrappedKey[]> => selectSigning(store.read),

    addSigningKey: ({ id, wrapped }: WrappedKey) =>
      store.transact(async (sql) => {
        await sql
          .insert(signingKeys)
          .values({ keyId: id, publicKey: wrapped, createdAt: new Date() })
          .onConflictDoNothing()
      }),

    removeSigningKey: (id: string) =>
      store.transact(async (sql) => {
        await sql.delete(signingKeys).where(eq(signingKeys.keyId, id))
      }),

    tenantKey: async (tenantId: string): Promise<Buffer | undefined> => {
      const [row] = await store.read.select().from(tenantKeys).where(eq(tenantKeys.tenantId, tenantId))
      return row?.wrapped
    },

    /**
     * Adds a tenant's key unless it has one. A rotation that runs at the same time is waited for.
     * @param check sees the present seal of the caller's signing key and throws when it is not the caller's master key's
     */
    addTenantKey: ({ id, wrapped }: WrappedKey, signingKeyId: string, check: (sealed: Buffer) => void) =>
      store.transact(async (sql) => {
        const [signing] = await sql
          .update(signingKeys)
          .set({ keyId: signingKeyId })
          .where(eq(signingKeys.keyId, signingKeyId))
          .returning()
        check(signing!.publicKey)
        await sql.insert(tenantKeys).values({ tenantId: id, wrapped, createdAt: new Date() }).onConflictDoNothing()
      }),

    userKeys: async (userIds: string[]): Promise<WrappedUserKey[]> =>
      store.read
        .select({ id: userKeys.userId, tenantId: userKeys.tenantId, wrapped: userKeys.wrapped })
        .from(userKeys)
        .where(userIds.length === 1 ? eq(userKeys.userId, userIds[0]!) : inArray(userKeys.userId, listed(userIds))),

    addUserKeys: (rows: WrappedUserKey[]) =>
      store.transact(async (sql) => {
        const createdAt = new Date()
        await sql
          .insert(userKeys)
          .values(rows.map(({ id, tenantId, wrapped }) => ({ userId: id, tenantId, wrapped, createdAt })))
          .onConflictDoNothing()
      }),

    /** Deletes rows and what the files still hold of them. @returns how many there were */
    destroyUserKeys: async (which: { userId: string } | { tenantId: string; from: string; before: string }) => {
      const { userId, tenantId } = userKeys
      const condition =
        'userId' in which
          ? eq(userId, which.userId)
          : and(eq(tenantId, which.tenantId), gte(userId, which.from), lt(userId, which.before))
      const gone = await store.transact((sql) => sql.delete(userKeys).where(condition).returning({ id: userId }))
      // Also when no row was there: an earlier try may have died between the two.
      await store.scrub('keystore.user_keys')
      return gone.length
    },

    /** One transaction over everything the master key seals. */
    rewrap: (run: (rewrap: Rewrap) => Promise<void>) =>
      store.transact(async (sql) => {
        // Locks the signing keys first, for which every writer of a tenant key has to wait.
        const locked = await sql
          .update(signingKeys)
          .set({ keyId: sqlText`${signingKeys.keyId}` })
          .returning()
        await run({
          signing: locked.map((row) => ({ id: row.keyId, wrapped: row.publicKey })),
          tenants: await sql.select({ id: tenantKeys.tenantId, wrapped: tenantKeys.wrapped }).from(tenantKeys),
          putSigning: async ({ id, wrapped }) => {
            await sql
              .insert(signingKeys)
              .values({ keyId: id, publicKey: wrapped, createdAt: new Date() })
              .onConflictDoUpdate({ target: signingKeys.keyId, set: { publicKey: wrapped } })
          },
          putTenant: async ({ id, wrapped }) => {
            await sql.update(tenantKeys).set({ wrapped }).where(eq(tenantKeys.tenantId, id))
          },
        })
      }),

    close: () => store.close(),
  }
}
