/**
 * The job that switches from one model to another: it makes a template of the new model for every one whose sample is kept, while the old ones
 * go on being used; then takes the new model into use, in one transaction that no enrolment can cross; then removes old templates of whoever
 * has new ones. Goes on where it stood after a crash, and can be cancelled until the model is in use.
 */
import { asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Tx } from '@/db/types'
import type { Engines } from '@/engines/types'
import { holdAudit, writeAudit } from '../audit'
import type { Context } from '../context'
import { removeBlobs } from '../faces/record'
import { jobHandler, PutOff, type RunningJob } from '../jobs'
import { toAdded } from './models'
import { removeHalfMade, removeOld } from './remove-old'
import { countToRemake, remake, toRemake, writeRemade, type Remade } from './remake'
import { modelById } from './rows'
import { changeSwitch, tellBureau, type SwitchRow } from './switches'

/** Instances that have not noticed yet go on comparing with old templates for so long. */
export const graceMs = 60_000
/** Nobody is enrolled with the old model for so long while the last ones are made anew. */
const pauseMs = 30_000
/** Rounds that find newcomers before enrolments are paused. */
const freeRounds = 2
const importPauseMs = 10_000
const pageSize = 32
const reportMs = 1_000
const maxAttempts = 8

/** The switch was cancelled, or is another process's now. */
class Ended extends Error {
  override readonly name = 'Ended'
}

export const switchModelsJob = jobHandler(
  z.object({ switchId: z.string() }),
  async (context, { switchId }, job) => {
    try {
      return await carryOn(context, switchId, job)
    } catch (error) {
      if (error instanceof Ended) return carryOn(context, switchId, job)
      if (error instanceof PutOff || job.signal.aborted || job.attempt < maxAttempts) throw error
      return fail(context, switchId, error)
    }
  },
  { maxAttempts },
)

async function carryOn(context: Context, switchId: string, job: RunningJob): Promise<{ state: string }> {
  const row = await read(context, switchId)
  if (!row || row.slot === null) return { state: row?.state ?? 'gone' }
  if (row.state === 'cancelled') {
    await removeHalfMade(context, row, job.signal)
    return end(context, row)
  }
  if (row.state === 'switched') awaitGrace(context, row)
  const next = await openNext(context, row)
  try {
    await next.ready()
    const work = new Work(context, row, next, job)
    if (row.state === 'running') {
      await work.untilSwitched()
      // The last ones are looked after once every instance has noticed.
      throw new PutOff(graceMs)
    }
    // Somebody enrolled in a tenant that was made at that very moment.
    await work.round(['switched'])
  } finally {
    await next.close()
  }
  await removeOld(context, row, job.signal)
  return end(context, row)
}

async function read({ db }: Context, id: string): Promise<SwitchRow | undefined> {
  const { modelSwitches } = db.tables
  const [row] = await db.sql.select().from(modelSwitches).where(eq(modelSwitches.id, id))
  return row
}

/** @throws PutOff */
function awaitGrace({ now }: Context, { switchedAt }: SwitchRow): void {
  const left = graceMs - (now().getTime() - switchedAt!.getTime())
  if (left > 0) throw new PutOff(left)
}

/** Another set of threads, half as many as serve people. */
async function openNext({ engines, ...context }: Context, { kind, modelId }: SwitchRow): Promise<Engines> {
  const row = modelId === null ? null : await modelById(context.db, modelId)
  const workers = Math.max(1, Math.floor(engines.health().workers / 2))
  return engines.open({ ...engines.models, [kind]: row && toAdded(context, row) }, { workers })
}

async function end(context: Context, { id, state }: SwitchRow): Promise<{ state: string }> {
  const ended = state === 'switched' ? 'done' : state
  await context.db.transact((tx) =>
    changeSwitch(tx, { id }, state, { state: ended, slot: null, finishedAt: context.now(), progress: null }),
  )
  return { state: ended }
}

/** What was made stays for the next try. */
async function fail(context: Context, switchId: string, error: unknown): Promise<{ state: string }> {
  context.log.error({ err: error, switch: switchId }, 'a switch of models failed')
  const row = (await read(context, switchId))!
  if (row.state !== 'running') throw error
  await context.db.transact(async (tx) => {
    await tellBureau(tx, context, 'model.switch_failed', row)
    const words =
      'It could not be done. The log of the server tells why; limen models use tries again and goes on where it stood.'
    await changeSwitch(tx, row, 'running', { state: 'failed', slot: null, finishedAt: context.now(), error: words })
  })
  return { state: 'failed' }
}

/** The rounds of one switch. */
class Work {
  #done = 0
  #total = 0
  #reportedAt = 0

  constructor(
    private readonly context: Context,
    private readonly row: SwitchRow,
    private readonly next: Engines,
    private readonly job: RunningJob,
  ) {}

  async untilSwitched(): Promise<void> {
    for (let rounds = 1; ; rounds++) {
      await this.round(['running'])
      const outcome = await this.#trySwitch()
      if (outcome === 'switched') return
      // Its rows are compared with each other, and hold templates of the old model.
      if (outcome === 'import') throw new PutOff(importPauseMs)
      if (rounds >= freeRounds) await this.#pause()
    }
  }

