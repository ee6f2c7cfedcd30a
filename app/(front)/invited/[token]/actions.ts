'use server'

import { redirect } from 'next/navigation'
import { acceptInvitation } from '@/domain/admins'
import { attempt, type FormState } from '../../_lib/attempt'

export async function accept(token: string, _before: FormState, form: FormData): Promise<FormState> {
  const done = await attempt(form, ['firstName', 'lastName'], (context, field) =>
    acceptInvitation(context, {
      token,
      firstName: field('firstName'),
      lastName: field('lastName'),
      password: field('password'),
      passwordAgain: field('passwordAgain'),
    }),
  )
  return 'refused' in done ? done.refused : redirect('/invited/done')
}
