/** What happens once when the server starts: the bureau opens, `main` exists, workers warm up, galleries fill, jobs run. */
import { hasOwner, issueSetUpToken } from '@/domain/admins'
import type { Context } from '@/domain/context'
import { fillGalleries, followWakes } from '@/domain/gallery'
import { ensureMainTenant } from '@/domain/tenants'
import { getBureau, getContext, type Bureau } from './context'
import { frontServer, type Front, type OpenedBureau } from './front'
import { startJobs } from './jobs'

/** How often a server without an owner looks whether it has one: another instance may have registered them. */
const ownerCheckMs = 2_000

/** Opens the bureau and tells the front server, which listens only then. A bureau that cannot be opened ends the start. */
export async function startBureau(): Promise<void> {
  const front = frontServer()
  try {
    const bureau = await getBureau()
    const context = await getContext({ headers: new Headers() })
    await ensureMainTenant(context)
    const token = await issueSetUpToken(context)
    const unfollow = followWakes(context)
    const stopJobs = startJobs(context)
    const close = async () => {
      unfollow()
      await stopJobs()
      await bureau.close()
    }
    warmUp(bureau, context)
    front?.opened({ ...describe(bureau, token), close })
    if (front && token !== null) openWhenOwned(context, front)
  } catch (error) {
    if (!front) throw error
    front.failed(error)
  }
}

/** Not awaited: pages and management work meanwhile, and /api/health says when recognition does. */
function warmUp({ engines, log }: Bureau, context: Context): void {
  engines
    .ready()
    .then(() => fillGalleries(context))
    .then(
      () => log.info('workers are warm and galleries are filled'),
      (error: unknown) => log.fatal({ err: error }, 'recognition cannot start'),
    )
}

function describe({ environment }: Bureau, token: string | null): Omit<OpenedBureau, 'close'> {
  const { databaseUrl, dataDir, blobDir, master, publicUrl } = environment
  // The address of a database server holds its password.
  const server = databaseUrl && new URL(databaseUrl)
  return {
    hasOwner: token === null,
    setUpUrl: token === null ? undefined : `${publicUrl}/set-up/${token}`,
    dataPlace: server ? `PostgreSQL at ${server.host}${server.pathname}, pictures in ${blobDir}` : dataDir,
    keyPlace: master.kind === 'file' ? master.path : 'from LIMEN_MASTER_KEY',
  }
}

/** Lets the front server listen everywhere as soon as there is an owner, whoever registered them and where. */
function openWhenOwned(context: Context, front: Front): void {
  const look = async () => {
    if (!(await hasOwner(context.db))) return
    clearInterval(timer)
    await front.openToEveryone()
  }
  const timer = setInterval(() => {
    look().catch((error: unknown) => context.log.error({ err: error }, 'could not see whether there is an owner'))
  }, ownerCheckMs)
  timer.unref()
}
