/**
 * The browser's part of passkeys. Loaded when somebody uses one: the sign-in page does without. What a person did not do, or
 * the browser cannot, comes back as words.
 */
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'
import type { Outcome } from '@/app/_lib/outcome'

/** Shows the browser's own dialog. @returns what the authenticator answered, for the server */
export async function askPasskey(options: PublicKeyCredentialRequestOptionsJSON): Promise<Outcome<unknown>> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  return inWords(() => startAuthentication({ optionsJSON: options }))
}

export async function makePasskey(options: PublicKeyCredentialCreationOptionsJSON): Promise<Outcome<unknown>> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  return inWords(() => startRegistration({ optionsJSON: options }))
}

async function inWords(ask: () => Promise<unknown>): Promise<Outcome<unknown>> {
  try {
    return { ok: true, value: await ask() }
  } catch (error) {
    return { ok: false, code: 'passkey', message: wordsFor(error), problems: {} }
  }
}

function wordsFor(error: unknown): string {
  const { name, code } = error as { name?: string; code?: string }
  if (code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') return 'This device holds a passkey of yours already.'
  if (name === 'SecurityError')
    return `Passkeys do not belong to this address, ${location.origin}. Ask who runs the bureau.`
  if (name === 'NotAllowedError' || name === 'AbortError')
    return 'No passkey was used. Try again, or choose another way.'
  return 'This browser cannot use a passkey here. Choose another way.'
}
