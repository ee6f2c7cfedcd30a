'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { getContext } from '@/app/_lib/context'
import { AppError } from '@/domain/errors'
import { withdrawEnrolment } from '@/domain/self-enrolment/withdrawal'

/** Works without scripts too: it ends on the page that says what was done, or on this one, which then says that there is nothing. */
export async function withdraw(token: string, language: string): Promise<void> {
  let receiptId: string | null = null
  try {
    receiptId = (await withdrawEnrolment(await getContext({ headers: await headers() }), { token })).receiptId
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'not_found')) throw error
  }
  redirect(receiptId ? `/withdraw/done?receipt=${receiptId}&language=${language}` : `/withdraw/${token}`)
}
