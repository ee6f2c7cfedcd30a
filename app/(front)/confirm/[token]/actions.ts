'use server'

import { redirect } from 'next/navigation'
import { confirmRegistration } from '@/domain/admins'
import { attempt, type FormState } from '../../_lib/attempt'

export async function confirm(token: string, _before: FormState, form: FormData): Promise<FormState> {
  const done = await attempt(form, [], (context, field, source) =>
    confirmRegistration(context, { token, password: field('password'), source }),
  )
  if ('refused' in done) return done.refused
  redirect(done.value === 'active' ? '/confirm/done' : '/confirm/waiting')
}