  /** Makes all that is left to make. @throws Ended when the switch is in none of those states any more */
  async round(states: SwitchRow['state'][]): Promise<void> {
    const { context, row } = this
    this.#total = this.#done + (await countToRemake(context.db, row))
    for (let after = ''; ;) {
      this.job.signal.throwIfAborted()
      const page = await toRemake(context.db, row, { after, limit: pageSize })
      if (page.length === 0) return
      const made = await this.#make(page)
      for (const tenantId of new Set(made.map(({ from }) => from.tenantId))) {
        const ofTenant = made.filter(({ from }) => from.tenantId === tenantId)
        await writeRemade(context, row, tenantId, ofTenant, (tx) => this.#assertIn(tx, states))
      }
      after = page.at(-1)!.template.id
      this.#done += page.length
      await this.#report(states[0]!)
    }
  }

  async #make(page: Awaited<ReturnType<typeof toRemake>>): Promise<Remade[]> {
    const made: Remade[] = []
    const left = page.values()
    const worker = async () => {
      for (const one of left) {
        this.job.signal.throwIfAborted()
        const remade = await remake(this.context, this.next, one, this.job.signal)
        if (remade) made.push(remade)
      }
    }
    // One more than there are threads, so that none waits for the next sample to be opened.
    const ends = await Promise.allSettled(Array.from({ length: this.next.health().workers + 1 }, worker))
    const failed = ends.find((one) => one.status === 'rejected')
    if (failed) throw failed.reason
    return made
  }

  async #assertIn(tx: Tx, states: SwitchRow['state'][]): Promise<void> {
    const { modelSwitches } = tx.tables
    const [now] = await tx.sql.select().from(modelSwitches).where(eq(modelSwitches.id, this.row.id))
    if (!now || !states.includes(now.state)) throw new Ended()
  }

  async #report(state: SwitchRow['state']): Promise<void> {
    const share = this.#total === 0 ? 1 : Math.min(1, this.#done / this.#total)
    const note = `${this.#done} of ${this.#total} templates`
    this.job.progress(share, note)
    if (Date.now() - this.#reportedAt < reportMs) return
    this.#reportedAt = Date.now()
    const { context, row } = this
    if (!(await context.db.transact((tx) => changeSwitch(tx, row, state, { progress: { share, note } }))))
      throw new Ended()
  }

  async #pause(): Promise<void> {
    const { context, row } = this
    const pausedUntil = new Date(context.now().getTime() + pauseMs)
    await context.db.transact((tx) => changeSwitch(tx, row, 'running', { pausedUntil }))
  }

  /**
   * Takes the new model into use if nothing is left to make. The chains of all tenants are held: an enrolment with the old model has
   * committed and is seen here, or reads afterwards that its model is not in use any more.
   */
  async #trySwitch(): Promise<'switched' | 'more' | 'import'> {
    const { context, row } = this
    let blobNames: string[] = []
    const outcome = await context.db.transact(async (tx) => {
      const { tenants } = tx.tables
      const all = await tx.sql.select({ id: tenants.id }).from(tenants).orderBy(asc(tenants.id))
      for (const { id } of all) await holdAudit(tx, id)
      if ((await toRemake(tx, row, { limit: 1 })).length > 0) return 'more'
      if (row.kind === 'face' && (await isImportChecked(tx))) return 'import'
      const switchedAt = context.now()
      if (!(await changeSwitch(tx, row, 'running', { state: 'switched', switchedAt, pausedUntil: null })))
        throw new Ended()
      await putInUse(tx, row, switchedAt)
      if (row.kind === 'voice') blobNames = await dropConversations(tx)
      for (const { id } of all) {
        const system: Context = { ...context, actor: { kind: 'system', id: this.job.id, tenantId: id } }
        const { kind, fromModel, toModel } = row
        const detail = { of: kind, fromModel }
        await writeAudit(tx, system, { action: 'model.switched', subject: { kind: 'model', id: toModel }, detail })
      }
      await tellBureau(tx, context, 'model.switched', row)
      tx.wake('models', '')
      return 'switched'
    })
    await removeBlobs(context, blobNames)
    return outcome
  }
}

async function putInUse(tx: Tx, { kind, modelId }: SwitchRow, since: Date): Promise<void> {
  const { activeModels } = tx.tables
  await tx.sql.delete(activeModels).where(eq(activeModels.kind, kind))
  if (modelId !== null) await tx.sql.insert(activeModels).values({ kind, modelId, since })
}

async function isImportChecked({ sql, tables: { imports } }: Tx): Promise<boolean> {
  return (await sql.select({ id: imports.id }).from(imports).where(eq(imports.state, 'checking')).limit(1)).length > 0
}

/** What was spoken in them is of the old model; whoever was speaking begins anew. @returns blobs to remove */
async function dropConversations({ sql, tables: { voiceDialogues, voiceTakes } }: Tx): Promise<string[]> {
  const gone = await sql.delete(voiceTakes).returning({ name: voiceTakes.blobName })
  await sql.delete(voiceDialogues)
  return gone.flatMap(({ name }) => (name === null ? [] : [name]))
}
