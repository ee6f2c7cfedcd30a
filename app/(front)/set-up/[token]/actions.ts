'use server'

import { redirect } from 'next/navigation'
import { frontServer } from '@/app/_lib/front'
import { registerFirstOwner } from '@/domain/admins'
import { attempt, type FormState } from '../../_lib/attempt'

export async function register(token: string, _before: FormState, form: FormData): Promise<FormState> {
  const done = await attempt(form, ['firstName', 'lastName', 'email'], (context, field) =>
    registerFirstOwner(context, {
      token,
      firstName: field('firstName'),
      lastName: field('lastName'),
      email: field('email'),
      password: field('password'),
      passwordAgain: field('passwordAgain'),
    }),
  )
  if ('refused' in done) return done.refused
  frontServer()?.openToEveryone()
  redirect('/set-up/done')
}
