'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { getContext } from '@/app/_lib/context'
import { frontServer } from '@/app/_lib/front'
import { registerFirstOwner } from '@/domain/admins'
import { AppError } from '@/domain/errors'

export interface RegisterState {
  message?: string
  /** Field name -> what is wrong with it. */
  problems: Record<string, string>
  /** What was typed, passwords excepted, so that nobody has to type it again. */
  typed: Record<string, string>
}

export async function register(token: string, _before: RegisterState, form: FormData): Promise<RegisterState> {
  const field = (name: string) => String(form.get(name) ?? '')
  const typed = { firstName: field('firstName'), lastName: field('lastName'), email: field('email') }
  try {
    await registerFirstOwner(await getContext({ headers: await headers() }), {
      token,
      ...typed,
      password: field('password'),
      passwordAgain: field('passwordAgain'),
    })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const problems = Object.fromEntries((error.options.fields ?? []).map(({ field, message }) => [field, message]))
    const message = error.code === 'invalid_input' ? 'Please look at the marked fields.' : error.message
    return { message, problems, typed }
  }
  frontServer()?.openToEveryone()
  redirect('/set-up/done')
}
