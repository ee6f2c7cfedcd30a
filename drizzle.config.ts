/**
 * Generates migrations from db/tables, never edited by hand afterwards. One run per set:
 *   for set in sqlite postgres keystore-sqlite keystore-postgres; do LIMEN_SCHEMA=$set npx drizzle-kit generate --name what-changed; done
 */
import { defineConfig } from 'drizzle-kit'
import { casing } from './db/columns'

const set = process.env.LIMEN_SCHEMA ?? 'sqlite'
const keystore = set.startsWith('keystore-')

export default defineConfig({
  dialect: set.endsWith('postgres') ? 'postgresql' : 'sqlite',
  schema: keystore ? `./db/keystore-schema.${set.slice('keystore-'.length)}.ts` : `./db/schema.${set}.ts`,
  out: `./db/migrations/${set}`,
  casing,
})
