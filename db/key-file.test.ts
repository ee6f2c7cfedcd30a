/** The key file: made once, kept private, never guessed at, and whole after a crash in the middle of a rotation. */
import { randomBytes } from 'node:crypto'
import { chmod, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { expect, test } from 'vitest'
import { makeKeyFile, nextKeyFile, readKeyFile } from './key-file'
import { masterKeyFrom } from './master-key'
import { testStorage } from './testing'

const posix = process.platform !== 'win32'
const place = { table: 't', row: 'r', tenantId: 'tenant-1' }
const plain = Buffer.from('plain')

test('the first start makes it, readable by its owner only, beside the data folder', async () => {
  const { keyFile, dataDir } = await testStorage()
  expect((await readKeyFile(keyFile))!).toHaveLength(32)
  if (posix) expect((await stat(keyFile)).mode & 0o777).toBe(0o600)
  expect(await readdir(dataDir)).not.toContain(basename(keyFile))
  expect((await readdir(dirname(keyFile))).filter((name) => name.includes('draft'))).toEqual([])
})

test('is never replaced by making it again, even by many at once', async () => {
  const { keyFile } = await testStorage()
  const before = await readFile(keyFile)
  await Promise.all(Array.from({ length: 8 }, () => makeKeyFile(keyFile)))
  expect(await readFile(keyFile)).toEqual(before)
  const fresh = `${keyFile}-fresh`
  await Promise.all(Array.from({ length: 8 }, () => makeKeyFile(fresh)))
  expect((await readKeyFile(fresh))!).toHaveLength(32)
})

test.runIf(posix)('is refused when others may read it', async () => {
  const { keyFile, reopenKeys } = await testStorage()
  for (const mode of [0o640, 0o604, 0o660]) {
    await chmod(keyFile, mode)
    await expect(reopenKeys()).rejects.toThrow('chmod 600')
  }
})

test('is refused when it holds something else, without telling what', async () => {
  const { keyFile, reopenKeys } = await testStorage()
  for (const content of ['', 'hunter2', randomBytes(31).toString('base64'), `${randomBytes(32).toString('base64')}x`]) {
    await writeFile(keyFile, content)
    const refusal = await reopenKeys().catch((error: unknown) => String(error))
    expect(refusal).toContain('does not hold a key')
    if (content) expect(refusal).not.toContain(content)
  }
})

test('is not made anew for a keystore that has a master key', async () => {
  const { keyFile, reopenKeys } = await testStorage()
  await rm(keyFile)
  await expect(reopenKeys()).rejects.toThrow('is missing')
  await expect(stat(keyFile)).rejects.toThrow('ENOENT')
  await makeKeyFile(keyFile)
  await expect(reopenKeys()).rejects.toThrow('is not the key that this keystore was made with')
})

test('a rotation leaves one key file, and no copy of the old key', async () => {
  const { keys, keyFile } = await testStorage()
  const old = await readFile(keyFile, 'utf8')
  await keys.rotateMasterKey()
  const names = await readdir(dirname(keyFile))
  expect(names.filter((name) => name.startsWith(basename(keyFile)))).toEqual([basename(keyFile)])
  expect(await readFile(keyFile, 'utf8')).not.toBe(old)
  if (posix) expect((await stat(keyFile)).mode & 0o777).toBe(0o600)
})

test('a rotation that died before its commit leaves the old key in force', async () => {
  const { keys, keyFile, reopenKeys } = await testStorage()
  await keys.createTenant(place.tenantId)
  const sealed = await keys.sealForTenant(place, plain)
  const next = randomBytes(32)
  await makeKeyFile(nextKeyFile(keyFile, masterKeyFrom(next).fingerprint), next)
  expect(await (await reopenKeys()).openForTenant(place, sealed)).toEqual(plain)
  await keys.rotateMasterKey()
  expect(await (await reopenKeys()).openForTenant(place, sealed)).toEqual(plain)
})

test('a rotation that died after its commit is finished by the next start', async () => {
  const { keys, keyFile, reopenKeys } = await testStorage()
  await keys.createTenant(place.tenantId)
  const sealed = await keys.sealForTenant(place, plain)
  const old = await readFile(keyFile)
  await keys.rotateMasterKey()
  const next = (await readKeyFile(keyFile))!
  const waiting = nextKeyFile(keyFile, masterKeyFrom(next).fingerprint)
  await rename(keyFile, waiting)
  await writeFile(keyFile, old, { mode: 0o600 })

  expect(await (await reopenKeys()).openForTenant(place, sealed)).toEqual(plain)
  expect(await readKeyFile(keyFile)).toEqual(next)
  await expect(stat(waiting)).rejects.toThrow('ENOENT')
})

test('a rotation that fails takes its next key away again', async () => {
  const { keys, keyFile, reopenKeys } = await testStorage()
  const late = await reopenKeys()
  await keys.rotateMasterKey()
  await expect(late.rotateMasterKey()).rejects.toThrow('rotated by another process')
  const names = await readdir(dirname(keyFile))
  expect(names.filter((name) => name.startsWith(basename(keyFile)))).toEqual([basename(keyFile)])
})
