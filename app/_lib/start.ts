/** What happens once when the server starts: the bureau opens, `main` exists, workers warm up, jobs run. */
import type { Context } from '@/domain/context'
import { hasOwner, issueSetUpToken } from '@/domain/admins'
import { ensureMainTenant } from '@/domain/tenants'
import { getBureau, getContext } from './context'
import { frontServer, type Front } from './front'

/** How often a server without an owner looks whether it has one: another instance may have registered them. */
const ownerCheckMs = 2_000

/** @throws when the bureau cannot be opened; the server then does not start */
export async function startBureau(): Promise<void> {
  const bureau = await getBureau()
  const context = await getContext({ headers: new Headers() })
  await ensureMainTenant(context)

  // Not awaited: pages and management work meanwhile, and /api/health says when recognition does.
  bureau.engines.ready().then(
    () => bureau.log.info('every worker is warm'),
    (error: unknown) => bureau.log.fatal({ err: error }, 'the models could not be loaded'),
  )

  const front = frontServer()
  if (!front) return
  const { environment } = bureau
  front.close = bureau.close
  front.dataPlace = environment.dataDir
  const token = await issueSetUpToken(context)
  if (token === null) front.hasOwner = true
  else {
    front.setUpUrl = new URL(`/set-up/${token}`, environment.publicUrl).href
    openWhenOwned(context, front)
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
