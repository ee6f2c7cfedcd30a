/** Whether this process could serve a recognition now. Public, so it tells nothing about tenants, people or addresses. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from './context'
import { galleriesAreFilled } from './gallery'

export interface Health {
  ready: boolean
  database: { ready: boolean; dialect: 'sqlite' | 'postgres' }
  /** `ready` when every worker has loaded and warmed every model; `face` is the model that makes templates. */
  models: { ready: boolean; face: string }
  /** `ready` once this process holds the templates of every tenant. */
  galleries: { ready: boolean }
  workers: { ready: number; busy: number; queued: number; queueLimit: number }
}

/** A database that takes longer than this to read one row does not serve anybody. */
const databasePatienceMs = 2_000

export async function readHealth(context: Context): Promise<Health> {
  const { ready, workers, busy, queued, queueLimit } = context.engines.health()
  const galleries = { ready: galleriesAreFilled(context) }
  const database = { ready: await databaseAnswers(context), dialect: context.db.dialect }
  return {
    ready: database.ready && ready && galleries.ready,
    database,
    models: { ready, face: context.engines.face.model.id },
    galleries,
    workers: { ready: workers, busy, queued, queueLimit },
  }
}

async function databaseAnswers({ db, log }: Context): Promise<boolean> {
  const { tenants } = db.tables
  try {
    const read = db.sql.select({ id: tenants.id }).from(tenants).limit(1)
    return await Promise.race([read.then(() => true), sleep(databasePatienceMs, false, { ref: false })])
  } catch (error) {
    log.error({ err: error }, 'the database does not answer')
    return false
  }
}
