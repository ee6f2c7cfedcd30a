/** An authenticator of Chromium's own, which makes passkeys; and codes as an app would show them. */
import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright/test'

/** @param isTouched whether its owner says yes to each question as soon as it is asked, a suggestion among them */
export async function addAuthenticator(
  page: Page,
  { isTouched = true }: { isTouched?: boolean } = {},
): Promise<{
  /** What it holds, to be brought along to another page. */
  credentials(): Promise<Credential[]>
  hold(credential: Credential): Promise<void>
  /** Whether its owner says yes to the questions that are asked from now on. */
  touch(isTouched: boolean): Promise<void>
}> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: isTouched,
    },
  })
  return {
    credentials: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    hold: async (credential) => {
      await session.send('WebAuthn.addCredential', { authenticatorId, credential })
    },
    touch: async (isTouched) => {
      await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: isTouched })
    },
  }
}

interface Credential {
  credentialId: string
  isResidentCredential: boolean
  rpId?: string
  privateKey: string
  userHandle?: string
  signCount: number
}

/** @param secret in base32 */
export function codeOf(secret: string, stepsAhead = 0): string {
  return TOTP.generate({
    secret: Secret.fromBase32(secret.replaceAll(' ', '')),
    timestamp: Date.now() + stepsAhead * 30_000,
    digits: 6,
    period: 30,
  })
}
