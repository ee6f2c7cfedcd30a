'use client'

/** Ends memberships at once, and offers to add the same people again within the same bounds, which is what an undo can be. */
import { useRouter } from 'next/navigation'
import { useCallback } from 'react'
import { toast } from 'sonner'
import { useAct } from '@/app/_components/use-act'
import type { MemberFactsFragment } from '@/app/_graph/documents'
import type { Outcome } from '@/app/_lib/outcome'
import { plural } from '../../users/_components/words'
import { putBack, remove, type Removed } from '../actions'

export function useRemove(): (members: MemberFactsFragment[]) => Promise<Outcome<number>> {
  const run = useAct()
  const router = useRouter()
  return useCallback(
    async (members) => {
      const outcome = await run(() => remove(members.map(({ id }) => id)))
      if (!outcome.ok) {
        toast.error(outcome.message)
        return outcome
      }
      const people: Removed[] = members.map(({ user, validFrom, validUntil, schedule, zones }) => ({
        userId: user.id,
        validFrom,
        validUntil,
        schedule,
        zoneIds: zones?.map(({ id }) => id) ?? null,
      }))
      const undo = async () => {
        const back = await run(() => putBack(people))
        if (back.ok) toast(`Added again, with the same bounds: ${plural(back.value, 'new member')}.`)
        else toast.error(back.message)
        router.refresh()
      }
      toast.success(`${plural(outcome.value, 'member')} removed. Terminals let go of them as they confirm.`, {
        duration: 12_000,
        action: { label: 'Undo', onClick: () => void undo() },
      })
      router.refresh()
      return outcome
    },
    [run, router],
  )
}
