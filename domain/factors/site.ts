/** What a passkey is bound to: the name that the bureau is opened under. */
import { isIP } from 'node:net'
import { AppError } from '../errors'

/** Browsers make passkeys for names only, and only where nobody can listen in. */
export function passkeysWork(publicUrl: string): boolean {
  const { hostname, protocol } = new URL(publicUrl)
  const isNumber = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0
  return !isNumber && (protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost'))
}

/** @throws AppError `conflict` saying what to do */
export function siteOf(publicUrl: string): { origin: string; rpId: string } {
  if (!passkeysWork(publicUrl)) {
    throw new AppError(
      'conflict',
      'Passkeys need the bureau to be opened under a name over https, such as https://bureau.example.org: set LIMEN_PUBLIC_URL.',
    )
  }
  const { origin, hostname } = new URL(publicUrl)
  return { origin, rpId: hostname }
}
