/** The audit trail for people: paging, filters, what is new, the export, and the proof as a job. */
import { eq } from 'drizzle-orm'
import { expect, test, vi } from 'vitest'
import { hashLine, writeAudit, type AuditLine } from '../audit'
import { createClient } from '../clients'
import type { Context } from '../context'
import { makeCheckpoints } from '../checkpoints'
import { runJobs } from '../job-loop'
import { ensureTenant } from '../tenants'
import { adminActor, describeDialects, type TestContext } from '../testing'
import { createUser } from '../users'
import { auditCheckJob, lastAuditCheck, startAuditCheck } from './check'
import { exportAudit } from './export'
import { countNewLines, listActions, listAuditLines, readChainState } from './list'
import { namedOf, nameKey, readNames } from './names'

const tenantId = '0198a000-0000-7000-8000-000000000001'

function adminOf(context: TestContext, id = tenantId, role: 'owner' | 'auditor' = 'auditor'): TestContext {
  return { ...context, actor: adminActor({ id: 'a1', tenantId: id, role }) }
}

/** Lines 1..count, in one transaction; every tenth is a search, every other one a verification of one of five users. */
async function write(context: Context, count: number): Promise<void> {
  await context.db.transact(async (tx) => {
    for (let index = 1; index <= count; index++) {
      await writeAudit(tx, context, {
        action: index % 10 === 0 ? 'face.searched' : 'face.verified',
        subject: { kind: 'user', id: `u${index % 5}` },
        tenantId,
      })
    }
  })
}

const seqs = ({ lines }: { lines: AuditLine[] }) => lines.map(({ seq }) => seq)

