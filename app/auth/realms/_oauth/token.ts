/** The token endpoint: section 3 of the events contract, RFC 6749 where it says nothing. */
import { readBody } from '@/app/_lib/body'
import { spend, type Budget } from '@/app/_lib/budgets'
import { issueTokens, tokenSeconds } from '@/domain/access-tokens'
import { AppError } from '@/domain/errors'
import { network } from '@/domain/guesses'
import { OauthRefusal, type Answer, type RealmCall } from './serve'

const bodyBytes = 16 * 1024

/** Section 10, per tenant. Of strangers nothing is taken from it, so that none of them keeps a tenant's own programs waiting. */
const perTenant: Budget = { name: 'token', perSecond: 5, most: 20 }
/** Before anybody is known. Many programs may share one address. */
const perSource: Budget = { name: 'token source', perSecond: 10, most: 60 }

export async function token({ context, realm, request }: RealmCall): Promise<Answer> {
  // The front server has put the real address there.
  const source = request.headers.get('x-forwarded-for') ?? ''
  spend(perSource, network(source), context.now())
  const form = await readForm(request)
  const grant = form.get('grant_type')
  if (!grant) throw new OauthRefusal('invalid_request', 'The parameter grant_type is missing.')
  if (grant !== 'client_credentials' && grant !== 'refresh_token') {
    throw new OauthRefusal('unsupported_grant_type', 'Served are client_credentials and refresh_token.')
  }
  const refreshToken = grant === 'refresh_token' ? form.get('refresh_token') : undefined
  if (grant === 'refresh_token' && !refreshToken) {
    throw new OauthRefusal('invalid_request', 'The parameter refresh_token is missing.')
  }
  const authorization = request.headers.get('authorization')
  const pairs = authorization === null ? inBody(form) : inHeader(authorization, form)
  const tokens = await issueTokens(context, { realm, pairs, source, scope: form.get('scope'), refreshToken }).catch(
    (error: unknown) => {
      const isClient = error instanceof AppError && error.options.reason === 'invalid_client'
      throw isClient && authorization !== null ? invalidClient(error.message) : error
    },
  )
  spend(perTenant, tokens.client.tenantId, context.now())
  return {
    body: {
      access_token: tokens.accessToken,
      expires_in: tokenSeconds,
      ...(tokens.refreshToken !== null && {
        refresh_token: tokens.refreshToken,
        refresh_expires_in: tokens.refreshSeconds,
      }),
      token_type: 'bearer',
      'not-before-policy': 0,
      session_state: tokens.session,
      scope: tokens.scope,
    },
    allowedOrigins: tokens.client.allowedOrigins,
  }
}

async function readForm(request: Request): Promise<Map<string, string>> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    throw new OauthRefusal('invalid_request', 'Send the parameters as application/x-www-form-urlencoded.')
  }
  const body = await readBody(request, bodyBytes)
  if (body === null) throw new OauthRefusal('invalid_request', 'The request is too large.')
  const form = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(new TextDecoder().decode(body))) {
    // RFC 6749, section 3.2: none may come twice, and one without a value counts as absent.
    if (form.has(name)) throw new OauthRefusal('invalid_request', 'A parameter was sent more than once.')
    if (value !== '') form.set(name, value)
  }
  return form
}

type Pairs = { key: string; secret: string }[]

function inBody(form: Map<string, string>): Pairs {
  const [key, secret] = [form.get('client_id'), form.get('client_secret')]
  if (!key || !secret) throw new OauthRefusal('invalid_client', 'Send client_id and client_secret.')
  return [{ key, secret }]
}

/** RFC 6749 escapes both halves before they are joined; many programs do not. */
function inHeader(authorization: string, form: Map<string, string>): Pairs {
  if (form.has('client_secret')) {
    throw new OauthRefusal('invalid_request', 'Send the secret in one place, the header or the body.')
  }
  const basic = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)
  const [, key, secret] = /^([^:]+):(.+)$/s.exec(Buffer.from(basic?.[1] ?? '', 'base64').toString()) ?? []
  if (!key || !secret) throw invalidClient('The Authorization header holds no client and secret.')
  const named = form.get('client_id')
  const pairs = [{ key: unescaped(key), secret: unescaped(secret) }]
  if (pairs[0]!.key !== key || pairs[0]!.secret !== secret) pairs.push({ key, secret })
  if (named !== undefined && !pairs.some((pair) => pair.key === named)) {
    throw new OauthRefusal('invalid_request', 'The client_id of the body is not the one of the header.')
  }
  return pairs
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    // Not escaped then.
    return text
  }
}

const invalidClient = (message: string) =>
  new OauthRefusal('invalid_client', message, { 'www-authenticate': 'Basic realm="clients", charset="UTF-8"' })
