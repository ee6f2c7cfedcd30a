/** Assembles what every request works with: one bureau per process, and a context of its own for each request. */
import { join } from 'node:path'
import { pino } from 'pino'
import { openBlobs } from '@/db/blobs'
import { readEnvironment, tellNextAuth, type Environment } from '@/db/env'
import { openKeys } from '@/db/keys'
import { openDatabase } from '@/db/open'
import { openSnapshots } from '@/db/snapshots'
import type { Context } from '@/domain/context'
import { newId } from '@/domain/ids'
import { errorForLog } from '@/domain/log'
import { openMail } from '@/domain/mail/transports/open'
import { openOutgoing } from '@/domain/outgoing'
import { createEngines } from '@/engines/index'
import { remember } from './remember'

export type Bureau = Pick<
  Context,
  'db' | 'keys' | 'blobs' | 'snapshots' | 'engines' | 'mail' | 'outgoing' | 'publicUrl' | 'log'
> & {
  environment: Environment
  close(): Promise<void>
}

/** The bureau of this process: opened and migrated at the first call, the same at every later one. */
export function getBureau(): Promise<Bureau> {
  return remember('bureau', openBureau)
}

async function openBureau(): Promise<Bureau> {
  const root = process.cwd()
  const environment = readEnvironment()
  tellNextAuth(environment)
  const log = pino({ level: environment.logLevel, serializers: { err: errorForLog } })
  const db = await openDatabase({ ...environment, root })
  const keys = await openKeys({ ...environment, root })
  const blobs = await openBlobs(environment.blobDir)
  const snapshots = await openSnapshots(join(environment.dataDir, 'galleries'))
  const engines = createEngines({ ...environment.engines, root })
  return {
    environment,
    log,
    db,
    keys,
    blobs,
    snapshots,
    engines,
    mail: openMail(environment.mail),
    outgoing: openOutgoing({ allow: environment.webhookAllow }),
    publicUrl: environment.publicUrl,
    async close() {
      await engines.close()
      await keys.close()
      await db.close()
    },
  }
}

/**
 * The context of one request, before anybody was recognised: transports set `actor` once they know who asks.
 * The front server gave the request its id, so that every line of the log and every refusal name the same one.
 */
export async function getContext({ headers, signal }: { headers: Headers; signal?: AbortSignal }): Promise<Context> {
  const { db, keys, blobs, snapshots, engines, mail, outgoing, publicUrl, log } = await getBureau()
  const requestId = headers.get('x-request-id') ?? newId()
  return {
    db,
    keys,
    blobs,
    snapshots,
    engines,
    mail,
    outgoing,
    publicUrl,
    log: log.child({ requestId }),
    actor: { kind: 'nobody' },
    now: () => new Date(),
    signal,
    requestId,
  }
}
