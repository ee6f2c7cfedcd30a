/** What sealing promises: only the right place, the right key and an unaltered value open, and an erased user's never again. */
import { eq } from 'drizzle-orm'
import { randomBytes } from 'node:crypto'
import { copyFile, mkdir, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from './open'
import { keyBytes, seal, unseal } from './seal'
import { describeDialects, testStorage } from './testing'
import { KeyDestroyed, SealBroken, type Keys, type SealPlace } from './types'

const tenantId = 'tenant-1'
const userId = '0123456789abcdef01234567'
const place: SealPlace = { table: 'templates', row: 'row-1', tenantId }
const plain = Buffer.from('template bytes')

async function withUser(keys: Keys): Promise<Buffer> {
  await keys.createTenant(tenantId)
  await keys.createUser(tenantId, userId)
  return keys.sealForUser(userId, place, plain)
}

describe('a seal', () => {
  const key = randomBytes(keyBytes)

  test('opens with its key at its place, and is different each time', () => {
    expect(unseal(key, place, seal(key, place, plain))).toEqual(plain)
    expect(unseal(key, place, seal(key, place, Buffer.alloc(0)))).toEqual(Buffer.alloc(0))
    expect(seal(key, place, plain)).not.toEqual(seal(key, place, plain))
    expect(seal(key, place, plain).includes(plain)).toBe(false)
  })

  test('does not open when any bit of it was altered, or it was cut', () => {
    const sealed = seal(key, place, plain)
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const altered = Buffer.from(sealed)
      altered[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => unseal(key, place, altered)).toThrow(SealBroken)
    }
    for (let length = 0; length < sealed.length; length++) {
      expect(() => unseal(key, place, sealed.subarray(0, length))).toThrow(SealBroken)
    }
  })

  test.each([
    ['table', { ...place, table: 'samples' }],
    ['row', { ...place, row: 'row-2' }],
    ['tenant', { ...place, tenantId: 'tenant-2' }],
    ['parts run together', { ...place, table: 'templatesr', row: 'ow-1' }],
    ['quotes', { table: 'templates","row-1', row: tenantId, tenantId: '' }],
  ])('does not open at another place: %s', (_, other) => {
    expect(() => unseal(key, other, seal(key, place, plain))).toThrow(SealBroken)
  })

  test('does not open with another key', () => {
    expect(() => unseal(randomBytes(keyBytes), place, seal(key, place, plain))).toThrow(SealBroken)
  })
})

