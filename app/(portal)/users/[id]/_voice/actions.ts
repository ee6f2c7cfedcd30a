'use server'

import { revalidatePath } from 'next/cache'
import { act } from '@/app/_lib/act'
import { removeVoice } from '@/domain/voice/remove'

export async function dropVoice(userId: string, language: string) {
  return act(async (context) => {
    await removeVoice(context, { userId, language })
    revalidatePath('/users', 'layout')
  })
}
