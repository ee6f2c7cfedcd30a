/** `npm run db:generate -- what-changed`: drizzle-kit writes the migrations of every dialect from db/tables. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './checkout.mjs'

const name = process.argv[2]
if (!name) {
  console.error('Say what changed: npm run db:generate -- what-changed')
  process.exit(2)
}
for (const set of ['sqlite', 'postgres', 'keystore-sqlite', 'keystore-postgres']) {
  const done = spawnSync(
    process.execPath,
    [join(root, 'node_modules/drizzle-kit/bin.cjs'), 'generate', '--name', name],
    {
      cwd: root,
      env: { ...process.env, LIMEN_SCHEMA: set },
      stdio: 'inherit',
    },
  )
  if (done.status !== 0) process.exit(1)
}