describeDialects('keys', (dialect) => {
  test('a user’s value opens at its place only', async () => {
    const { keys } = await testStorage({ dialect })
    const sealed = await withUser(keys)
    expect(await keys.openForUser(userId, place, sealed)).toEqual(plain)
    await expect(keys.openForUser(userId, { ...place, row: 'row-2' }, sealed)).rejects.toThrow(SealBroken)
    sealed[20]! ^= 1
    await expect(keys.openForUser(userId, place, sealed)).rejects.toThrow(SealBroken)
  })

  test('another user’s or tenant’s key does not open it', async () => {
    const { keys } = await testStorage({ dialect })
    const sealed = await withUser(keys)
    await keys.createTenant('tenant-2')
    await keys.createUser(tenantId, 'user-2')
    await keys.createUser('tenant-2', 'user-3')
    await expect(keys.openForUser('user-2', place, sealed)).rejects.toThrow(SealBroken)
    await expect(keys.openForUser('user-3', place, sealed)).rejects.toThrow(KeyDestroyed)
    await expect(keys.openForUser(userId, { ...place, tenantId: 'tenant-2' }, sealed)).rejects.toThrow(KeyDestroyed)
  })

  test('making a key again changes nothing', async () => {
    const { keys } = await testStorage({ dialect })
    const sealed = await withUser(keys)
    await withUser(keys)
    expect(await keys.openForUser(userId, place, sealed)).toEqual(plain)
  })

  test('a tenant’s value opens for that tenant only', async () => {
    const { keys } = await testStorage({ dialect })
    await keys.createTenant(tenantId)
    await keys.createTenant('tenant-2')
    const sealed = await keys.sealForTenant(place, plain)
    expect(await keys.openForTenant(place, sealed)).toEqual(plain)
    await expect(keys.openForTenant({ ...place, tenantId: 'tenant-2' }, sealed)).rejects.toThrow(SealBroken)
    await expect(keys.openForTenant({ ...place, tenantId: 'absent' }, sealed)).rejects.toThrow(KeyDestroyed)
  })

  test('an erased user’s value never opens again, wherever else the keystore is open', async () => {
    const { keys, reopenKeys } = await testStorage({ dialect })
    const sealed = await withUser(keys)
    const other = await reopenKeys()
    expect(await other.openForUser(userId, place, sealed)).toEqual(plain)
    expect(await keys.destroyUser(userId)).toEqual({ destroyed: true })
    for (const ring of [keys, other, await reopenKeys()]) {
      await expect(ring.openForUser(userId, place, sealed)).rejects.toThrow(KeyDestroyed)
      await expect(ring.sealForUser(userId, place, plain)).rejects.toThrow(KeyDestroyed)
    }
    expect(await keys.destroyUser(userId)).toEqual({ destroyed: false })
    await keys.createUser(tenantId, userId)
    await expect(keys.openForUser(userId, place, sealed)).rejects.toThrow(SealBroken)
  })

  test('opens many at once, in order, and says of each that does not open why', async () => {
    const { keys } = await testStorage({ dialect })
    await keys.createTenant(tenantId)
    await keys.createTenant('tenant-2')
    const items = await Promise.all(
      Array.from({ length: 1_100 }, async (_, index) => {
        const owner = { userId: `user-${index}`, tenantId: index % 2 ? tenantId : 'tenant-2' }
        await keys.createUser(owner.tenantId, owner.userId)
        const at = { ...place, tenantId: owner.tenantId, row: `row-${index}` }
        return {
          userId: owner.userId,
          place: at,
          sealed: await keys.sealForUser(owner.userId, at, Buffer.from([index])),
        }
      }),
    )
    await keys.destroyUser('user-7')
    items[8]!.sealed[15]! ^= 1
    items[9]!.place = { ...items[9]!.place, row: 'moved' }
    const opened = await keys.openManyForUsers(items)
    expect(opened).toHaveLength(items.length)
    opened.forEach((value, index) => {
      if (index === 7) expect(value).toBeInstanceOf(KeyDestroyed)
      else if (index === 8 || index === 9) expect(value).toBeInstanceOf(SealBroken)
      else expect(value).toEqual(Buffer.from([index]))
    })
    expect(await keys.openManyForUsers(items.slice(6, 12))).toEqual(opened.slice(6, 12))
    expect(await keys.openManyForUsers([])).toEqual([])
    const [stranger] = await keys.openManyForUsers([{ ...items[0]!, place: { ...place, tenantId: 'absent' } }])
    expect(stranger).toBeInstanceOf(KeyDestroyed)
  }, 120_000)

  test('signs with a key that verifies, and refuses another message, signature or key', async () => {
    const { keys, reopenKeys } = await testStorage({ dialect })
    const message = Buffer.from('checkpoint')
    const { keyId, signature } = keys.sign(message)
    expect(keys.verify(keyId, message, signature)).toBe(true)
    expect((await reopenKeys()).verify(keyId, message, signature)).toBe(true)
    expect(keys.verify(keyId, Buffer.from('other'), signature)).toBe(false)
    expect(keys.verify(keyId, message, Buffer.alloc(64))).toBe(false)
    expect(keys.verify('0000000000000000', message, signature)).toBe(false)
  })

  test('a mac depends on its purpose and its message', async () => {
    const { keys } = await testStorage({ dialect })
    expect(keys.mac('link', 'a')).toEqual(keys.mac('link', 'a'))
    expect(keys.mac('link', 'a')).not.toEqual(keys.mac('cursor', 'a'))
    expect(keys.mac('link', 'a')).not.toEqual(keys.mac('link', 'b'))
    expect(keys.mac('link', 'a')).toHaveLength(32)
  })

  test('after a rotation everything opens and verifies with the new master key, and nothing with the old', async () => {
    const { keys, keyFile, reopenKeys } = await testStorage({ dialect })
    const sealed = await withUser(keys)
    const message = Buffer.from('checkpoint')
    const before = keys.sign(message)
    const old = Buffer.from(await readFile(keyFile, 'utf8'), 'base64')

    expect(await keys.rotateMasterKey()).toMatchObject({ tenants: 1 })
    const reopened = await reopenKeys()
    for (const ring of [keys, reopened]) {
      expect(await ring.openForUser(userId, place, sealed)).toEqual(plain)
      expect(ring.verify(before.keyId, message, before.signature)).toBe(true)
      expect(ring.sign(message).keyId).not.toBe(before.keyId)
    }
    expect(reopened.verify(keys.sign(message).keyId, message, keys.sign(message).signature)).toBe(true)
    await expect(reopenKeys({ kind: 'given', secret: old })).rejects.toThrow('LIMEN_MASTER_KEY is not the key')
  })

  test('a server that was running during a rotation follows it', async () => {
    const { keys, reopenKeys } = await testStorage({ dialect })
    const sealed = await withUser(keys)
    const server = await reopenKeys()
    await keys.rotateMasterKey()
    expect(await server.openForUser(userId, place, sealed)).toEqual(plain)
    await server.createTenant('tenant-2')
    await keys.rotateMasterKey()
    await server.createTenant('tenant-3')
    const again = await reopenKeys()
    for (const id of ['tenant-2', 'tenant-3']) {
      const at = { ...place, tenantId: id }
      expect(await again.openForTenant(at, await server.sealForTenant(at, plain))).toEqual(plain)
    }
  })

  test('a given master key is rotated by giving the next, which the running server then lacks', async () => {
    const { reopenKeys, keys, keyFile } = await testStorage({ dialect })
    const first = Buffer.from(await readFile(keyFile, 'utf8'), 'base64')
    const second = randomBytes(keyBytes)
    await withUser(keys)
    const server = await reopenKeys({ kind: 'given', secret: first })
    const tool = await reopenKeys({ kind: 'given', secret: first })
    await expect(tool.rotateMasterKey()).rejects.toThrow('giving the next one')
    await expect(tool.rotateMasterKey(first)).rejects.toThrow('the present one')
    await tool.rotateMasterKey(second)
    await expect(server.createTenant('tenant-2')).rejects.toThrow('LIMEN_MASTER_KEY is not the key')
    const restarted = await reopenKeys({ kind: 'given', secret: second })
    await restarted.createTenant('tenant-2')
  })

  test('refuses a master key that is not the keystore’s', async () => {
    const { reopenKeys } = await testStorage({ dialect })
    await expect(reopenKeys({ kind: 'given', secret: randomBytes(keyBytes) })).rejects.toThrow('is not the key')
    await expect(reopenKeys({ kind: 'given', secret: randomBytes(16) })).rejects.toThrow('32 bytes')
  })
})

