import { eq } from 'drizzle-orm'
import { afterAll, expect, test } from 'vitest'
import type { Engines } from '@/engines/types'
import { publishConsentText, saveConsentDraft } from '../consents/texts'
import { userConsents } from '../consents/read'
import type { Context } from '../context'
import { enrolFace } from '../faces/enrol'
import { findByFace } from '../faces/find'
import { garbage, loseWorker, picture, testEngines } from '../faces/testing'
import { runJobs } from '../job-loop'
import { ensureTenant, updateTenant } from '../tenants'
import { describeDialects } from '../testing'
import { createUser } from '../users'
import { findOrphansJob } from '../sweep'
import { checkImportJob, checkWork } from './check'
import { cancelImport, expireImportsJob } from './end'
import { getImport, listImportRows } from './one'
import { importResult } from './result'
import { runImport, runImportJob, runWork } from './run'
import { quietly, uploaded, zipOf } from './testing'
import { finishUpload, putPart, startImport } from './upload'
import { workOn } from './work'

const engines = testEngines()
afterAll(() => engines.close())

async function asTenant(operator: Context, slug = 'acme'): Promise<Context> {
  const { id } = await ensureTenant(operator, slug)
  return { ...operator, actor: { kind: 'system', id: 's', tenantId: id } }
}

const table = (...lines: string[]) => ['external_id,file', ...lines].join('\n')

async function checked(context: Context, files: Record<string, Uint8Array | string>) {
  const { id } = await uploaded(context, await zipOf(files))
  await workOn(context, id, checkWork, quietly, 60_000)
  return getImport(context, { importId: id })
}

async function imported(context: Context, files: Record<string, Uint8Array | string>) {
  const { import: found } = await checked(context, files)
  await runImport(context, { importId: found.id })
  await workOn(context, found.id, runWork, quietly, 60_000)
  return getImport(context, { importId: found.id })
}

async function rowsOf(context: Context, importId: string) {
  return (await listImportRows(context, { importId, first: 500 })).rows
}

async function userCount(context: Context): Promise<number> {
  return context.db.sql.$count(context.db.tables.users)
}

async function blobCount(context: Context): Promise<number> {
  let count = 0
  for await (const _name of context.blobs.list()) count++
  return count
}

async function text(context: Context, importId: string): Promise<string> {
  let whole = ''
  for await (const piece of (await importResult(context, { importId })).pieces) whole += piece
  return whole
}

