/** What drizzle-kit reads to generate migrations/keystore-postgres. */
import { postgresKeystoreColumns } from './columns'
import { makeKeystoreTables } from './keystore-tables'

export { keystoreSchema } from './columns'
export const { tenantKeys, userKeys, signingKeys } = makeKeystoreTables(postgresKeystoreColumns)
