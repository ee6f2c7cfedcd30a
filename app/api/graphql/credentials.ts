/** Who a client is by the request's headers: a token, or its key and secret. Whether they are right is asked in the domain. */
import { recognisePair } from '@/app/_lib/pairs'
import { authenticateToken, type TokenCaller } from '@/domain/access-tokens'
import type { CallingClient } from '@/domain/client-calls'
import type { Context } from '@/domain/context'
import { AppError } from '@/domain/errors'

/** The token of an `Authorization: Bearer` header; null where there is none. */
export function bearerToken(headers: Headers): string | null {
  return /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i.exec(headers.get('authorization') ?? '')?.[1] ?? null
}

/** By token, or by key and secret. Counts nothing. @throws AppError `unauthenticated` */
export async function authenticateCaller(context: Context, headers: Headers): Promise<TokenCaller | CallingClient> {
  const token = bearerToken(headers)
  if (token !== null) return authenticateToken(context, token)
  return authenticatePair(context, headers)
}

/** By key and secret; whether the one or the other is wrong is not told. @throws AppError `unauthenticated`, `busy` */
export async function authenticatePair(context: Context, headers: Headers): Promise<CallingClient> {
  return recognisePair(context, headers, clientCredentials(headers)).catch((error: unknown) => {
    const isWrong = error instanceof AppError && error.options.subject === 'client'
    throw isWrong ? new AppError('unauthenticated', 'The key and the secret do not belong together.') : error
  })
}

/** @throws AppError `unauthenticated` when there are none, or they cannot be read */
export function clientCredentials(headers: Headers): { key: string; secret: string } {
  const [key, secret] = [headers.get('x-biometrid-key'), headers.get('x-biometrid-secret')]
  if (key && secret) return { key, secret }
  const basic = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(headers.get('authorization') ?? '')
  // A key holds no colon: it is what ends the user name.
  const [, user, password] = /^([^:]+):(.+)$/s.exec(Buffer.from(basic?.[1] ?? '', 'base64').toString()) ?? []
  if (user && password) return { key: user, secret: password }
  throw new AppError('unauthenticated', 'Send a bearer token, or a client key and secret by HTTP Basic.')
}
