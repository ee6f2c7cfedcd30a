'use client'

import { useRouter } from 'next/navigation'
import { useCallback } from 'react'
import { toast } from 'sonner'
import { useAct } from '@/app/_components/use-act'
import type { TenantChange } from '@/domain/tenants'
import { undo } from '../actions'

/** Says that a change was saved, and offers to take it back for as long as the message stands. */
export function useSaved(): (before: TenantChange['before'], onUndone?: () => void) => void {
  const run = useAct()
  const router = useRouter()
  return useCallback(
    (before, onUndone) => {
      router.refresh()
      const isChanged = before.name !== undefined || Object.keys(before.settings ?? {}).length > 0
      if (!isChanged) {
        toast('Nothing was changed.')
        return
      }
      const back = async () => {
        const outcome = await run(() => undo(before))
        if (outcome.ok) toast('It is as it was.')
        else toast.error(outcome.message)
        if (outcome.ok) onUndone?.()
        router.refresh()
      }
      toast.success('Saved; it holds from the next call on.', {
        duration: 12_000,
        action: { label: 'Undo', onClick: () => void back() },
      })
    },
    [run, router],
  )
}
