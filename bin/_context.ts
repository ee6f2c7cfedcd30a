/**
 * Assembles the context of the command line, over the same data as a server that may be running. Engines start only when a
 * command asks one for something: most never do, and each worker costs hundreds of megabytes.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { openBlobs } from '@/db/blobs'
import { readEnvironment, type Environment } from '@/db/env'
import { openKeys } from '@/db/keys'
import { databaseFile, openDatabase } from '@/db/open'
import { openSnapshots } from '@/db/snapshots'
import type { Context } from '@/domain/context'
import { flushFigures } from '@/domain/figures/flush'
import { newId } from '@/domain/ids'
import { errorForLog } from '@/domain/log'
import { openMail } from '@/domain/mail/transports/open'
import { openOutgoing } from '@/domain/outgoing'
import { chosenModels } from '@/domain/models/models'
import { createEngines } from '@/engines/index'
import type { Engines, FaceEngine } from '@/engines/types'

export interface BureauContext extends Context {
  environment: Environment
  close(): Promise<void>
}

/** The checkout: this file lies one below it, as does the bundle that it becomes part of. */
const checkout = dirname(dirname(fileURLToPath(import.meta.url)))

/** Whether opening would find a bureau. One on PostgreSQL lies where its address says, which nobody leaves out by mistake. */
export const hasBureau = ({ databaseUrl, dataDir }: Pick<Environment, 'databaseUrl' | 'dataDir'>): boolean =>
  databaseUrl !== undefined || existsSync(join(dataDir, databaseFile))

/** @throws EnvironmentRefused, or whatever keeps the database or the keystore from being opened */
export async function openContext({
  env = process.env,
  root = checkout,
}: { env?: Record<string, string | undefined>; root?: string } = {}): Promise<BureauContext> {
  const environment = readEnvironment(env)
  const db = await openDatabase({ ...environment, root })
  const keys = await openKeys({ ...environment, root })
  const blobs = await openBlobs(environment.blobDir)
  const snapshots = await openSnapshots(join(environment.dataDir, 'galleries'))
  // Standard output belongs to what the command prints.
  const log = pino({ level: environment.logLevel, serializers: { err: errorForLog } }, pino.destination(2))
  // Read at once, and looked for only by a command that recognises somebody.
  const models = await chosenModels({ db, blobs })
  const modelFiles = join(environment.dataDir, 'models')
  let started: Engines | undefined
  return {
    environment,
    db,
    keys,
    blobs,
    snapshots,
    engines: lazily(() => (started ??= createEngines({ ...environment.engines, root, models, modelFiles }))),
    mail: openMail(environment.mail),
    outgoing: openOutgoing({ allow: environment.webhookAllow }),
    publicUrl: environment.publicUrl,
    log,
    actor: { kind: 'operator', id: 'cli' },
    now: () => new Date(),
    requestId: newId(),
    async close() {
      await flushFigures({ db }).catch((error: unknown) => log.warn({ err: error }, 'figures were not written'))
      await started?.close()
      await keys.close()
      await db.close()
    },
  }
}

function lazily<T extends object>(make: () => T): T {
  return new Proxy({} as T, { get: (_, name) => make()[name as keyof T] })
}

export interface Faces {
  /** The nets that make templates of this model; null where there are none. */
  of(model: string): FaceEngine | null
  close(): Promise<void>
}

/** Nets without a bureau, for a terminal: one thread, which starts with the first picture. */
export function openFaces(root = checkout): Faces {
  const all = [false, true].map((secondDescriptor) => createEngines({ root, workers: 1, secondDescriptor }))
  return {
    of: (model) => all.find(({ face }) => face.model.id === model)?.face ?? null,
    close: async () => void (await Promise.all(all.map((engines) => engines.close()))),
  }
}

export { EngineBusy, PictureRefused } from '@/engines/types'
export { sourceName, verifyModelFile } from '@/engines/model-file'
export { filesOf, loadManifest, type NetEntry } from '@/engines/models'
export { EnvironmentRefused, readEnvironment, type Environment } from '@/db/env'
