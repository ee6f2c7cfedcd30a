'use server'

/** What an admin does with a user's QR credentials. */
import { revalidatePath } from 'next/cache'
import { act } from '@/app/_lib/act'
import type { Outcome } from '@/app/_lib/outcome'
import { deliverQrCredential } from '@/domain/qr-credential/deliver'
import { issueQrCredential } from '@/domain/qr-credential/issue'
import { qrPng, qrSvg } from '@/domain/qr-credential/picture'
import { recallQrCredential } from '@/domain/qr-credential/recall'

export interface ShownQr {
  /** Data URLs. */
  png: string
  svg: string
  expiresAt: string
}

export async function showQr(userId: string, isNew: boolean): Promise<Outcome<ShownQr>> {
  const outcome = await act(async (context) => {
    const { credential, text } = await issueQrCredential(context, { userId, isNew })
    const [png, svg] = await Promise.all([qrPng(text), qrSvg(text)])
    return {
      png: `data:image/png;base64,${png.toString('base64')}`,
      svg: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`,
      expiresAt: credential.expiresAt.toISOString(),
    }
  })
  revalidatePath(`/users/${userId}`)
  return outcome
}

export async function mailQr(userId: string, email: string): Promise<Outcome<null>> {
  const outcome = await act(async (context) => {
    await deliverQrCredential(context, { userId, email: email.trim() === '' ? undefined : email.trim() })
    return null
  })
  revalidatePath(`/users/${userId}`)
  return outcome
}

export async function recallQr(userId: string, id: string): Promise<Outcome<null>> {
  const outcome = await act(async (context) => {
    await recallQrCredential(context, { id })
    return null
  })
  revalidatePath(`/users/${userId}`)
  return outcome
}
