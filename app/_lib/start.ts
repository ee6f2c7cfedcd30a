/**
 * What happens once when the server starts: the bureau opens, `main` exists, workers warm up, galleries fill, jobs run.
 * bin/server.mjs runs it before it loads Next, so that workers and galleries come up while Next does.
 */
import { hasOwner, issueSetUpToken } from '@/domain/admins'
import type { Context } from '@/domain/context'
import { startFlushing } from '@/domain/figures/flush'
import { fillGalleries, followWakes, saveGalleries } from '@/domain/gallery'
import { ensureMainTenant } from '@/domain/tenants'
import { getBureau, getLastingContext, type Bureau } from './context'
import type { Front } from './front'
import { startJobs } from './jobs'

/** How often a server without an owner looks whether it has one: another instance may have registered them. */
const ownerCheckMs = 2_000

export interface OpenedBureau {
  hasOwner: boolean
  /** The one-time address at which the first owner registers; for the console only, never for the log. */
  setUpUrl?: string
  /** Where the data lies and where the master key comes from, in words for the console. */
  dataPlace: string
  keyPlace: string
  /** What is odd about the environment, a sentence each. */
  remarks: string[]
  /** Stops jobs and workers and closes the database. To be called after the last request was answered. */
  close(): Promise<void>
}

/**
 * Opens the bureau, which from then on is what `getBureau` gives to Next's bundles of this process.
 * @throws what keeps it from being opened
 */
export async function startBureau(front: Front): Promise<OpenedBureau> {
  const bureau = await getBureau()
  const context = await getLastingContext()
  warmUp(bureau, context)
  await ensureMainTenant(context)
  const token = await issueSetUpToken(context)
  const unfollow = followWakes(context)
  const keepModels = bureau.live.follow(context)
  const stopJobs = startJobs(context)
  const stopFlushing = startFlushing(context)
  if (token !== null) openWhenOwned(context, front)
  const close = async () => {
    unfollow()
    keepModels()
    await stopJobs()
    await stopFlushing()
    await saveGalleries({ ...context }).catch((error: unknown) =>
      bureau.log.error({ err: error }, 'galleries were not saved'),
    )
    await bureau.close()
  }
  return { ...describe(bureau, token), close }
}

/** Not awaited: pages and management work meanwhile, and /api/health says when recognition does. */
function warmUp({ engines, log }: Bureau, context: Context): void {
  Promise.all([engines.ready(), fillGalleries({ ...context })]).then(
    () => {
      log.info('workers are warm and galleries are filled')
      saveGalleries({ ...context }).catch((error: unknown) => log.error({ err: error }, 'galleries were not saved'))
    },
    (error: unknown) => log.fatal({ err: error }, 'recognition cannot start'),
  )
}

function describe({ environment }: Bureau, token: string | null): Omit<OpenedBureau, 'close'> {
  const { databaseUrl, dataDir, blobDir, master, publicUrl, remarks } = environment
  // The address of a database server holds its password.
  const server = databaseUrl && new URL(databaseUrl)
  return {
    hasOwner: token === null,
    setUpUrl: token === null ? undefined : `${publicUrl}/set-up/${token}`,
    dataPlace: server ? `PostgreSQL at ${server.host}${server.pathname}, pictures in ${blobDir}` : dataDir,
    keyPlace: master.kind === 'file' ? master.path : 'from LIMEN_MASTER_KEY',
    remarks,
  }
}

/** Lets the front server listen everywhere as soon as there is an owner, whoever registered them and where. */
function openWhenOwned(context: Context, front: Front): void {
  const look = async () => {
    if (!(await hasOwner(context.db))) return
    clearInterval(timer)
    front.openToEveryone()
  }
  const timer = setInterval(() => {
    look().catch((error: unknown) => context.log.error({ err: error }, 'could not see whether there is an owner'))
  }, ownerCheckMs)
  timer.unref()
}