describeDialects('The audit trail', (open) => {
  test('is read in pages, newest first, down and up again', async () => {
    const operator = await open()
    await write(operator, 25)
    const context = adminOf(operator)
    const first = await listAuditLines(context, { first: 10 })
    expect(seqs(first)).toEqual([25, 24, 23, 22, 21, 20, 19, 18, 17, 16])
    expect(first).toMatchObject({ older: 16, newer: null, head: 25, gaveUp: false })
    const second = await listAuditLines(context, { first: 10, before: first.older! })
    expect(seqs(second)).toEqual([15, 14, 13, 12, 11, 10, 9, 8, 7, 6])
    const last = await listAuditLines(context, { first: 10, before: second.older! })
    expect(seqs(last)).toEqual([5, 4, 3, 2, 1])
    expect(last.older).toBeNull()
    expect(seqs(await listAuditLines(context, { first: 10, after: last.newer! }))).toEqual(seqs(second))
    expect(seqs(await listAuditLines(context, { first: 10, after: second.newer! }))).toEqual(seqs(first))
  })

  test('A page above that is not full shows the newest page instead', async () => {
    const operator = await open()
    await write(operator, 12)
    expect(seqs(await listAuditLines(adminOf(operator), { first: 5, after: 10 }))).toEqual([12, 11, 10, 9, 8])
  })

  test('is filtered by actor, action, subject and time, alone and together', async () => {
    let now = new Date('2026-05-01T10:00:00Z')
    const operator = await open({ now: () => now })
    await write(operator, 20)
    now = new Date('2026-05-02T10:00:00Z')
    await write(adminOf(operator), 20)
    const context = adminOf(operator)
    const read = async (filter: Parameters<typeof listAuditLines>[1] extends infer I ? I : never) =>
      seqs(await listAuditLines(context, filter))
    expect(await read({ filter: { action: 'face.searched' } })).toEqual([40, 30, 20, 10])
    expect(await read({ filter: { action: 'face.searched', actor: 'a1' } })).toEqual([40, 30])
    expect(await read({ filter: { subject: 'u1', actor: 'cli' } })).toEqual([16, 11, 6, 1])
    expect(await read({ filter: { action: 'face.searched', to: new Date('2026-05-01T10:00:00Z') } })).toEqual([20, 10])
    expect(await read({ filter: { action: 'face.searched', from: new Date('2026-05-01T10:00:00.001Z') } })).toEqual([
      40, 30,
    ])
    expect(await read({ filter: { actor: 'somebody else' } })).toEqual([])
    expect(await listActions(context)).toEqual(['face.searched', 'face.verified'])
  })

  test('A filter that finds little walks on in windows to the first line', async () => {
    const operator = await open()
    await write(operator, 2)
    // A long trail, made by the database: what counts here are its numbers, not its hashes.
    const { auditLines, auditHeads } = operator.db.tables
    await operator.db.transact(async (tx) => {
      const [first] = await tx.sql.select().from(auditLines).where(eq(auditLines.seq, 1))
      for (let from = 3; from <= 45_000; from += 1_000) {
        const rows = Array.from({ length: 1_000 }, (_, i) => ({
          ...first!,
          seq: from + i,
          subjectId: 'x',
          action: 'x',
        }))
        await tx.sql.insert(auditLines).values(rows)
      }
      await tx.sql.update(auditHeads).set({ seq: 45_002 })
    })
    const context = adminOf(operator)
    expect(seqs(await listAuditLines(context, { filter: { action: 'face.verified', subject: 'u1' } }))).toEqual([1])
    expect(seqs(await listAuditLines(context, { filter: { subject: 'u2' } }))).toEqual([2])
  })

  test('tells how much is new, as the filter has it', async () => {
    const operator = await open()
    const context = adminOf(operator)
    expect(await countNewLines(context, { after: 0 })).toBe(0)
    await write(operator, 15)
    expect(await countNewLines(context, { after: 15 })).toBe(0)
    expect(await countNewLines(context, { after: 3 })).toBe(12)
    expect(await countNewLines(context, { after: 3, filter: { action: 'face.searched' } })).toBe(1)
    await write(operator, 200)
    expect(await countNewLines(context, { after: 0 })).toBe(100)
  })

  test('belongs to its tenant, and is not read by clients', async () => {
    const operator = await open()
    await write(operator, 5)
    const stranger = adminOf(operator, 'another')
    expect(await listAuditLines(stranger)).toMatchObject({ lines: [], head: 0 })
    expect(await listActions(stranger)).toEqual([])
    expect(await readChainState(stranger)).toEqual({ head: null, checkpoint: null })
    const client: Context = { ...operator, actor: { kind: 'client', id: 'c', tenantId, scopes: ['read'] } }
    await expect(listAuditLines(client)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(startAuditCheck(client)).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('names who still exists, and nobody of another tenant', async () => {
    const operator = await open()
    const { id } = await ensureTenant(operator, 'acme')
    const other = await createClient(operator, { tenantSlug: 'other', name: 'Theirs' })
    const own = adminOf(operator, id, 'owner')
    const door = await createClient(own, { name: 'Door' })
    const { user } = await createUser(own, { externalId: 'E-17' })
    const lines = (await listAuditLines(own)).lines
    const names = await readNames(own, [
      ...lines.flatMap(namedOf),
      { kind: 'client', id: other.clientId },
      { kind: 'user', id: 'gone' },
    ])
    expect(names.get(nameKey({ kind: 'client', id: door.clientId }))).toBe('Door')
    expect(names.get(nameKey({ kind: 'user', id: user.id }))).toBe('E-17')
    expect(names.get(nameKey({ kind: 'tenant', id }))).toBe('acme')
    expect([...names.keys()]).not.toContain(nameKey({ kind: 'client', id: other.clientId }))
    expect([...names.values()]).not.toContain('Theirs')
  })

  test('is exported whole, can be proven from the file alone, and tells of the export without its words', async () => {
    const operator = await open()
    await write(operator, 2_500)
    const context = adminOf(operator)
    const chunks: string[] = []
    for await (const chunk of await exportAudit(context, { format: 'jsonl' })) chunks.push(chunk)
    expect(chunks.length).toBeGreaterThan(2)
    const lines = chunks.join('').trimEnd().split('\n')
    expect(lines).toHaveLength(2_500)
    for (const [index, text] of lines.entries()) {
      const line = JSON.parse(text) as AuditLine
      expect(line.seq).toBe(index + 1)
      if (index % 500 === 0) expect(hashLine({ ...line, at: new Date(line.at) })).toBe(line.hash)
    }

    const filtered = await exportAudit(context, { format: 'csv', filter: { subject: 'u1', actor: 'Anna "=1+1"' } })
    let table = ''
    for await (const chunk of filtered) table += chunk
    expect(table).toBe('seq,at,actorKind,actorId,action,subjectKind,subjectId,detail,previousHash,hash\r\n')
    const { lines: told } = await listAuditLines(context, { filter: { action: 'audit.exported' } })
    expect(told.map(({ detail }) => detail)).toEqual([
      { format: 'csv', filteredBy: ['actor', 'subject'], upTo: 2_501 },
      { format: 'jsonl', filteredBy: [], upTo: 2_500 },
    ])
  })

  test('A cell with commas and quotes stays one cell', async () => {
    const operator = await open()
    await operator.db.transact((tx) =>
      writeAudit(tx, operator, {
        action: 'x.y',
        subject: { kind: 'k', id: 'i' },
        detail: { a: 'b"c', d: 1 },
        tenantId,
      }),
    )
    let table = ''
    for await (const chunk of await exportAudit(adminOf(operator), { format: 'csv' })) table += chunk
    expect(table.split('\r\n')[1]).toContain(',k,i,"{""a"":""b\\""c"",""d"":1}",')
  })

  test('is proven by a job, whose verdict names what was altered; who asks meanwhile gets the same job', async () => {
    const operator = await open()
    const { id } = await ensureTenant(operator, 'acme')
    const context = adminOf(operator, id)
    expect(await lastAuditCheck(context)).toBeNull()
    await makeCheckpoints(operator)
    const [one, two] = await Promise.all([startAuditCheck(context), startAuditCheck(context)])
    expect(one).toBe(two)
    expect(await lastAuditCheck(context)).toMatchObject({ jobId: one, state: 'queued', verdict: null })
    await runUntil(operator, async () => (await lastAuditCheck(context))?.state === 'done')
    const { head } = await readChainState(context)
    expect((await lastAuditCheck(context))!.verdict).toMatchObject({
      intact: true,
      breakCount: 0,
      lines: 3,
      coveredUpTo: 1,
      uncovered: 2,
      head: head!.hash,
    })

    const { auditLines } = operator.db.tables
    await operator.db.transact((tx) =>
      tx.sql.update(auditLines).set({ actorId: 'x' }).where(eq(auditLines.seq, 2)).then(),
    )
    await startAuditCheck(context)
    await runUntil(operator, async () => (await lastAuditCheck(context))?.state === 'done')
    expect((await lastAuditCheck(context))!.verdict).toMatchObject({
      intact: false,
      breakCount: 1,
      breaks: [{ seq: 2, problem: 'it was altered' }],
    })
  })
})

async function runUntil(context: TestContext, isDone: () => Promise<boolean>): Promise<void> {
  const stop = new AbortController()
  const running = runJobs(context, { 'audit.check': auditCheckJob }, stop.signal, { pollMs: 20 })
  await vi.waitUntil(isDone, { timeout: 5_000 })
  stop.abort()
  await running
}
