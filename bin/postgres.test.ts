import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { findPostgres, startPostgres } from './postgres.mjs'

/** Fails so often, and with so much text, that the server's log is longer than any pipe holds. */
const failing = `
  import pg from 'pg'
  const client = new pg.Client(process.argv[1])
  await client.connect()
  for (let n = 0; n < 2000; n++) await client.query("select 1 / 0 -- " + "x".repeat(1000)).catch(() => {})
  await client.end()
`

test.skipIf(findPostgres() === null)('a server goes on while whoever started it waits and reads nothing', async () => {
  const server = (await startPostgres())!
  try {
    const args = ['--input-type=module', '--eval', failing, server.url]
    expect(spawnSync(process.execPath, args, { timeout: 40_000 }).status).toBe(0)
  } finally {
    await server.stop()
  }
})
