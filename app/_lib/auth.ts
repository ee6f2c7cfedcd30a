/**
 * Signing in to the portal: next-auth carries the token of a session in its encrypted cookie, the domain knows what the
 * session is worth. Only `getServerSession` is ever asked, because it alone looks for the row.
 */
import { getServerSession, type NextAuthOptions } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { Admin } from '@/domain/admins'
import type { Context } from '@/domain/context'
import { AppError } from '@/domain/errors'
import {
  deviceProof,
  endSession,
  resumeSession,
  signIn,
  signInByPasskey,
  type OpenedSession,
  type Session,
  type SignedIn,
} from '@/domain/sessions'
import { getBureau, getContext } from './context'
import { answerOf } from './sign-in-answer'

declare module 'next-auth' {
  interface Session {
    signedIn: SignedIn | null
  }
}

/** Outlives every session; the row ends it sooner. */
const cookieSeconds = 12 * 3_600
const deviceCookie = 'limen-device'

export async function authOptions(): Promise<NextAuthOptions> {
  const { keys, environment } = await getBureau()
  const isSecure = environment.publicUrl.startsWith('https:')
  return {
    secret: keys.mac('next-auth', 'cookies').toString('base64'),
    useSecureCookies: isSecure,
    session: { strategy: 'jwt', maxAge: cookieSeconds },
    jwt: { maxAge: cookieSeconds },
    pages: { signIn: '/', error: '/' },
    logger: {
      error: (code) => void getBureau().then(({ log }) => log.warn({ code }, 'sign-in')),
      warn: () => undefined,
    },
    providers: [
      Credentials({
        credentials: { email: {}, password: {}, code: {} },
        authorize: (given) =>
          enter(isSecure, async (context, place, device) => {
            const email = given?.email ?? ''
            const factors = { password: given?.password ?? '', code: given?.code || undefined }
            return { email, session: await signIn(context, { email, ...factors, ...place, device }) }
          }),
      }),
      Credentials({
        id: 'passkey',
        credentials: { response: {} },
        authorize: (given) =>
          enter(isSecure, (context, place) =>
            signInByPasskey(context, {
              ...place,
              response: readJson(given?.response),
              publicUrl: environment.publicUrl,
            }),
          ),
      }),
    ],
    callbacks: {
      // To pages of this bureau alone.
      redirect: ({ url, baseUrl }) => (url.startsWith('/') ? `${baseUrl}${url}` : baseUrl),
      // Nothing of the person goes into the cookie: only where to look.
      jwt: ({ token, user }) => (user ? { sid: user.id } : { sid: token.sid }),
      session: async ({ session, token }) => ({
        expires: session.expires,
        signedIn: await resumeSession(await getContext({ headers: await headers() }), String(token.sid)),
      }),
    },
    events: {
      signOut: async ({ token }) => {
        const context = await getContext({ headers: await headers() })
        const signedIn = await resumeSession(context, String(token.sid))
        if (signedIn) await endSession({ ...context, actor: signedIn.actor }, { sessionId: signedIn.session.id })
      },
    },
  }
}

/** Where a session is opened from, for its admin to recognise. */
interface Place {
  source: string
  browser: string
}

/**
 * Opens a session and lets this browser be known as one that has.
 * @throws Error whose message is for the person who signs in, or says which second factors would do (sign-in-answer.ts)
 */
async function enter(
  isSecure: boolean,
  open: (context: Context, place: Place, device?: string) => Promise<{ email: string; session: OpenedSession }>,
): Promise<{ id: string }> {
  const [asked, jar] = [await headers(), await cookies()]
  const context = await getContext({ headers: asked })
  try {
    const place = { source: asked.get('x-forwarded-for') ?? '', browser: asked.get('user-agent') ?? '' }
    const { email, session } = await open(context, place, jar.get(deviceCookie)?.value)
    const year = 365 * 86_400
    const options = { httpOnly: true, sameSite: 'lax', secure: isSecure, maxAge: year, path: '/api/auth' } as const
    jar.set(deviceCookie, deviceProof(context, email), options)
    return { id: session.token }
  } catch (error) {
    if (error instanceof AppError) throw new Error(answerOf(error), { cause: error })
    context.log.error({ err: error }, 'sign-in')
    throw new Error('Signing in failed on our side. Please try again.', { cause: error })
  }
}

/** What the browser's authenticator answered; null for what is no JSON, which the domain refuses like any other nonsense. */
function readJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}

export interface AdminContext extends Context {
  admin: Admin
  session: Session
}

/** The context of a signed-in admin, or null. */
export async function adminContext(): Promise<AdminContext | null> {
  const session = await getServerSession(await authOptions())
  if (!session?.signedIn) return null
  const { admin, session: row, actor } = session.signedIn
  return { ...(await getContext({ headers: await headers() })), actor, admin, session: row }
}

/** For pages and actions of the portal: whoever is not signed in is sent to sign in. */
export async function requireAdmin(): Promise<AdminContext> {
  const context = await adminContext()
  if (context) return context
  const asked = (await headers()).get('x-limen-path')
  redirect(asked ? `/?to=${encodeURIComponent(asked)}` : '/')
}
