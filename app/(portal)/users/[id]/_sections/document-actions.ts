'use server'

import { revalidatePath } from 'next/cache'
import { act } from '@/app/_lib/act'
import { removeKeptDocument } from '@/domain/documents/kept'

export async function removeDocument(documentId: string) {
  return act(async (context) => {
    const { userId } = await removeKeptDocument(context, { documentId })
    revalidatePath(`/users/${userId}`)
  })
}
