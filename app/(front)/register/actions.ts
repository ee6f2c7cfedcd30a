'use server'

import { redirect } from 'next/navigation'
import { register } from '@/domain/admins'
import { attempt, type FormState } from '../_lib/attempt'

export async function createAccount(_before: FormState, form: FormData): Promise<FormState> {
  const done = await attempt(form, ['firstName', 'lastName', 'email'], (context, field, source) =>
    register(context, {
      firstName: field('firstName'),
      lastName: field('lastName'),
      email: field('email'),
      password: field('password'),
      passwordAgain: field('passwordAgain'),
      source,
    }),
  )
  return 'refused' in done ? done.refused : redirect('/register/sent')
}
