/** How soon a server is of use after its process starts when the bureau holds many people: sealed templates, real keys. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openContext } from '@/bin/_context'
import { seededRandom } from '@/bin/eval/statistics'
import { writeChange } from '@/domain/changes'
import type { Context } from '@/domain/context'
import { newId, newUserId, newUuid } from '@/domain/ids'
import { recountUsers } from '@/domain/users/standing'
import { createClient, RunningServer } from '@/e2e/running-server'
import { benchPhoto } from './photo'
import { median } from './timing'

/** From the start of the process until a search over all templates was answered over HTTP; milliseconds, median of the starts. */
export interface StartReport {
  templates: number
  /** As a server starts that ran before: with the gallery's sealed snapshot. */
  searchableMs: number
  starts: number[]
  /** Without it, as after an erasure followed by a crash: every template is opened by itself. */
  fromRowsMs: number
  startsFromRows: number[]
}

const batch = 1_000

const dayMs = 86_400_000

/**
 * Fills the bureau with people whose templates are random unit vectors, sealed like any other. They came over some three years,
 * each has an external id, every third was seen since.
 */
export async function fillWithTemplates(
  context: Context,
  tenantId: string,
  model: string,
  dimension: number,
  count: number,
): Promise<void> {
  const random = seededRandom(1)
  const start = context.now().getTime() - 1_000 * dayMs
  for (let done = 0; done < count; done += batch) {
    const people = Array.from({ length: Math.min(batch, count - done) }, () => ({
      userId: newUserId(),
      templateId: newId(),
    }))
    await context.keys.createUsers(
      tenantId,
      people.map(({ userId }) => userId),
    )
    const sealed = await Promise.all(
      people.map(({ userId, templateId }) => {
        const vector = Float32Array.from({ length: dimension }, () => random() - 0.5)
        const length = Math.hypot(...vector)
        const unit = vector.map((value) => value / length)
        const place = { table: 'templates', row: templateId, tenantId }
        return context.keys.sealForUser(userId, place, new Uint8Array(unit.buffer))
      }),
    )
    const at = context.now()
    await context.db.transact(async (tx) => {
      const users = people.map(({ userId }, i) => ({
        id: userId,
        uuid: newUuid(),
        tenantId,
        externalId: `person-${String(done + i).padStart(7, '0')}`,
        lastSeenAt: (done + i) % 3 === 0 ? new Date(at.getTime() - Math.floor(random() * 90 * dayMs)) : null,
        createdAt: new Date(start + Math.floor(((done + i) / count) * 1_000 * dayMs)),
        updatedAt: at,
      }))
      await tx.sql.insert(tx.tables.users).values(users)
      const templates = people.map(({ userId, templateId }, i) => ({
        id: templateId,
        tenantId,
        userId,
        kind: 'face' as const,
        model,
        sealed: sealed[i],
        createdAt: at,
      }))
      await tx.sql.insert(tx.tables.templates).values(templates)
      for (const { templateId } of people) {
        await writeChange(tx, { tenantId, topic: 'template', op: 'upsert', subjectId: templateId, at })
      }
    })
  }
  await context.db.transact((tx) => recountUsers(tx, tenantId))
}

export async function benchStart(root: string, count: number, step: (label: string) => void): Promise<StartReport> {
  const folder = await mkdtemp(join(tmpdir(), 'limen-bench-'))
  const env = { LIMEN_DATA_DIR: join(folder, 'data'), LIMEN_LOG_LEVEL: 'warn', DATABASE_URL: '' }
  try {
    const client = await createClient(root, env, 'bench')
    step(`sealing ${count} templates`)
    const context = await openContext({ env })
    await fillWithTemplates(
      context,
      client.tenantId,
      context.engines.face.model.id,
      context.engines.face.model.dimension,
      count,
    )
    await context.close()
    const photo = (await benchPhoto(root)).jpeg
    const timeStart = async () => {
      const startedAt = performance.now()
      const server = await RunningServer.start(root, env)
      const { httpStatus } = await server.legacy(client, 'POST', '/users/find-by-face', { photo })
      const took = Math.round(performance.now() - startedAt)
      await server.end('SIGTERM')
      if (httpStatus !== 200) throw new Error(`find-by-face answered ${httpStatus}`)
      return took
    }
    const startsFromRows: number[] = []
    for (let round = 1; round <= 5; round++) {
      step(`start from the rows, ${round} of 5`)
      await rm(join(env.LIMEN_DATA_DIR, 'galleries'), { recursive: true, force: true })
      startsFromRows.push(await timeStart())
    }
    const starts: number[] = []
    for (let round = 1; round <= 5; round++) {
      step(`start ${round} of 5`)
      starts.push(await timeStart())
    }
    return {
      templates: count,
      searchableMs: median(starts),
      starts,
      fromRowsMs: median(startsFromRows),
      startsFromRows,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
