'use server'

import { revalidatePath } from 'next/cache'
import { act } from '@/app/_lib/act'
import { readMailOutcome, sendTestMail } from '@/domain/mail/overview'

export const askForTest = async () => act((context) => sendTestMail(context))

/** What came of it so far; once it is settled, the list of the page has it too. */
export async function readTest(id: string) {
  const outcome = await act((context) => readMailOutcome(context, { id }))
  if (outcome.ok && outcome.value.state !== 'waiting') revalidatePath('/settings/mail')
  return outcome
}
