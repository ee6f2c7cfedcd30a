'use server'

/** What the dialog that asks for a proof says to the server. */
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { act } from '@/app/_lib/act'
import { getBureau } from '@/app/_lib/context'
import type { Outcome } from '@/app/_lib/outcome'
import type { Factors } from '@/domain/errors'
import { askForPasskey } from '@/domain/factors/assertions'
import { factorsOf } from '@/domain/factors/factors'
import { passkeysWork } from '@/domain/factors/site'
import { proveSession, proveSessionByPasskey } from '@/domain/sessions'

/** Which second factors the admin has; null where the password is enough. */
export async function waysToProve(): Promise<Outcome<Factors | null>> {
  return act(async (context) => {
    const [{ environment }, factors] = [await getBureau(), await factorsOf(context.db, context.admin.id)]
    return factors && { ...factors, passkey: factors.passkey && passkeysWork(environment.publicUrl) }
  })
}

export async function proveByPassword(given: { password: string; code?: string }): Promise<Outcome<void>> {
  return act((context) => proveSession(context, { ...given, sessionId: context.session.id }))
}

export async function askToProve(): Promise<Outcome<PublicKeyCredentialRequestOptionsJSON>> {
  return act(async (context) => {
    const { environment } = await getBureau()
    return askForPasskey(context, { publicUrl: environment.publicUrl, purpose: `prove ${context.session.id}` })
  })
}

export async function proveByPasskey(response: unknown): Promise<Outcome<void>> {
  return act(async (context) => {
    const { environment } = await getBureau()
    await proveSessionByPasskey(context, {
      sessionId: context.session.id,
      publicUrl: environment.publicUrl,
      response,
    })
  })
}
