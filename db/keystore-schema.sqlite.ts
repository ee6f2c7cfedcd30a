/** What drizzle-kit reads to generate migrations/keystore-sqlite. */
import { sqliteColumns } from './columns'
import { makeKeystoreTables } from './keystore-tables'

export const { tenantKeys, userKeys, signingKeys } = makeKeystoreTables(sqliteColumns)
