'use server'

/** What admins do about their own account. */
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server'
import { toString as drawQr } from 'qrcode'
import { act } from '@/app/_lib/act'
import { getBureau } from '@/app/_lib/context'
import type { Outcome } from '@/app/_lib/outcome'
import { changePassword, updateProfile } from '@/domain/account'
import {
  beginAuthenticator,
  confirmAuthenticator,
  removeAuthenticator,
  type NewAuthenticator,
} from '@/domain/factors/authenticator'
import { addPasskey, beginPasskey, removePasskey, renamePasskey } from '@/domain/factors/passkeys'
import { renewRecoveryCodes } from '@/domain/factors/recovery'
import { endOtherSessions, endSession } from '@/domain/sessions'

export async function saveProfile(names: { firstName: string; lastName: string }): Promise<Outcome<void>> {
  return act((context) => updateProfile(context, names))
}

export async function savePassword(given: {
  oldPassword: string
  password: string
  passwordAgain: string
}): Promise<Outcome<{ endedSessions: number }>> {
  return act((context) => changePassword(context, { ...given, sessionId: context.session.id }))
}

export async function end(sessionId: string): Promise<Outcome<void>> {
  return act((context) => endSession(context, { sessionId }))
}

export async function endOthers(): Promise<Outcome<number>> {
  return act((context) => endOtherSessions(context, { sessionId: context.session.id }))
}

/** @returns with a picture of the secret to scan, as the address of an SVG */
export async function beginApp(): Promise<Outcome<Pick<NewAuthenticator, 'secret'> & { picture: string }>> {
  return act(async (context) => {
    const { uri, secret } = await beginAuthenticator(context, { label: context.admin.email })
    const svg = await drawQr(uri, { type: 'svg', margin: 2 })
    return { secret, picture: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}` }
  })
}

export async function confirmApp(code: string): Promise<Outcome<{ recoveryCodes: string[] }>> {
  return act((context) => confirmAuthenticator(context, { code }))
}

export async function removeApp(): Promise<Outcome<void>> {
  return act(removeAuthenticator)
}

export async function renewCodes(): Promise<Outcome<string[]>> {
  return act(renewRecoveryCodes)
}

export async function beginKey(): Promise<Outcome<PublicKeyCredentialCreationOptionsJSON>> {
  return act(async (context) => {
    const { environment } = await getBureau()
    return beginPasskey(context, { publicUrl: environment.publicUrl, sessionId: context.session.id })
  })
}

export async function addKey(given: {
  name: string
  response: unknown
}): Promise<Outcome<{ recoveryCodes: string[] }>> {
  return act(async (context) => {
    const { environment } = await getBureau()
    return addPasskey(context, { ...given, publicUrl: environment.publicUrl, sessionId: context.session.id })
  })
}

export async function renameKey(given: { passkeyId: string; name: string }): Promise<Outcome<void>> {
  return act((context) => renamePasskey(context, given))
}

export async function removeKey(passkeyId: string): Promise<Outcome<void>> {
  return act((context) => removePasskey(context, { passkeyId }))
}
