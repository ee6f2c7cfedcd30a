'use client'

/**
 * Runs a server action from a component: whoever was signed out meanwhile is told and led to sign in, and a fault that the
 * action did not foresee becomes a refusal in words. Where the act asks for a fresh sign-in, the admin is asked for a proof and
 * the act is done again. Where fields are refused, the first of them gets the focus. Every press of a button in the portal goes
 * through here.
 */
import { useRouter } from 'next/navigation'
import { useCallback } from 'react'
import { toast } from 'sonner'
import type { Outcome } from '@/app/_lib/outcome'
import { focusMarked } from './marked'
import { needsProof, useProve } from './prove'

export type Run = <T>(action: () => Promise<Outcome<T>>) => Promise<Outcome<T>>

export function useAct(): Run {
  const router = useRouter()
  const prove = useProve()
  return useCallback(
    async (action) => {
      let outcome = await action().catch(() => unreachable)
      if (!outcome.ok && outcome.code === needsProof && (await prove?.())) {
        outcome = await action().catch(() => unreachable)
      }
      if (!outcome.ok && outcome.code === 'unauthenticated') {
        toast.error(outcome.message, {
          action: { label: 'Sign in', onClick: () => router.push(`/?to=${encodeURIComponent(here())}`) },
        })
      }
      if (!outcome.ok && Object.keys(outcome.problems).length > 0) focusMarked()
      return outcome
    },
    [router, prove],
  )
}

const here = () => window.location.pathname + window.location.search

const unreachable: Outcome<never> = {
  ok: false,
  code: 'internal',
  message: 'That did not work: the server did not answer as it should. Nothing was half saved; please try again.',
  problems: {},
}
