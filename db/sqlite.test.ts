/** What is particular to the embedded store. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testStorage } from './testing'

test.skipIf(process.platform === 'win32')(
  'the files of both databases, logs and indexes included, can be read by their owner only',
  async () => {
    const before = process.umask(0o022)
    try {
      const { db, dataDir } = await testStorage()
      const at = new Date(0)
      await db.transact((tx) =>
        tx.sql.insert(tx.tables.tenants).values({ id: 'a', slug: 'a', name: 'a', createdAt: at }),
      )
      const names = (await readdir(dataDir)).filter((name) => name.includes('.db')).sort()
      expect(names).toEqual(['keystore.db', 'limen.db'].flatMap((name) => [name, `${name}-shm`, `${name}-wal`]))
      for (const name of names) expect((await stat(join(dataDir, name))).mode & 0o777).toBe(0o600)
    } finally {
      process.umask(before)
    }
  },
)
