/** The audit chain: what it records, that it never forks, and that no touch of it goes unseen. */
import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { bureau, canonicalJson, genesisHash, hashLine, writeAudit } from './audit'
import { verifyAudit } from './audit-proof'
import { makeCheckpoints } from './checkpoints'
import { adminActor, describeDialects, type TestContext } from './testing'

const chain = '0198a000-0000-7000-8000-000000000001'

/** Writes lines 1..count; then `tamper` works on the rows as somebody with the database in hand would. */
async function write(context: TestContext, count: number, tenantId = chain): Promise<void> {
  for (let index = 1; index <= count; index++) {
    await context.db.transact((tx) =>
      writeAudit(tx, context, {
        action: 'user.enrolled',
        subject: { kind: 'user', id: `u${index}` },
        detail: { sampleId: `s${index}`, faces: index },
        tenantId,
      }),
    )
  }
}

async function problems(context: TestContext): Promise<string[]> {
  const { intact, chains } = await verifyAudit(context.db, context.keys)
  const found = chains.flatMap(({ breaks }) => breaks.map(({ seq, problem }) => `${seq}: ${problem}`))
  expect(intact).toBe(found.length === 0)
  return found
}

describeDialects('audit', (open) => {
  test('writes who did what to whom, each line bound to the one before', async () => {
    const at = new Date('2026-11-20T10:00:00.123Z')
    const context = await open({ actor: { kind: 'client', id: 'c1', tenantId: chain, scopes: [] }, now: () => at })
    await write(context, 2)
    const [first, second] = await context.db.sql.select().from(context.db.tables.auditLines)
    expect(first).toMatchObject({
      tenantId: chain,
      seq: 1,
      at,
      actorKind: 'client',
      actorId: 'c1',
      action: 'user.enrolled',
      subjectKind: 'user',
      subjectId: 'u1',
      detail: { sampleId: 's1', faces: 1 },
      previousHash: genesisHash,
    })
    expect(second!.previousHash).toBe(first!.hash)
    expect(second!.hash).toBe(hashLine(second!))
    expect(await problems(context)).toEqual([])
  })

  test('keeps the line and what it tells about together', async () => {
    const context = await open()
    await write(context, 1)
    const failing = context.db.transact(async (tx) => {
      await writeAudit(tx, context, { action: 'x', subject: { kind: 'x', id: 'x' }, tenantId: chain })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    const { chains } = await verifyAudit(context.db, context.keys)
    expect(chains).toMatchObject([{ tenantId: chain, lines: 1, breaks: [] }])
  })

  test("refuses an actor's line in another tenant's chain, and a line that belongs to none", async () => {
    const context = await open({ actor: adminActor({ tenantId: 'other' }) })
    await expect(write(context, 1)).rejects.toThrow('of another')
    const nobody = { ...context, actor: { kind: 'nobody' } as const }
    const entry = { action: 'x', subject: { kind: 'x', id: 'x' } }
    await expect(context.db.transact((tx) => writeAudit(tx, nobody, entry))).rejects.toThrow('name its tenant')
  })

  test('200 writers at once leave one chain per tenant', async () => {
    const context = await open()
    const chains = [chain, bureau]
    await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        context.db.transact(async (tx) => {
          await writeAudit(tx, context, {
            action: 'user.created',
            subject: { kind: 'user', id: `u${index}` },
            tenantId: chains[index % 2]!,
          })
          if (index % 10 === 9) throw new Error('given up')
        }),
      ).map((writing) => writing.catch((error: unknown) => expect(error).toMatchObject({ message: 'given up' }))),
    )
    expect(await problems(context)).toEqual([])
    const report = await verifyAudit(context.db, context.keys)
    expect(report.chains.map(({ lines }) => lines).sort((a, b) => a - b)).toEqual([80, 100])
  })

  const fields = {
    at: new Date(0),
    actorKind: 'system',
    actorId: 'x',
    action: 'x',
    subjectKind: 'x',
    subjectId: 'x',
    detail: { sampleId: 's2', faces: 3 },
    hash: 'f'.repeat(64),
  }
  test.each(Object.entries(fields))('finds a line whose %s was altered', async (field, value) => {
    const context = await open()
    await write(context, 3)
    const { auditLines } = context.db.tables
    await context.db.transact((tx) =>
      tx.sql
        .update(auditLines)
        .set({ [field]: value })
        .where(eq(auditLines.seq, 2))
        .then(),
    )
    expect(await problems(context)).toContain('2: it was altered')
  })

  test('finds a line that was rewritten with a hash of its own', async () => {
    const context = await open()
    await write(context, 3)
    await rewrite(context, [2])
    expect(await problems(context)).toEqual(['3: it does not follow the line before it'])
    await rewrite(context, [3])
    expect(await problems(context)).toEqual(['3: the head names another line'])
  })

  test('finds a line that was moved to another tenant', async () => {
    const context = await open()
    await write(context, 2)
    const { auditLines } = context.db.tables
    await context.db.transact((tx) =>
      tx.sql.update(auditLines).set({ tenantId: 'other' }).where(eq(auditLines.seq, 2)).then(),
    )
    const found = await problems(context)
    expect(found).toContain('2: it was altered')
    expect(found).toContain('2: the lines from here to 2 are missing')
  })

  test.each([
    ['first', 1, '2: the lines from 1 to 1 are missing'],
    ['middle', 2, '3: the lines from 2 to 2 are missing'],
    ['last', 3, '3: the lines from here to 3 are missing'],
  ])('finds that the %s line was deleted', async (_, seq, problem) => {
    const context = await open()
    await write(context, 3)
    const { auditLines } = context.db.tables
    await context.db.transact((tx) => tx.sql.delete(auditLines).where(eq(auditLines.seq, seq)).then())
    expect(await problems(context)).toEqual([problem])
  })

  test('finds an added line, a lost head, and a head that was set back', async () => {
    const context = await open()
    await write(context, 2)
    const { auditLines, auditHeads } = context.db.tables
    const [, second] = await context.db.sql.select().from(auditLines)
    const third = { ...second!, seq: 3, previousHash: second!.hash }
    await context.db.transact((tx) =>
      tx.sql
        .insert(auditLines)
        .values({ ...third, hash: hashLine(third) })
        .then(),
    )
    expect(await problems(context)).toEqual(['3: the head does not know it'])
    await context.db.transact((tx) => tx.sql.delete(auditHeads).then())
    expect(await problems(context)).toEqual(['3: the head does not know it'])
  })

  test('without checkpoints a chain that was rewritten throughout passes; with one it does not', async () => {
    const context = await open()
    await write(context, 3)
    const checkpoints = await makeCheckpoints(context)
    expect(checkpoints).toMatchObject([{ tenantId: chain, seq: 3 }])
    await write(context, 2)
    const before = await verifyAudit(context.db, context.keys)
    expect(before.chains).toMatchObject([{ lines: 5, checkpoints: 1, coveredUpTo: 3, uncovered: 2, breaks: [] }])

    await rewrite(context, [2, 3, 4, 5])
    const { auditLines, auditHeads } = context.db.tables
    await context.db.transact(async (tx) => {
      const [last] = await tx.sql.select().from(auditLines).where(eq(auditLines.seq, 5))
      await tx.sql.update(auditHeads).set({ hash: last!.hash })
    })
    expect(await problems(context)).toEqual(['3: it is not the line that was signed by its checkpoint'])
    await context.db.transact((tx) => tx.sql.delete(context.db.tables.auditCheckpoints).then())
    const after = await verifyAudit(context.db, context.keys)
    expect(after.chains).toMatchObject([{ lines: 5, checkpoints: 0, coveredUpTo: 0, uncovered: 5, breaks: [] }])
  })

  test('finds a forged checkpoint, and one whose lines were cut off', async () => {
    const context = await open()
    await write(context, 3)
    await makeCheckpoints(context)
    const { auditCheckpoints, auditLines, auditHeads } = context.db.tables
    await context.db.transact(async (tx) => {
      const [last] = await tx.sql.select().from(auditLines).where(eq(auditLines.seq, 2))
      await tx.sql.delete(auditLines).where(eq(auditLines.seq, 3))
      await tx.sql.update(auditHeads).set({ seq: 2, hash: last!.hash })
    })
    expect(await problems(context)).toEqual(['3: a checkpoint vouches for it, and it is missing'])
    await context.db.transact((tx) => tx.sql.update(auditCheckpoints).set({ seq: 2 }).then())
    expect(await problems(context)).toEqual(['2: its checkpoint is not signed by a key of this bureau'])
  })

  test('makes no checkpoint of a chain that has not grown, and checkpoints outlive a rotation of the master key', async () => {
    const context = await open()
    await write(context, 2)
    expect(await makeCheckpoints(context)).toHaveLength(1)
    expect(await makeCheckpoints(context)).toHaveLength(0)
    const { keyId } = await context.keys.rotateMasterKey()
    await write(context, 1)
    expect(await makeCheckpoints(context)).toMatchObject([{ seq: 3, keyId }])
    const report = await verifyAudit(context.db, await context.reopenKeys())
    expect(report.chains).toMatchObject([{ checkpoints: 2, coveredUpTo: 3, uncovered: 0, breaks: [] }])
  })
})

/** What a forger does: alters lines, in their order, and makes each fit itself and the one before. */
async function rewrite({ db }: TestContext, seqs: number[]): Promise<void> {
  const { auditLines } = db.tables
  await db.transact(async (tx) => {
    for (const seq of seqs) {
      const [before] = await tx.sql
        .select()
        .from(auditLines)
        .where(eq(auditLines.seq, seq - 1))
      const [line] = await tx.sql.select().from(auditLines).where(eq(auditLines.seq, seq))
      const forged = { ...line!, subjectId: `forged-${seq}`, previousHash: before!.hash }
      await tx.sql
        .update(auditLines)
        .set({ ...forged, hash: hashLine(forged) })
        .where(eq(auditLines.seq, seq))
    }
  })
}

describe('canonical JSON', () => {
  test('is the same for the same value, whatever the order of its keys', () => {
    expect(canonicalJson({ b: { d: 1, c: [2, { f: 3, e: 4 }] }, a: 'x' })).toBe(
      '{"a":"x","b":{"c":[2,{"e":4,"f":3}],"d":1}}',
    )
  })
})
