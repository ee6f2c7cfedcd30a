/**
 * Generates migrations from db/tables, never edited by hand afterwards: `npm run db:generate -- what-changed` runs this
 * once per set (sqlite, postgres, keystore-sqlite, keystore-postgres), naming it in LIMEN_SCHEMA.
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
