'use server'

/** Changes of the retention rules. What a change would delete is asked first and shown. */
import { act } from '@/app/_lib/act'
import type { Outcome } from '@/app/_lib/outcome'
import { changeRetention, undoRetention } from '@/domain/retention/change'
import type { RetentionRules } from '@/domain/retention/rules'
import { previewRetention } from '@/domain/retention/view'

export interface Change {
  rules: Partial<RetentionRules>
  settings?: { keepSamples?: boolean; onWithdrawal?: 'nothing' | 'revoke' }
}

export interface Preview {
  /** What the change takes on its first application beyond what today's rules take anyway. */
  takes: number
  anyway: number
}

export async function preview({ rules }: Change): Promise<Outcome<Preview>> {
  return act(async (context) => {
    const found = await previewRetention(context, rules)
    return {
      takes: found.reduce((sum, { takes, anyway }) => sum + Math.max(0, takes - anyway), 0),
      anyway: found.reduce((sum, { anyway }) => sum + anyway, 0),
    }
  })
}

export async function change({ rules, settings, accepts }: Change & { accepts: number }): Promise<Outcome<null>> {
  return act(async (context) => {
    await changeRetention(context, { rules, settings, accepts })
    return null
  })
}

export async function undo(): Promise<Outcome<null>> {
  return act(async (context) => {
    await undoRetention(context)
    return null
  })
}
