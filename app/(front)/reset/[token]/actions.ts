'use server'

import { redirect } from 'next/navigation'
import { resetPassword } from '@/domain/admins'
import { attempt, type FormState } from '../../_lib/attempt'

export async function setPassword(token: string, _before: FormState, form: FormData): Promise<FormState> {
  const done = await attempt(form, [], (context, field) =>
    resetPassword(context, { token, password: field('password'), passwordAgain: field('passwordAgain') }),
  )
  return 'refused' in done ? done.refused : redirect('/reset/done')
}
