/** The cookie in which the vendor's clients carry a voice conversation from one call to the next (D). */
import { randomBytes } from 'node:crypto'

const name = 'biometrid.sid'

/** What a caller shows; undefined: nothing that could ever have been given to anybody. */
export function sessionOf(headers: Headers): string | undefined {
  for (const pair of (headers.get('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at < 0 || pair.slice(0, at).trim() !== name) continue
    const value = pair.slice(at + 1).trim()
    return /^[\w-]{43}$/.test(value) ? value : undefined
  }
  return undefined
}

/** 256 random bits. */
export const newSession = () => randomBytes(32).toString('base64url')

/** @param isSecure the bureau is reached by https: browsers then never send it in the clear */
export function sessionCookie(session: string, isSecure: boolean): string {
  return `${name}=${session}; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
}
