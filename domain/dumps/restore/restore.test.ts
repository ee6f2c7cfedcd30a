import { createHash, randomBytes } from 'node:crypto'
import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { verifyAudit } from '../../audit-proof'
import { authenticateClient } from '../../client-calls'
import type { Context } from '../../context'
import { eraseUser } from '../../erasures'
import { findByFace } from '../../faces/find'
import { picture, testEngines } from '../../faces/testing'
import { verifyFace } from '../../faces/verify'
import { passwordMatches } from '../../passwords'
import { addressOf, changeAddress } from '../../qr-credential/deliver'
import { ensureMainTenant } from '../../tenants'
import { adminActor, describeDialects, testContext, type TestContext } from '../../testing'
import { createUser } from '../../users'
import { recording } from '../../voice/testing'
import { enrolVoice } from '../../voice/testing-bureau'
import { verifyVoice } from '../../voice/verify'
import { exportDump } from '../export'
import { download, filledBureau, madeDump, records, unzip } from '../testing'
import { restoreDump, type RestoreOptions } from './restore'

const engines = testEngines()
afterAll(() => engines.close())

const passphrase = 'correct horse battery staple'
const plain = { biometrics: 'plain', reason: 'A test of the way back.' } as const

async function saved(context: TestContext, bytes: Buffer): Promise<string> {
  const path = join(context.dataDir, `${randomBytes(4).toString('hex')}.zip`)
  await writeFile(path, bytes)
  return path
}

async function restoreInto(context: TestContext, bytes: Buffer, options: Partial<RestoreOptions> = {}) {
  return restoreDump(context, { path: await saved(context, bytes), scratchDir: context.dataDir, ...options })
}

const ownerOf = (context: Context, tenantId: string): Context => ({ ...context, actor: adminActor({ tenantId }) })

/** Everything that a restore could leave. */
async function rowsIn({ db, blobs }: Context): Promise<Record<string, number>> {
  const { users, templates, samples, admins, clients, tenants, auditLines } = db.tables
  const counts: Record<string, number> = {}
  for (const [name, table] of Object.entries({ users, templates, samples, admins, clients, tenants, auditLines })) {
    counts[name] = (await db.sql.select().from(table)).length
  }
  let files = 0
  for await (const _ of blobs.list()) files++
  return { ...counts, files }
}

async function zipOf(files: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name)
  zip.end()
  return buffer(zip.outputStream)
}

/** The same dump with one file changed and the manifest made to fit. */
async function forged(bytes: Buffer, name: string, change: (text: string) => string): Promise<Buffer> {
  const files = await unzip(bytes)
  files[name] = change(files[name]!)
  const manifest = JSON.parse(files['manifest.json']!) as { files: Record<string, unknown>[] }
  const listed = manifest.files.find((file) => file.name === name)!
  Object.assign(listed, {
    sha256: createHash('sha256').update(files[name]).digest('hex'),
    bytes: Buffer.byteLength(files[name]),
    records: files[name].split('\n').length - 1,
  })
  return zipOf({ ...files, 'manifest.json': JSON.stringify(manifest) })
}