describe('an erasure on SQLite', () => {
  test('leaves no byte of the user’s wrapped key in any file of the keystore', async () => {
    const { keys, dataDir } = await testStorage()
    await withUser(keys)
    const holding = async () => {
      const names = (await readdir(dataDir)).filter((name) => name.startsWith('keystore.db'))
      const contents = await Promise.all(names.map((name) => readFile(join(dataDir, name))))
      return names.filter((_, index) => contents[index]!.includes(userId))
    }
    expect(await holding()).not.toEqual([])
    await keys.destroyUser(userId)
    expect(await holding()).toEqual([])
  })

  test('holds for an older copy of the main database as well', async () => {
    const { db, keys, dataDir } = await testStorage()
    const sealed = await withUser(keys)
    const now = new Date()
    await db.transact(async (tx) => {
      const { tenants, users, templates } = tx.tables
      await tx.sql.insert(tenants).values({ id: tenantId, slug: 't', name: 't', createdAt: now })
      await tx.sql.insert(users).values({ id: userId, uuid: 'u', tenantId, createdAt: now, updatedAt: now })
      await tx.sql
        .insert(templates)
        .values({ id: place.row, tenantId, userId, kind: 'face', model: 'm@1', sealed, createdAt: now })
    })
    for (const end of ['', '-wal']) await copyFile(join(dataDir, `limen.db${end}`), join(dataDir, `copy.db${end}`))
    await keys.destroyUser(userId)

    const older = join(dataDir, 'older')
    await mkdir(older)
    for (const end of ['', '-wal']) await copyFile(join(dataDir, `copy.db${end}`), join(older, `limen.db${end}`))
    const copy = await openDatabase({ dataDir: older, durable: false })
    const { templates } = copy.tables
    const [row] = await copy.sql.select().from(templates).where(eq(templates.id, place.row))
    await copy.close()
    expect(row!.sealed).toEqual(sealed)
    await expect(keys.openForUser(userId, place, row!.sealed)).rejects.toThrow(KeyDestroyed)
  })
})
