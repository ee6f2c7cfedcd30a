'use server'

import { redirect } from 'next/navigation'
import { requestReset } from '@/domain/admins'
import { attempt, type FormState } from '../_lib/attempt'

export async function askForLink(_before: FormState, form: FormData): Promise<FormState> {
  const done = await attempt(form, ['email'], (context, field, source) =>
    requestReset(context, { email: field('email'), source }),
  )
  return 'refused' in done ? done.refused : redirect('/forgot/sent')
}
