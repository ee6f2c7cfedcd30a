/** A client's key and secret out of the request's headers. Whether they are right is asked in the domain. */
import { AppError } from '@/domain/errors'

/** @throws AppError `unauthenticated` when there are none, or they cannot be read */
export function clientCredentials(headers: Headers): { key: string; secret: string } {
  const [key, secret] = [headers.get('x-biometrid-key'), headers.get('x-biometrid-secret')]
  if (key && secret) return { key, secret }
  const basic = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(headers.get('authorization') ?? '')
  // A key holds no colon: it is what ends the user name.
  const [, user, password] = /^([^:]+):(.+)$/s.exec(Buffer.from(basic?.[1] ?? '', 'base64').toString()) ?? []
  if (user && password) return { key: user, secret: password }
  throw new AppError('unauthenticated', 'Send a client key and secret by HTTP Basic.')
}
