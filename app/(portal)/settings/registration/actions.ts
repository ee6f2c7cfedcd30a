'use server'

import { revalidatePath } from 'next/cache'
import { act } from '@/app/_lib/act'
import { changeRegistrationPolicy, type RegistrationPolicy } from '@/domain/admins'

export async function savePolicy(policy: RegistrationPolicy) {
  const outcome = await act((context) => changeRegistrationPolicy(context, policy))
  if (outcome.ok) revalidatePath('/settings/registration')
  return outcome
}
