'use server'

/** What an admin does with imports. The archive itself comes by app/api/imports. */
import { act } from '@/app/_lib/act'
import type { Outcome } from '@/app/_lib/outcome'
import { cancelImport } from '@/domain/imports/end'
import { partBytes } from '@/domain/imports/parts'
import { runImport } from '@/domain/imports/run'
import { finishUpload, startImport } from '@/domain/imports/upload'

export async function startUpload(file: {
  name: string
  byteCount: number
}): Promise<Outcome<{ importId: string; partCount: number; partBytes: number }>> {
  return act(async (context) => {
    const { id, partCount } = await startImport(context, file)
    return { importId: id, partCount, partBytes }
  })
}

export async function endUpload(importId: string): Promise<Outcome<null>> {
  return act(async (context) => {
    await finishUpload(context, { importId })
    return null
  })
}

export async function run(importId: string): Promise<Outcome<null>> {
  return act(async (context) => {
    await runImport(context, { importId })
    return null
  })
}

export async function cancel(importId: string): Promise<Outcome<null>> {
  return act(async (context) => {
    await cancelImport(context, { importId })
    return null
  })
}
