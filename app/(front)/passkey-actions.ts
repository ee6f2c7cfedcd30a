'use server'

/** What the sign-in page asks the server before anybody is signed in. */
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { headers } from 'next/headers'
import { refusal } from '@/app/_lib/act'
import { getBureau, getContext } from '@/app/_lib/context'
import type { Outcome } from '@/app/_lib/outcome'
import { AppError } from '@/domain/errors'
import { askForPasskey } from '@/domain/factors/assertions'

export async function askToSignIn(): Promise<Outcome<PublicKeyCredentialRequestOptionsJSON>> {
  const [{ environment }, asked] = [await getBureau(), await headers()]
  try {
    const context = await getContext({ headers: asked })
    return { ok: true, value: await askForPasskey(context, { publicUrl: environment.publicUrl, purpose: 'sign in' }) }
  } catch (error) {
    if (error instanceof AppError) return refusal(error)
    throw error
  }
}