describeDialects('Restoring', (open) => {
  test('A dump of SQLite comes back here: people are recognised, and the second dump’s records are the first’s', async () => {
    const from = await testContext({ engines })
    const { owner, tenantId, anna, ben } = await filledBureau(from)
    await enrolVoice(owner, ben, 'ben')
    await changeAddress(owner, { userId: anna, email: 'anna@example.test' })
    const { user: carl } = await createUser(owner, { externalId: 'carl' })
    await eraseUser(owner, { userId: carl.id })
    const made = await madeDump(owner, plain)
    const bytes = await download(owner, made.id)

    const to = await open({ engines })
    const { id: replaced } = await ensureMainTenant(to)
    const restored = await restoreInto(to, bytes)
    expect(restored).toMatchObject({
      tenant: { id: tenantId, slug: 'main' },
      counts: { users: 2, biometrics: 5, templates: 5, devices: 1, admins: 1, clients: 1, erasures: 1 },
      withoutBytes: 0,
      admins: [{ email: 'owner@main.example', role: 'owner', isSuspended: false }],
    })
    expect(replaced).not.toBe(tenantId)
    const there = ownerOf(to, tenantId)

    // Secrets are new ones, and an unknown password lets nobody in.
    const [admin] = await to.db.sql.select().from(to.db.tables.admins)
    expect(await passwordMatches(admin!.passwordHash, 'correct horse battery staple')).toBe(false)
    expect(await verifyAudit(to.db, to.keys)).toMatchObject({ intact: true })

    const again = await unzip(await download(there, (await madeDump(there, plain)).id))
    const first = await unzip(bytes)
    expect(Object.keys(again)).toEqual(Object.keys(first))
    for (const name of Object.keys(first)) {
      if (name === 'manifest.json') continue
      const [before, after] = [records(first[name]!), records(again[name]!)]
      // The chain goes on with the restore's line and the second dump's.
      if (name === 'audit.jsonl')
        expect(after.slice(before.length).map(({ action }) => action)[0]).toBe('dump.restored')
      expect(after.slice(0, before.length)).toEqual(before)
      if (name !== 'audit.jsonl') expect(after).toHaveLength(before.length)
    }
    const [client] = restored.clients
    expect(await authenticateClient(to, client!)).toMatchObject({ id: client!.clientId, requestQuota: 9 })

    expect(await addressOf(there, { tenantId, userId: anna })).toBe('anna@example.test')

    // At last, because it leaves a trace of its own: when they were last seen.
    expect(await verifyFace(there, { userId: anna, gate: 'legacy', picture: picture('anna') })).toMatchObject({
      verified: true,
    })
    expect(await findByFace(there, { gate: 'legacy', picture: picture('ben') })).toMatchObject({
      match: { userId: ben },
    })
    const spoken = { userId: ben, recording: recording({ speaker: 'ben' }) }
    expect(await verifyVoice(there, spoken)).toMatchObject({ verified: true })
  })

  test('A dump made here comes back on SQLite', async () => {
    const { owner, tenantId, anna } = await filledBureau(await open({ engines }))
    const bytes = await download(owner, (await madeDump(owner, plain)).id)
    const to = await testContext({ engines })
    await restoreInto(to, bytes)
    const there = ownerOf(to, tenantId)
    expect(await verifyFace(there, { userId: anna, gate: 'legacy', picture: picture('anna') })).toMatchObject({
      verified: true,
    })
    expect(await verifyAudit(to.db, to.keys)).toMatchObject({ intact: true })
  })

  test('Behind a passphrase: the right one opens it, and nothing readable touches the disk', async () => {
    const { owner, tenantId, anna } = await filledBureau(await testContext({ engines }))
    const bytes = await download(owner, (await madeDump(owner, { biometrics: 'passphrase', passphrase })).id)
    const to = await open({ engines })
    await expect(restoreInto(to, bytes)).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(restoreInto(to, bytes, { passphrase: 'a wrong passphrase' })).rejects.toThrow('does not open it')
    const cut = bytes.subarray(0, bytes.length - 100)
    await expect(restoreInto(to, cut, { passphrase })).rejects.toThrow('altered or cut')
    const altered = Buffer.from(bytes)
    altered[altered.length - 300]! ^= 1
    await expect(restoreInto(to, altered, { passphrase })).rejects.toThrow('altered or cut')
    await restoreInto(to, bytes, { passphrase })
    expect(
      await verifyFace(ownerOf(to, tenantId), { userId: anna, gate: 'legacy', picture: picture('anna') }),
    ).toMatchObject({ verified: true })
    expect((await readdir(to.dataDir)).filter((name) => name.startsWith('restore-'))).toEqual([])
  })

  test('A bureau that holds somebody takes no dump, unless it is to stand beside', async () => {
    const from = await testContext({ engines })
    const { owner } = await filledBureau(from, 'acme')
    const bytes = await download(owner, (await madeDump(owner, plain)).id)
    const to = await open({ engines })
    await filledBureau(to)
    const before = await rowsIn(to)
    await expect(restoreInto(to, bytes)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/'main' of this bureau is not empty.*--beside/),
    })
    expect(await rowsIn(to)).toEqual(before)
    await restoreInto(to, bytes, { beside: true })
    await expect(restoreInto(to, bytes, { beside: true })).rejects.toMatchObject({ code: 'conflict' })
    expect(await rowsIn(to)).toMatchObject({ users: 4, admins: 2, tenants: 2 })
  })

  test('Without pictures and templates, people come back to be enrolled again', async () => {
    const { owner, tenantId, anna } = await filledBureau(await testContext({ engines }))
    const bytes = await download(owner, (await madeDump(owner)).id)
    const to = await open({ engines })
    expect(await restoreInto(to, bytes)).toMatchObject({ withoutBytes: 4, counts: { users: 2, templates: 0 } })
    await expect(
      verifyFace(ownerOf(to, tenantId), { userId: anna, gate: 'legacy', picture: picture('anna') }),
    ).rejects.toMatchObject({ code: 'not_enrolled' })
  })

  test('What fails half way leaves the bureau as it was, and a later try succeeds', async () => {
    const { owner } = await filledBureau(await testContext({ engines }))
    const bytes = await download(owner, (await madeDump(owner, plain)).id)
    const to = await open({ engines })
    await ensureMainTenant(to)
    const before = await rowsIn(to)
    const keys = { ...bound(to.keys), sealForUser: () => Promise.reject(new Error('the keystore went away')) }
    await expect(restoreInto({ ...to, keys }, bytes)).rejects.toThrow('the keystore went away')
    expect(await rowsIn(to)).toEqual(before)
    // Hashes fit and rows do not: two users of one external id.
    const twice = await forged(bytes, 'users.jsonl', (text) => text.replace('main-ben', 'main-anna'))
    await expect(restoreInto(to, twice)).rejects.toMatchObject({ code: 'conflict' })
    const orphan = await forged(bytes, 'templates.jsonl', (text) =>
      text.replace(/"userId":"[0-9a-f]{4}/, '"userId":"ffff'),
    )
    await expect(restoreInto(to, orphan)).rejects.toThrow()
    expect(await rowsIn(to)).toEqual(before)
    await restoreInto(to, bytes)
    expect(await rowsIn(to)).toMatchObject({ users: 2, samples: 2, tenants: 1, files: 2 })
  })
})

