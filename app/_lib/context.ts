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
import { LiveEngines } from '@/domain/models/live'
import { chosenModels } from '@/domain/models/models'
import { createEngines } from '@/engines/index'
import { remember } from './remember'

export type Bureau = Pick<
  Context,
  'db' | 'keys' | 'blobs' | 'snapshots' | 'engines' | 'mail' | 'outgoing' | 'publicUrl' | 'log'
> & {
  environment: Environment
  /** Takes up another model when the operator switches to one. */
  live: LiveEngines
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
  const modelFiles = join(environment.dataDir, 'models')
  const base = createEngines({ ...environment.engines, root, modelFiles })
  const live = new LiveEngines(base, await chosenModels({ db, blobs }))
  return {
    environment,
    log,
    db,
    keys,
    blobs,
    snapshots,
    live,
    get engines() {
      return live.current
    },
    mail: openMail(environment.mail),
    outgoing: openOutgoing({ allow: environment.webhookAllow }),
    publicUrl: environment.publicUrl,
    async close() {
      await live.close()
      await keys.close()
      await db.close()
    },
  }
}

/**
 * A context for what goes on as long as the process: its engines are those of the moment in which they are asked for. Whoever copies it
 * keeps those of that moment.
 */
export async function getLastingContext(): Promise<Context> {
  const bureau = await getBureau()
  const context = await getContext({ headers: new Headers() })
  return Object.defineProperty(context, 'engines', { get: () => bureau.engines, enumerable: true })
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
