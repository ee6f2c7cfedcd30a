/** The bureau that tests of documents stand on. Nothing outside of tests imports it. */
import { asc, eq } from 'drizzle-orm'
import { createClient } from '../clients'
import type { Actor } from '../context'
import type { TestEngines } from '../faces/testing'
import { newId } from '../ids'
import type { RunningJob } from '../jobs'
import { adminActor, type TestContext, type TestOptions } from '../testing'
import { documentPicture, passport, type TestHolder } from './testing'

export const running: RunningJob = {
  id: newId(),
  attempt: 1,
  signal: new AbortController().signal,
  progress: () => undefined,
}

/** A passport's page with the portrait of that person. */
export const passportOf = (person: string, holder: TestHolder = {}) =>
  documentPicture({ zone: passport(holder), person })

/** A tenant with a client that enrols, and a clock that a test moves. */
export async function documentBureau(
  open: (options?: Omit<TestOptions, 'dialect'>) => Promise<TestContext>,
  engines: TestEngines,
) {
  const clock = { now: new Date() }
  const operator = await open({ engines, now: () => clock.now })
  const { tenantId, clientId } = await createClient(operator, { tenantSlug: 'main', name: 'Gate' })
  const as = (actor: Actor): TestContext => ({ ...operator, actor })
  return {
    operator,
    tenantId,
    as,
    client: as({ kind: 'client', id: clientId, tenantId, scopes: ['enrol'] }),
    admin: as(adminActor({ tenantId })),
    later: (ms: number) => void (clock.now = new Date(clock.now.getTime() + ms)),
  }
}

export async function blobsOf({ blobs }: TestContext): Promise<string[]> {
  const names: string[] = []
  for await (const name of blobs.list()) names.push(name)
  return names
}

/** Lines of the audit trail, oldest first. */
export async function linesOf({ db }: TestContext, action: string) {
  const { auditLines } = db.tables
  return db.sql.select().from(auditLines).where(eq(auditLines.action, action)).orderBy(asc(auditLines.seq))
}
