'use server'

/** What an admin does with a user's credentials. */
import { revalidatePath } from 'next/cache'
import { act } from '@/app/_lib/act'
import type { Outcome } from '@/app/_lib/outcome'
import { revokeCredential } from '@/domain/wallet/credentials'

export async function revokeCredentialAction({
  userId,
  credentialId,
  reason,
}: {
  userId: string
  credentialId: string
  reason: string
}): Promise<Outcome<null>> {
  const outcome = await act(async (context) => {
    await revokeCredential(context, { credentialId, reason })
    return null
  })
  revalidatePath(`/users/${userId}`)
  return outcome
}