/** Methods of the class, callable on a copy. */
function bound<T extends object>(of: T): T {
  return new Proxy({} as T, {
    get: (_, name) => {
      const value = of[name as keyof T]
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(of) : value
    },
    ownKeys: () => Reflect.ownKeys(Object.getPrototypeOf(of) as object).filter((name) => name !== 'constructor'),
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  })
}

test('Whatever is altered, cut or foreign is refused in words before anything is written', async () => {
  const { owner } = await filledBureau(await testContext({ engines }))
  const bytes = await download(owner, (await madeDump(owner, plain)).id)
  const files = await unzip(bytes)
  const without = (name: string) => Object.fromEntries(Object.entries(files).filter(([one]) => one !== name))
  const bomb = Buffer.alloc(64 * 1024 * 1024, 97)
  const cases: [why: string, bytes: Buffer | Promise<Buffer>, words: RegExp][] = [
    ['empty', Buffer.alloc(0), /not a whole zip/],
    ['no zip', Buffer.from('hello'.repeat(100)), /not a whole zip/],
    ['cut', bytes.subarray(0, bytes.length - 200), /not a whole zip/],
    ['cut in the middle', Buffer.concat([bytes.subarray(0, 600), bytes.subarray(900)]), /altered|whole zip/],
    ['a byte of a picture', flipped(bytes, 'biometrics.jsonl'), /altered|manifest|UTF-8|JSON|whole zip|line/],
    ['no manifest', zipOf(without('manifest.json')), /has no manifest\.json/],
    ['no settings', zipOf(without('settings.jsonl')), /names other files/],
    ['a file more', zipOf({ ...files, 'extra.jsonl': '' }), /a name that no dump/],
    ['out of its folder', rename(bytes, 'users.jsonl', '../rs.jsonl'), /whole zip|a name that no dump/],
    ['an absolute name', rename(bytes, 'users.jsonl', '/sers.jsonl'), /whole zip|a name that no dump/],
    ['one name twice', rename(bytes, 'devices.jsonl', 'clients.jsonl'), /twice/],
    ['a bomb', zipOf({ ...files, 'users.jsonl': bomb }), /times as large/],
    ['a longer file', zipOf({ ...files, 'users.jsonl': files['users.jsonl'] + '{}\n' }), /longer than its manifest/],
    ['another row', zipOf({ ...files, 'users.jsonl': files['users.jsonl']!.replace('anna', 'hans') }), /not what the manifest/],
    ['an unknown member', forged(bytes, 'users.jsonl', (text) => text.replace('{', '{"isAdmin":true,')), /line 1 of users\.jsonl.*isAdmin/],
    ['a hash smuggled in', forged(bytes, 'admins.jsonl', (text) => text.replace('{', '{"passwordHash":"x",')), /passwordHash/],
    ['another tenant’s row', forged(bytes, 'users.jsonl', (text) => text.replace('{', '{"tenantId":"x",')), /tenantId/],
    ['a role of nobody', forged(bytes, 'admins.jsonl', (text) => text.replace('"owner"', '"god"')), /'role' is not/],
    ['a date of nowhere', forged(bytes, 'users.jsonl', (text) => text.replace(/"createdAt":"[^"]+/, '"createdAt":"soon')), /'createdAt'/],
    ['no JSON', forged(bytes, 'devices.jsonl', () => 'nothing\n'), /line 1 of devices\.jsonl: It is not JSON/],
    ['half a line', forged(bytes, 'devices.jsonl', (text) => text.trimEnd()), /ends within a line/],
    ['a chain rewritten', forged(bytes, 'audit.jsonl', (text) => text.replace('user.created', 'user.praised')), /audit trail is broken/],
    ['a chain cut', forged(bytes, 'audit.jsonl', (text) => `${text.trimEnd().split('\n').slice(0, 3).join('\n')}\n`), /end of its audit trail is missing/],
    ['settings of tomorrow', forged(bytes, 'settings.jsonl', (text) => text.replace('"settings":{', '"settings":{"x":1')), /does not know/],
    ['a slug that is a path', forged(bytes, 'settings.jsonl', (text) => text.replace('"slug":"main"', '"slug":"../main"')), /not of the tenant/],
    ['another service', zipOf({ ...files, 'manifest.json': files['manifest.json']!.replace('"limen"', '"other"') }), /manifest is not one/],
    ['format 2', zipOf({ ...files, 'manifest.json': files['manifest.json']!.replace('"format": 1', '"format": 2') }), /manifest is not one/],
  ] // prettier-ignore
  const to = await testContext({ engines })
  await ensureMainTenant(to)
  const before = await rowsIn(to)
  for (const [why, made, words] of cases) {
    const outcome = await restoreInto(to, await made).catch((error: Error) => error)
    expect({ why, outcome }).toMatchObject({
      why,
      outcome: { code: 'invalid_input', message: expect.stringMatching(words) },
    })
    expect((outcome as Error).message).toContain('Nothing was restored.')
  }
  expect(await rowsIn(to)).toEqual(before)
  await expect(restoreInto(to, bytes, { passphrase })).rejects.toThrow('not behind a passphrase')
  await expect(restoreDump(to, { path: '/nowhere', scratchDir: to.dataDir })).rejects.toMatchObject({
    code: 'not_found',
  })
  const tenantId = String(JSON.parse(files['manifest.json']!).tenant.id)
  await expect(restoreInto({ ...to, actor: adminActor({ tenantId }) } as TestContext, bytes)).rejects.toMatchObject({
    code: 'forbidden',
  })
})

