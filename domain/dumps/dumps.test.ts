import { createHash } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import type { Blobs } from '@/db/types'
import type { Context } from '../context'
import { eraseUser, receiptIsGenuine, type SignedReceipt } from '../erasures'
import { testEngines } from '../faces/testing'
import { findOrphansJob } from '../sweep'
import { adminActor, describeDialects } from '../testing'
import { updateTenant } from '../tenants'
import { createUser } from '../users'
import { cancelDump } from './cancel'
import { downloadDump } from './download'
import { deleteDump, expireDumpsJob } from './expire'
import { listDumps } from './list'
import { runDump } from './run'
import { download, filledBureau, madeDump, make, records, unzip } from './testing'

const engines = testEngines()
afterAll(() => engines.close())

const passphrase = 'correct horse battery staple'
const reason = 'The lender’s import reads nothing else.'
const running = { id: 'job', attempt: 1, signal: new AbortController().signal, progress: () => undefined }
const asSystem = (context: Context): Context => ({ ...context, actor: { kind: 'system', id: 'j', tenantId: 'bureau' } })

async function blobNames({ blobs }: Context): Promise<string[]> {
  const names: string[] = []
  for await (const name of blobs.list()) names.push(name)
  return names
}

describeDialects('Dumps', (open) => {
  test('A dump holds every noun, is what its manifest says, and holds no secret', async () => {
    const { owner, tenantId } = await filledBureau(await open({ engines }))
    const dump = await madeDump(owner)
    expect(dump.name).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d$/)
    const zip = await download(owner, dump.name)
    const { dumps: [listed] } = await listDumps(owner) // prettier-ignore
    expect(listed).toMatchObject({ state: 'ready', requestedByName: 'Olga Owner', sizeBytes: zip.length, downloads: 1 })
    expect(listed).not.toHaveProperty('keyOwner')
    expect(listed!.sha256).toBe(createHash('sha256').update(zip).digest('hex'))
    expect(listed!.expiresAt!.getTime() - listed!.finishedAt!.getTime()).toBe(7 * 86_400_000)

    const files = await unzip(zip)
    const manifest = JSON.parse(files['manifest.json']!)
    expect(manifest).toMatchObject({ service: 'limen', format: 1, biometrics: false, tenant: { id: tenantId } })
    expect(manifest.counts).toMatchObject({ users: 2, devices: 1, biometrics: 2, templates: 2, admins: 1, clients: 1 })
    expect(manifest.audit).toMatchObject({ keyId: expect.any(String) })
    for (const { name, sha256, records: count } of manifest.files) {
      expect(createHash('sha256').update(files[name]!).digest('hex')).toBe(sha256)
      expect(records(files[name]!)).toHaveLength(count)
    }
    expect(Object.keys(records(files['biometrics.jsonl']!)[0]!)).toEqual(
      expect.arrayContaining(['id', 'userId', 'modality', 'contentType', 'quality', 'createdAt']),
    )
    expect(Object.keys(records(files['admins.jsonl']!)[0]!).sort()).toEqual(
      expect.arrayContaining(['createdAt', 'email', 'firstName', 'id', 'lastName', 'role']),
    )
    const all = Object.values(files).join('')
    expect(all).not.toMatch(
      /argon2|passwordHash|secretHash|TokenHash|[sS]ecret"|limen_secret|limen_app|push-token|"image"|"vector"|blobName|sealed/,
    )
  })

  test('Pictures and templates go in with a passphrase, and then nothing is readable without it', async () => {
    const { owner } = await filledBureau(await open({ engines }))
    const dump = await madeDump(owner, { biometrics: 'passphrase', passphrase })
    const file = await downloadDump(owner, { dump: `${dump.name}.zip.age` })
    expect(file.fileName).toBe(`${dump.name}.zip.age`)
    const bytes = await download(owner, dump.id)
    expect(bytes.subarray(0, 21).toString()).toBe('age-encryption.org/v1')
    expect(bytes.includes('users.jsonl')).toBe(false)
    const { Decrypter } = await import('age-encryption')
    const decrypter = new Decrypter()
    decrypter.addPassphrase(passphrase)
    const files = await unzip(Buffer.from(await decrypter.decrypt(bytes)))
    const [picture] = records(files['biometrics.jsonl']!)
    expect(Buffer.from(String(picture!.image), 'base64').subarray(0, 2).toString('hex')).toBe('ffd8')
    const [template] = records(files['templates.jsonl']!)
    expect(Buffer.from(String(template!.vector), 'base64')).toHaveLength(4 * 128)

    // What lay on the disk says nothing, and neither do the rows.
    const { dumps, jobs } = owner.db.tables
    const [row] = await owner.db.sql.select().from(dumps)
    expect(row!.passphraseSealed).toBeNull()
    expect((await owner.blobs.get(row!.blobName!)).includes('age-encryption')).toBe(false)
    expect(JSON.stringify([row, await owner.db.sql.select().from(jobs)])).not.toContain(passphrase)
  })

  test('Plain pictures are for an owner who signed in a moment ago and says why', async () => {
    const { owner, tenantId } = await filledBureau(await open({ engines }))
    const as = (of: Partial<ReturnType<typeof adminActor>>) => ({ ...owner, actor: adminActor({ tenantId, ...of }) })
    const stale = new Date(Date.now() - 301_000)
    const plain = { biometrics: 'plain', reason } as const
    await expect(runDump(owner, { biometrics: 'plain' })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(runDump(as({ role: 'admin' }), plain)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(runDump(as({ role: 'auditor' }), {})).rejects.toMatchObject({ code: 'forbidden' })
    await expect(runDump(as({ provedAt: stale }), plain)).rejects.toMatchObject({ code: 'fresh_sign_in_required' })
    const guarded = { biometrics: 'passphrase', passphrase } as const
    await expect(runDump(as({ provedAt: stale }), guarded)).rejects.toMatchObject({ code: 'fresh_sign_in_required' })
    await expect(runDump(owner, { biometrics: 'passphrase', passphrase: 'short' })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    const dump = await madeDump(owner, plain)
    await expect(downloadDump(as({ provedAt: stale }), { dump: dump.id })).rejects.toMatchObject({
      code: 'fresh_sign_in_required',
    })
    await expect(downloadDump(as({ role: 'admin' }), { dump: dump.id })).rejects.toMatchObject({ code: 'forbidden' })
    expect((await unzip(await download(owner, dump.id)))['biometrics.jsonl']).toContain('"image":"')
    expect((await listDumps(as({ role: 'auditor' }))).dumps[0]).toMatchObject({ reason })
  })

  test('One dump at a time; names of one minute do not meet', async () => {
    const { owner } = await filledBureau(await open({ engines, now: () => new Date('2026-11-21T07:00:30Z') }))
    const asked = await Promise.allSettled([runDump(owner, {}), runDump(owner, {})])
    expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const { dumps: [first] } = await listDumps(owner) // prettier-ignore
    await expect(runDump(owner, {})).rejects.toMatchObject({ code: 'conflict' })
    await make(owner, first!.id)
    const second = await runDump(owner, {})
    expect([first!.name, second.name]).toEqual(['2026-11-21T07-00', '2026-11-21T07-00-2'])
    await expect(downloadDump(owner, { dump: second.id })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('not begun'),
    })
  })

  test('Another tenant’s dump does not exist, by name or by id; an auditor may not take one', async () => {
    const operator = await open({ engines })
    const [main, other] = [await filledBureau(operator), await filledBureau(operator, 'other')]
    const dump = await madeDump(main.owner)
    for (const which of [dump.id, dump.name, `${dump.name}.zip`]) {
      await expect(downloadDump(other.owner, { dump: which })).rejects.toMatchObject({ code: 'not_found' })
    }
    await expect(cancelDump(other.owner, { id: dump.id })).rejects.toMatchObject({ code: 'not_found' })
    await expect(deleteDump(other.owner, { id: dump.id })).rejects.toMatchObject({ code: 'not_found' })
    expect((await listDumps(other.owner)).total).toBe(0)
    const auditor = { ...main.owner, actor: adminActor({ tenantId: main.tenantId, role: 'auditor' }) }
    await expect(downloadDump(auditor, { dump: dump.id })).rejects.toMatchObject({ code: 'forbidden' })
    const files = await unzip(await download(main.owner, dump.id))
    expect(Object.values(files).join('')).not.toContain(other.anna)
  })

  test('Cancelled before it begins and while it runs: no file, no key, no row left behind', async () => {
    const { owner } = await filledBureau(await open({ engines }))
    const waiting = await runDump(owner, { biometrics: 'passphrase', passphrase })
    await cancelDump(owner, { id: waiting.id })
    expect(await make(owner, waiting.id)).toEqual({ state: 'cancelled' })
    await expect(cancelDump(owner, { id: waiting.id })).rejects.toMatchObject({ code: 'conflict' })

    const before = await blobNames(owner)
    const begun = await runDump(owner, {})
    const blobs: Blobs = {
      ...owner.blobs,
      putStream: async (name, parts) => {
        await cancelDump(owner, { id: begun.id })
        return owner.blobs.putStream(name, parts)
      },
    }
    expect(await make({ ...owner, blobs }, begun.id)).toEqual({ state: 'cancelled' })
    expect(await blobNames(owner)).toEqual(before)
    const { dumps, jobs } = owner.db.tables
    for (const row of await owner.db.sql.select().from(dumps)) {
      expect(row).toMatchObject({ state: 'cancelled', keyOwner: null, blobName: null, passphraseSealed: null })
    }
    expect((await owner.db.sql.select().from(jobs)).map(({ state }) => state)).toContain('cancelled')
    await runDump(owner, {})
  })

  test('A full disk fails the dump in plain words and leaves nothing', async () => {
    const { owner } = await filledBureau(await open({ engines }))
    const before = await blobNames(owner)
    const dump = await runDump(owner, { biometrics: 'plain', reason })
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    const blobs: Blobs = {
      ...owner.blobs,
      putStream: (name, parts) =>
        owner.blobs.putStream(
          name,
          (async function* () {
            for await (const part of parts) {
              yield part
              throw full
            }
          })(),
        ),
    }
    expect(await make({ ...owner, blobs }, dump.id)).toEqual({ state: 'failed' })
    const { dumps: [failed] } = await listDumps(owner) // prettier-ignore
    expect(failed).toMatchObject({ state: 'failed', error: expect.stringMatching(/^The disk is full/) })
    expect(await blobNames(owner)).toEqual(before)
    await expect(downloadDump(owner, { dump: dump.id })).rejects.toMatchObject({ code: 'conflict' })
    await madeDump(owner)
  })

  test('A stopped server gives the job back, and the next one makes the dump', async () => {
    const { owner } = await filledBureau(await open({ engines }))
    const dump = await runDump(owner, { biometrics: 'passphrase', passphrase })
    await expect(make(owner, dump.id, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop')
    expect((await listDumps(owner)).dumps[0]).toMatchObject({ state: 'running' })
    await make(owner, dump.id)
    const bytes = await download(owner, dump.id)
    expect(bytes.subarray(0, 21).toString()).toBe('age-encryption.org/v1')
  })

  test('A dump whose job was given up fails instead of standing in the way', async () => {
    const { owner } = await filledBureau(await open({ engines }))
    const dump = await runDump(owner, {})
    await owner.db.transact(async (tx) => void (await tx.sql.update(tx.tables.jobs).set({ state: 'failed' })))
    await runDump(owner, {})
    const rows = (await listDumps(owner)).dumps
    expect(rows.find(({ id }) => id === dump.id)).toMatchObject({ state: 'failed' })
  })

  test('Who is erased while a dump is written is not in it, and is named where a dump was made before', async () => {
    const { owner, anna, ben } = await filledBureau(await open({ engines }))
    const earlier = await madeDump(owner, { biometrics: 'plain', reason })
    const dump = await runDump(owner, { biometrics: 'plain', reason })
    let receipt: SignedReceipt | undefined
    const blobs: Blobs = {
      ...owner.blobs,
      putStream: async (name, parts) => {
        const written = await owner.blobs.putStream(name, parts)
        // The whole file is there, with the open pictures of both.
        receipt ??= await eraseUser(owner, { userId: anna })
        return written
      },
    }
    await make({ ...owner, blobs }, dump.id)
    const files = await unzip(await download(owner, dump.id))
    expect(records(files['users.jsonl']!).map(({ id }) => id)).toEqual([ben])
    for (const name of ['users.jsonl', 'biometrics.jsonl', 'templates.jsonl', 'devices.jsonl']) {
      expect(files[name]).not.toContain(anna)
    }
    expect(records(files['erasures.jsonl']!)).toHaveLength(1)
    expect(receiptIsGenuine(owner, receipt!)).toBe(true)
    expect(receipt!.receipt.stillHeld.map(({ id }) => id)).toEqual([earlier.id, dump.id])
    // Only the last try's file is left, beside ben's picture and the earlier dump.
    expect(await blobNames(owner)).toHaveLength(3)

    const next = await eraseUser(owner, { userId: ben })
    expect(next.receipt.stillHeld).toEqual([
      expect.objectContaining({ id: earlier.id, biometrics: true, until: expect.stringMatching(/Z$/) }),
      expect.objectContaining({ id: dump.id }),
    ])
    // Dumps of a state before somebody came do not know them.
    const { user } = await createUser(owner, { externalId: 'carl' })
    expect((await eraseUser(owner, { userId: user.id })).receipt.stillHeld).toEqual([])
  })

  test('What an erased user left in an older state does not open while a dump is written', async () => {
    const { owner, anna } = await filledBureau(await open({ engines }))
    const dump = await runDump(owner, { biometrics: 'plain', reason })
    // The key goes first here: the rows are still to be seen, as in a state that was taken before.
    await owner.keys.destroyUser(anna)
    await make(owner, dump.id)
    const files = await unzip(await download(owner, dump.id))
    expect(files['templates.jsonl']).not.toContain(anna)
    expect(files['biometrics.jsonl']).not.toContain(anna)
  })

  test('When its time is over, key and file are destroyed; the list says so', async () => {
    const operator = await open({ engines })
    const { owner } = await filledBureau(operator)
    await updateTenant(operator, { slug: 'main', settings: { dumpDays: 2 } })
    const [short, deleted] = [await madeDump(owner), await madeDump(owner)]
    await deleteDump(owner, { id: deleted.id })
    const [row] = await owner.db.sql.select().from(owner.db.tables.dumps)
    const later = { ...owner, now: () => new Date(Date.now() + 2 * 86_400_000 + 1_000) }
    await expect(downloadDump({ ...later, actor: owner.actor }, { dump: short.id })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('expired'),
    })
    expect(await expireDumpsJob.run(asSystem(later), {}, running)).toEqual({ expired: 1, swept: 0 })
    expect((await listDumps(owner)).dumps.map(({ state }) => state)).toEqual(['expired', 'expired'])
    await expect(owner.blobs.get(row!.blobName!)).rejects.toMatchObject({ name: 'BlobMissing' })
    const place = { table: 'dumps', row: `${short.id}/0/last`, tenantId: row!.tenantId }
    await expect(owner.keys.openForUser(row!.keyOwner!, place, Buffer.alloc(40))).rejects.toMatchObject({
      name: 'KeyDestroyed',
    })
    expect(await blobNames(owner)).toHaveLength(2)
  })

  test('A file that was altered or cut on the disk is not handed out as whole', async () => {
    const { owner } = await filledBureau(await open({ engines }))
    const dump = await madeDump(owner)
    const [row] = await owner.db.sql.select().from(owner.db.tables.dumps)
    const sealed = await owner.blobs.get(row!.blobName!)
    await owner.blobs.put(row!.blobName!, sealed.subarray(0, sealed.length - 5))
    await expect(download(owner, dump.id)).rejects.toMatchObject({ name: 'SealBroken' })
    await owner.blobs.put(row!.blobName!, Buffer.concat([sealed, sealed]))
    await expect(download(owner, dump.id)).rejects.toMatchObject({ name: 'SealBroken' })
  })

  test('The sweep for files that nobody names leaves those of dumps', async () => {
    const { owner } = await filledBureau(await open({ engines }))
    await madeDump(owner)
    expect(await findOrphansJob.run(asSystem(owner), {}, running)).toEqual({ suspected: 0 })
  })

  test('Each act stands in the audit trail, with ids and counts only', async () => {
    const { owner } = await filledBureau(await open({ engines }))
    const dump = await madeDump(owner, { biometrics: 'plain', reason })
    await download(owner, dump.id)
    const lines = await owner.db.sql.select().from(owner.db.tables.auditLines)
    const own = lines.filter(({ subjectKind }) => subjectKind === 'dump')
    expect(own.map(({ action, actorKind }) => [action, actorKind])).toEqual([
      ['dump.requested', 'admin'],
      ['dump.made', 'system'],
      ['dump.downloaded', 'admin'],
    ])
    expect(JSON.stringify(own)).not.toContain(reason)
  })
})
