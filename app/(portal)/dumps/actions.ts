'use server'

/** What the page of dumps can do. Who may, and when, is asked in the domain. */
import { revalidatePath } from 'next/cache'
import { act } from '@/app/_lib/act'
import { cancelDump } from '@/domain/dumps/cancel'
import { assertDownload } from '@/domain/dumps/download'
import { deleteDump } from '@/domain/dumps/expire'
import { runDump, type DumpRequest } from '@/domain/dumps/run'
import { AppError } from '@/domain/errors'

export interface RunValues {
  biometrics: NonNullable<DumpRequest['biometrics']>
  passphrase: string
  again: string
  reason: string
}

export async function run({ biometrics, passphrase, again, reason }: RunValues) {
  return act(async (context) => {
    if (biometrics === 'passphrase' && passphrase !== again) {
      const message = 'The two passphrases differ.'
      throw new AppError('invalid_input', message, { fields: [{ field: 'again', message }] })
    }
    const { name } = await runDump(context, {
      biometrics,
      passphrase: biometrics === 'passphrase' ? passphrase : undefined,
      reason: biometrics === 'plain' ? reason : undefined,
    })
    revalidatePath('/dumps')
    return { name }
  })
}

export async function cancel(id: string) {
  return act(async (context) => {
    const { name } = await cancelDump(context, { id })
    revalidatePath('/dumps')
    return { name }
  })
}

export async function destroy(id: string) {
  return act(async (context) => {
    const { name } = await deleteDump(context, { id })
    revalidatePath('/dumps')
    return { name }
  })
}

/** Asked before a download that may need a fresh sign-in, where an answer can still be shown. */
export async function mayDownload(id: string) {
  return act((context) => assertDownload(context, { dump: id }))
}