test('The operator’s own dump goes where they say, and is named in receipts without an end', async () => {
  const from = await testContext({ engines })
  const { owner, anna } = await filledBureau(from)
  const input = { tenantSlug: 'main', biometrics: 'plain', reason: plain.reason } as const
  const parts: Uint8Array[] = []
  const made = await exportDump(from, input, async (file) => {
    for await (const part of file) parts.push(part)
  })
  expect(made).toMatchObject({ state: 'exported', sizeBytes: Buffer.concat(parts).length, requestedBy: 'cli' })
  await expect(exportDump(owner, input, async () => undefined)).rejects.toMatchObject({ code: 'forbidden' })
  const { receipt } = await eraseUser(owner, { userId: anna })
  expect(receipt.stillHeld).toEqual([{ kind: 'dump', id: made.id, name: made.name, biometrics: true, until: null }])
  const to = await testContext({ engines })
  expect(await restoreInto(to, Buffer.concat(parts))).toMatchObject({ counts: { users: 2 } })
  expect((await stat(to.dataDir)).isDirectory()).toBe(true)
})

/** Changes a byte within the compressed bytes of a file. */
function flipped(bytes: Buffer, name: string): Buffer {
  const changed = Buffer.from(bytes)
  changed[changed.indexOf(name) + name.length + 100]! ^= 0x10
  return changed
}

/** Writes another name of the same length over a file's, at its bytes and in the list at the end. */
function rename(bytes: Buffer, from: string, to: string): Buffer {
  const changed = Buffer.from(bytes)
  changed.write(to, changed.indexOf(from))
  changed.write(to, changed.lastIndexOf(from))
  return changed
}
