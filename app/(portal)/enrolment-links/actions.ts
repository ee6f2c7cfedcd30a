'use server'

import { revalidatePath } from 'next/cache'
import { toString as drawQr } from 'qrcode'
import { act } from '@/app/_lib/act'
import type { Outcome } from '@/app/_lib/outcome'
import type { EnrolmentLanguage } from '@/domain/self-enrolment/link'
import { createEnrolmentLink, mailEnrolmentLink, withdrawEnrolmentLink } from '@/domain/self-enrolment/manage'

/** As the form has it; what is empty was not said. */
export interface LinkForm {
  userId: string
  externalId: string
  name: string
  email: string
  language: EnrolmentLanguage | ''
  days: string
  mail: boolean
}

/** The one moment in which the address is shown. */
export interface ShownLink {
  url: string
  /** As a picture, for a phone to read from a screen or from paper. */
  qr: string
  mailedTo: string | null
}

export async function create(form: LinkForm): Promise<Outcome<ShownLink>> {
  const outcome = await act(async (context) => {
    const { url, link } = await createEnrolmentLink(context, {
      userId: form.userId || undefined,
      externalId: form.externalId.trim() || undefined,
      name: form.name.trim() || undefined,
      email: form.email.trim() || undefined,
      language: form.language || undefined,
      days: Number(form.days),
      mail: form.mail,
    })
    const svg = await drawQr(url, { type: 'svg', margin: 2 })
    const qr = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
    return { url, qr, mailedTo: form.mail ? link.email : null }
  })
  if (outcome.ok) revalidatePath('/enrolment-links')
  return outcome
}

export async function withdraw(linkId: string): Promise<Outcome<null>> {
  return changed(linkId, withdrawEnrolmentLink)
}

export async function mailAgain(linkId: string): Promise<Outcome<null>> {
  return changed(linkId, mailEnrolmentLink)
}

async function changed(linkId: string, run: typeof withdrawEnrolmentLink): Promise<Outcome<null>> {
  const outcome = await act(async (context) => {
    await run(context, { linkId })
    return null
  })
  if (outcome.ok) revalidatePath('/enrolment-links')
  return outcome
}
