/**
 * Who calls the graph: a client, by a token of its tenant's realm, by HTTP Basic (key as user name, secret as password) or by the
 * header pair of the legacy API; or an admin who is signed in, from a page of ours. Asked anew as often as somebody wants to know whether they still may.
 */
import { adminContext } from '@/app/_lib/auth'
import { getContext } from '@/app/_lib/context'
import { isOwnPage } from '@/app/_lib/own-page'
import { countRequest } from '@/domain/client-calls'
import { clientById, type Client } from '@/domain/clients'
import type { Context } from '@/domain/context'
import { AppError } from '@/domain/errors'
import { listSessions } from '@/domain/sessions'
import { authenticateCaller } from './credentials'

export interface Caller {
  context: Context
  /** Undefined for an admin, whose pages are ours. */
  client?: Client
  /** Counts nothing. */
  isStillWelcome(): Promise<boolean>
}

/**
 * @param known gets the client as soon as it is recognised, also where its quota is used up: its pages may read that
 * @throws AppError `unauthenticated`, `forbidden`, `request_quota_reached`
 */
export async function callerOf(request: Request, known: { client?: Client } = {}): Promise<Caller> {
  const { headers } = request
  const names = ['authorization', 'x-biometrid-key', 'x-biometrid-secret']
  const byCookie = headers.has('cookie') && !names.some((name) => headers.has(name))
  return byCookie ? signedIn(request) : client(request, known)
}

async function client(request: Request, known: { client?: Client }): Promise<Caller> {
  const context = await getContext(request)
  const found = await authenticateCaller(context, request.headers)
  known.client = found
  await countRequest(context, found)
  const isStillWelcome = async () => isSame(found, await clientById(context.db, found.id), context.now())
  return { context: { ...context, actor: found.actor, signal: request.signal }, client: found, isStillWelcome }
}

/** Still there, with the same scopes, and its secret of then still good. */
function isSame(then: Client, now: Client, at: Date): boolean {
  if (now.revokedAt || (now.expiresAt && now.expiresAt <= at)) return false
  const isRotated = now.rotatedAt?.getTime() !== then.rotatedAt?.getTime()
  if (isRotated && !(now.previousSecretUntil && now.previousSecretUntil > at)) return false
  return then.scopes.join() === now.scopes.join()
}

async function signedIn(request: Request): Promise<Caller> {
  // Read before anything is looked up: another site's page sends the cookie as well.
  if (!isOwnPage(request)) throw new AppError('forbidden', 'With a cookie only our own pages may ask.')
  const admin = await adminContext()
  if (!admin) throw new AppError('unauthenticated', 'Send a client key and secret by HTTP Basic, or sign in.')
  const { admin: _admin, session, ...context } = admin
  return {
    context: { ...context, sessionId: session.id, signal: request.signal },
    isStillWelcome: async () => (await listSessions(context)).some(({ id }) => id === session.id),
  }
}