describeDialects('Imports', (open) => {
  test('A dry run says what would come and makes nobody a user; the import then does', async () => {
    const context = await asTenant(await open({ engines }))
    const { import: found, figures } = await checked(context, {
      'list.csv': table('1,a.jpg', '2,b.jpg', '3,none.jpg', '4,two.jpg', '5,broken.jpg', '6,tiny.jpg', ',a.jpg', '7,'),
      'a.jpg': picture('anna'),
      'b.jpg': picture('ben'),
      'two.jpg': picture('x', 'y'),
      'broken.jpg': garbage,
      'tiny.jpg': picture({ person: 'tim', eyeDistancePx: 12 }),
    })
    expect(found).toMatchObject({ state: 'checked', rowCount: 8, error: null })
    expect(figures).toMatchObject({ rows: 8, checked: 8, ok: 2, refused: 6, users: 2 })
    expect(await userCount(context)).toBe(0)
    const reasons = (await rowsOf(context, found.id)).map(({ row, reason }) => [row, reason])
    expect(reasons).toEqual([
      [2, null],
      [3, null],
      [4, 'The archive holds no such file.'],
      [5, expect.stringMatching(/face/)],
      [6, expect.stringMatching(/damaged/)],
      [7, expect.stringMatching(/eyes/i)],
      [8, 'external_id is empty.'],
      [9, 'file is empty.'],
    ])

    await runImport(context, { importId: found.id })
    await workOn(context, found.id, runWork, quietly, 60_000)
    const after = await getImport(context, { importId: found.id })
    expect(after.import.state).toBe('done')
    expect(after.figures.outcomes).toMatchObject({ enrolled: 2, failed: 0 })
    expect(await userCount(context)).toBe(2)
    expect(await findByFace(context, { gate: 'legacy', picture: picture('anna') })).toMatchObject({ outcome: 'found' })
    // Two enrolled pictures; nothing of the archive is left.
    expect(await blobCount(context)).toBe(2)
    const faces = await context.db.sql
      .select({ sealed: context.db.tables.importRows.faceSealed })
      .from(context.db.tables.importRows)
    expect(faces.every(({ sealed }) => sealed === null)).toBe(true)
    expect(await text(context, found.id)).toContain('4,3,none.jpg,refused,The archive holds no such file.,\r\n')
  })

  test('Several pictures of one person become one user with several templates; another face among them is refused', async () => {
    const context = await asTenant(await open({ engines }))
    const { import: found, figures } = await imported(context, {
      'list.csv': table('1,a.jpg', '1,b.jpg', '1,c.jpg'),
      'a.jpg': picture('anna'),
      'b.jpg': picture({ person: 'anna', noise: 0.3 }),
      'c.jpg': picture('ben'),
    })
    expect(figures.outcomes).toMatchObject({ enrolled: 1, added: 1 })
    expect(figures.refused).toBe(1)
    expect((await rowsOf(context, found.id))[2]!.reason).toMatch(/person of row 2/)
    expect(await userCount(context)).toBe(1)
    expect(await context.db.sql.$count(context.db.tables.templates)).toBe(2)
  })

  test('The same face under two ids is said, in the file and against who is enrolled; a tenant may refuse it', async () => {
    const operator = await open({ engines })
    const context = await asTenant(operator)
    const { user } = await createUser(context, { externalId: 'zoe' })
    await enrolFace(context, { userId: user.id, gate: 'legacy', picture: picture('zoe') })
    const files = {
      'list.csv': table('1,a.jpg', '2,b.jpg', '3,z.jpg'),
      'a.jpg': picture('anna'),
      'b.jpg': picture({ person: 'anna', noise: 0.2 }),
      'z.jpg': picture({ person: 'zoe', noise: 0.2 }),
    }
    const flagged = await checked(context, files)
    expect(flagged.figures).toMatchObject({ ok: 1, warning: 2, refused: 0 })
    const rows = await rowsOf(context, flagged.import.id)
    expect(rows[1]!.reason).toContain('row 2')
    expect(rows[2]!.reason).toContain(user.id)
    await updateTenant(operator, { slug: 'acme', settings: { duplicates: 'refuse' } })
    expect((await checked(context, files)).figures).toMatchObject({ ok: 1, refused: 2 })
    await updateTenant(operator, { slug: 'acme', settings: { duplicates: 'off' } })
    expect((await checked(context, files)).figures).toMatchObject({ ok: 3 })
  })

  test('Who is enrolled already stays as they are, and importing an archive twice makes nobody twice', async () => {
    const context = await asTenant(await open({ engines }))
    const files = { 'list.csv': table('1,a.jpg', '2,b.jpg'), 'a.jpg': picture('anna'), 'b.jpg': picture('ben') }
    await imported(context, files)
    const { figures } = await imported(context, files)
    expect(figures.outcomes).toMatchObject({ enrolled: 0, exists: 2 })
    expect(await userCount(context)).toBe(2)
    expect(await context.db.sql.$count(context.db.tables.templates)).toBe(2)
  })

  test('An import that is killed in the middle goes on where it was: nobody twice, nobody lost', async () => {
    const context = await asTenant(await open({ engines }))
    const people = Array.from({ length: 11 }, (_, n) => `p${n}`)
    const { import: found } = await checked(context, {
      'list.csv': table(...people.map((name) => `${name},${name}.jpg`)),
      ...Object.fromEntries(people.map((name) => [`${name}.jpg`, picture(name)])),
    })
    await runImport(context, { importId: found.id })
    for (let round = 0; round < 3; round++) {
      let seen = 0
      const stop = new AbortController()
      engines.whileReading = async () => {
        if (++seen === 3) stop.abort(new Error('killed'))
      }
      await expect(workOn(context, found.id, runWork, { ...quietly, signal: stop.signal }, 60_000)).rejects.toThrow(
        'killed',
      )
    }
    engines.whileReading = async () => undefined
    // A user who was made just before the process died, without a face yet.
    const left = (await rowsOf(context, found.id)).filter(({ outcome }) => outcome === null)
    if (left[0]) await createUser(context, { externalId: left[0].externalId })
    await workOn(context, found.id, runWork, quietly, 60_000)
    const { figures } = await getImport(context, { importId: found.id })
    expect(figures.outcomes).toMatchObject({ enrolled: 11 })
    expect(await userCount(context)).toBe(11)
    expect(await context.db.sql.$count(context.db.tables.templates)).toBe(11)
  })

  test('Two workers on one import make nobody twice', async () => {
    const context = await asTenant(await open({ engines }))
    const people = Array.from({ length: 12 }, (_, n) => `p${n % 6}`)
    const { import: found } = await checked(context, {
      'list.csv': table(...people.map((name, n) => `${name},${n}.jpg`)),
      ...Object.fromEntries(people.map((name, n) => [`${n}.jpg`, picture({ person: name, noise: n / 40 })])),
    })
    await runImport(context, { importId: found.id })
    await Promise.all([1, 2, 3].map(() => workOn(context, found.id, runWork, quietly, 60_000)))
    const { figures, import: after } = await getImport(context, { importId: found.id })
    expect(after.state).toBe('done')
    expect(figures.outcomes).toMatchObject({ enrolled: 6, added: 6 })
    expect(await userCount(context)).toBe(6)
    expect(await context.db.sql.$count(context.db.tables.templates)).toBe(12)
  })

  test('The jobs do the same in slices, one after the other', async () => {
    const context = await asTenant(await open({ engines }))
    const { id } = await uploaded(context, await zipOf({ 'list.csv': table('1,a.jpg'), 'a.jpg': picture('anna') }))
    const handlers = { 'import.check': checkImportJob, 'import.run': runImportJob }
    const until = async (state: string) => {
      const stop = new AbortController()
      const loop = runJobs(context, handlers, stop.signal, { pollMs: 20 })
      for (let n = 0; n < 300 && (await getImport(context, { importId: id })).import.state !== state; n++) {
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      stop.abort()
      await loop
    }
    await until('checked')
    await runImport(context, { importId: id })
    await until('done')
    expect((await getImport(context, { importId: id })).figures.outcomes.enrolled).toBe(1)
  })

  test('Cancelling stops at once, keeps who was imported, and removes the archive', async () => {
    const context = await asTenant(await open({ engines }))
    const people = Array.from({ length: 6 }, (_, n) => `p${n}`)
    const { import: found } = await checked(context, {
      'list.csv': table(...people.map((name) => `${name},${name}.jpg`)),
      ...Object.fromEntries(people.map((name) => [`${name}.jpg`, picture(name)])),
    })
    await runImport(context, { importId: found.id })
    let seen = 0
    engines.whileReading = async () => {
      if (++seen === 3) await cancelImport(context, { importId: found.id })
    }
    await workOn(context, found.id, runWork, quietly, 60_000)
    engines.whileReading = async () => undefined
    const { import: after, figures } = await getImport(context, { importId: found.id })
    expect(after.state).toBe('cancelled')
    expect(figures.outcomes.enrolled).toBe(2)
    expect(await userCount(context)).toBe(2)
    const { samples, importParts } = context.db.tables
    expect(await context.db.sql.$count(samples)).toBe(2)
    expect(await context.db.sql.$count(importParts)).toBe(0)
    expect(await text(context, found.id)).toContain('not imported')
    await expect(cancelImport(context, { importId: found.id })).rejects.toMatchObject({ code: 'conflict' })
    await expect(runImport(context, { importId: found.id })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('A row may say what the person agreed to, and it is written down with the user', async () => {
    const context = await asTenant(await open({ engines }))
    for (const [language, body] of [
      ['en', 'I agree that my face is used to open doors.'],
      ['de', 'Ich stimme zu, dass mein Gesicht Tueren oeffnet.'],
    ] as const) {
      const { id } = await saveConsentDraft(context, { language, body })
      await publishConsentText(context, { textId: id })
    }
    const { import: found } = await imported(context, {
      'list.csv': [
        'external_id;file;consent_text;consent_version;consent_language',
        '1;a.jpg;recognition;1;EN',
        '2;b.jpg;recognition;7;en',
        '3;c.jpg;marketing;;',
        '4;d.jpg;recognition;;',
      ].join('\r\n'),
      ...Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${name}.jpg`, picture(name)])),
    })
    const rows = await rowsOf(context, found.id)
    expect(rows.map(({ outcome }) => outcome)).toEqual(['enrolled', null, null, null])
    expect(rows.map(({ reason }) => reason)).toEqual([
      null,
      expect.stringContaining('version'),
      expect.stringContaining("'marketing'"),
      expect.stringContaining('several languages'),
    ])
    const { now, history } = await userConsents(context, { userId: rows[0]!.userId! })
    expect(now).toMatchObject([{ state: 'given', text: { language: 'en', version: 1 } }])
    expect(history).toMatchObject([{ how: 'import' }])
  })

  test('Nobody is let in beyond the quota, and who was made for a refused row does not stay', async () => {
    const operator = await open({ engines })
    const context = await asTenant(operator)
    await updateTenant(operator, { slug: 'acme', userQuota: 1 })
    const { figures, import: found } = await imported(context, {
      'list.csv': table('1,a.jpg', '2,b.jpg'),
      'a.jpg': picture('anna'),
      'b.jpg': picture('ben'),
    })
    expect(figures.outcomes).toMatchObject({ enrolled: 1, refused: 1 })
    expect((await rowsOf(context, found.id))[1]!.reason).toMatch(/quota/)
    expect(await userCount(context)).toBe(1)
  })

  test('A tenant that refuses duplicates gets none that arrived after the check', async () => {
    const operator = await open({ engines })
    const context = await asTenant(operator)
    await updateTenant(operator, { slug: 'acme', settings: { duplicates: 'refuse' } })
    const { import: found } = await checked(context, { 'list.csv': table('1,a.jpg'), 'a.jpg': picture('anna') })
    const { user } = await createUser(context, { externalId: 'other' })
    await enrolFace(context, { userId: user.id, gate: 'legacy', picture: picture('anna') })
    await runImport(context, { importId: found.id })
    await workOn(context, found.id, runWork, quietly, 60_000)
    const [row] = await rowsOf(context, found.id)
    expect(row).toMatchObject({ outcome: 'refused', reason: `It shows user ${user.id} already.` })
    expect(await userCount(context)).toBe(1)
  })

  test('Formulas in the table are text in the result', async () => {
    const context = await asTenant(await open({ engines }))
    const { import: found } = await checked(context, {
      'list.csv': '\uFEFF"external_id"\t"file"\n"=cmd()|\'/c calc\'!A0"\t"@x.jpg"\n"+1"\t"a ""b"".jpg"\n',
    })
    const lines = (await text(context, found.id)).split('\r\n')
    expect(lines[1]).toMatch(/^2,'=cmd\(\)\|'\/c calc'!A0,'@x\.jpg,refused,/)
    expect(lines[2]).toMatch(/^3,'\+1,"a ""b""\.jpg",refused,/)
  })

  test('An erased user takes their row of the result along', async () => {
    const context = await asTenant(await open({ engines }))
    const { import: found } = await imported(context, { 'list.csv': table('1,a.jpg'), 'a.jpg': picture('anna') })
    const { users } = context.db.tables
    await context.db.transact(async (tx) => void (await tx.sql.delete(users).where(eq(users.externalId, '1'))))
    expect(await rowsOf(context, found.id)).toEqual([])
  })

  test('Parts come in any order and again, and an upload that lacks one is not looked at', async () => {
    const context = await asTenant(await open({ engines }))
    const archive = await zipOf({ 'list.csv': table('1,a.jpg'), 'a.jpg': picture('anna') })
    const { id } = await startImport(context, { name: 'x.zip', byteCount: archive.length })
    await expect(finishUpload(context, { importId: id })).rejects.toMatchObject({ code: 'conflict' })
    const put = (bytes: Uint8Array, part = 0) => putPart(context, { importId: id, part, bytes })
    await expect(put(archive.subarray(1))).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(put(archive, 1)).rejects.toMatchObject({ code: 'invalid_input' })
    await Promise.all([put(archive), put(archive)])
    await put(archive)
    expect(await blobCount(context)).toBe(1)
    await finishUpload(context, { importId: id })
    await expect(put(archive)).rejects.toMatchObject({ code: 'conflict' })
    expect(await blobCount(context)).toBe(1)
    const suspected = await findOrphansJob.run(context, {}, { id: 'j', attempt: 1, ...quietly })
    expect(suspected).toEqual({ suspected: 0 })
  })

  test('An archive beyond the limit is refused before a byte of it comes, and five at once are enough', async () => {
    const operator = await open({ engines })
    const context = await asTenant(operator)
    await updateTenant(operator, { slug: 'acme', settings: { importLimitMib: 1 } })
    const start = (byteCount: number) => startImport(context, { name: 'x.zip', byteCount })
    await expect(start(1024 * 1024 + 1)).rejects.toMatchObject({ code: 'too_large' })
    for (let n = 0; n < 5; n++) await start(1000)
    await expect(start(1000)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('What nobody comes back to is removed in time, results a month later', async () => {
    let now = new Date()
    const context = await asTenant(await open({ engines, now: () => now }))
    const job = { id: 'j', attempt: 1, ...quietly }
    const { import: found } = await checked(context, { 'list.csv': table('1,a.jpg'), 'a.jpg': picture('anna') })
    expect(await expireImportsJob.run(context, {}, job)).toEqual({ expired: 0, broken: 0, archives: 0, forgotten: 0 })
    now = new Date(now.getTime() + 4 * 86_400_000)
    expect(await expireImportsJob.run(context, {}, job)).toEqual({ expired: 1, broken: 0, archives: 1, forgotten: 0 })
    expect(await blobCount(context)).toBe(0)
    expect((await getImport(context, { importId: found.id })).import.state).toBe('expired')
    now = new Date(now.getTime() + 31 * 86_400_000)
    expect(await expireImportsJob.run(context, {}, job)).toMatchObject({ forgotten: 1 })
    await expect(getImport(context, { importId: found.id })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('An import whose job was given up says so, and goes on when somebody wants it to', async () => {
    const context = await asTenant(await open({ engines }))
    const { import: found } = await checked(context, { 'list.csv': table('1,a.jpg'), 'a.jpg': picture('anna') })
    const { jobId } = await runImport(context, { importId: found.id })
    const { jobs } = context.db.tables
    await context.db.transact(
      async (tx) => void (await tx.sql.update(jobs).set({ state: 'failed' }).where(eq(jobs.id, jobId!))),
    )
    expect(await expireImportsJob.run(context, {}, { id: 'j', attempt: 1, ...quietly })).toMatchObject({ broken: 1 })
    expect((await getImport(context, { importId: found.id })).import).toMatchObject({ state: 'failed' })
    await runImport(context, { importId: found.id })
    await workOn(context, found.id, runWork, quietly, 60_000)
    expect((await getImport(context, { importId: found.id })).import).toMatchObject({ state: 'done', error: null })
  })

  test("Another tenant's import does not exist", async () => {
    const operator = await open({ engines })
    const [acme, other] = [await asTenant(operator), await asTenant(operator, 'other')]
    const { import: found } = await checked(acme, { 'list.csv': table('1,a.jpg'), 'a.jpg': picture('anna') })
    const input = { importId: found.id }
    const absent = { code: 'not_found' }
    await expect(getImport(other, input)).rejects.toMatchObject(absent)
    await expect(listImportRows(other, input)).rejects.toMatchObject(absent)
    await expect(runImport(other, input)).rejects.toMatchObject(absent)
    await expect(cancelImport(other, input)).rejects.toMatchObject(absent)
    await expect(importResult(other, input)).rejects.toMatchObject(absent)
    await expect(putPart(other, { ...input, part: 0, bytes: new Uint8Array(1) })).rejects.toMatchObject(absent)
    await expect(finishUpload(other, input)).rejects.toMatchObject(absent)
  })

  test('A busy engine is waited for', async () => {
    const context = await asTenant(await open({ engines: { ...engines, health: engines.health } }))
    let refusals = 0
    const busy: Context = {
      ...context,
      engines: {
        ...engines,
        face: {
          ...engines.face,
          async read(bytes, options) {
            if (refusals++ === 0)
              throw Object.assign(new Error('full'), { name: 'EngineBusy', retryAfterSeconds: 0.01 })
            return engines.face.read(bytes, options)
          },
        },
      },
    }
    const { figures } = await checked(busy, { 'list.csv': table('1,a.jpg'), 'a.jpg': picture('anna') })
    expect(figures).toMatchObject({ ok: 1 })
    expect(refusals).toBe(2)
  })

  test('A picture that costs a worker its life is tried once, and the others are imported', async () => {
    const context = await asTenant(await open({ engines }))
    const files = { 'list.csv': table('1,a.jpg', '2,b.jpg'), 'a.jpg': picture('anna'), 'b.jpg': picture('ben') }
    const { import: found } = await checked(context, files)
    await runImport(context, { importId: found.id })
    let lost = 0
    const face: Engines['face'] = {
      ...engines.face,
      async read(bytes, options) {
        if (lost++ === 0) return loseWorker()
        return engines.face.read(bytes, options)
      },
    }
    await workOn({ ...context, engines: { ...engines, face } }, found.id, runWork, quietly, 60_000)
    const { figures } = await getImport(context, { importId: found.id })
    expect(figures.outcomes).toMatchObject({ enrolled: 1, failed: 1 })
  })
})
