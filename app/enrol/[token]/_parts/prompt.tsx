'use client'

/** What the person is asked to do at this moment, as large as there is room. */
import { ActionSign } from '@/app/_liveness/action-sign'
import type { Plan, Prompt as Asked } from '@/app/_liveness/prompter'
import { fill } from '../../_words/fill'
import type { Words } from '../../_words/en'
import { actionKey } from './reasons'

export function Prompt({ words, plan, prompt, share }: { words: Words; plan: Plan; prompt: Asked; share: number }) {
  const { action, step } = prompt
  return (
    <div className="space-y-3">
      <div
        data-action={action ?? 'straight'}
        aria-live="assertive"
        aria-atomic="true"
        className="flex min-h-28 items-center gap-4 rounded-card bg-door p-4 text-on-door"
      >
        <ActionSign action={action} className="size-14 shrink-0" />
        <p className="font-display text-title">{textOf(words, plan, prompt)}</p>
      </div>
      <div className="flex items-center gap-3 text-small text-ink-soft">
        <progress aria-label={words.progress} max={100} value={Math.round(share * 100)} className="w-full" />
        <span className="whitespace-nowrap tabular-nums">
          {fill(words.promptOf, { n: (step ?? lastStep(plan, share)) + 1, all: plan.steps.length })}
        </span>
      </div>
    </div>
  )
}

function textOf(words: Words, { steps }: Plan, { action, step }: Asked): string {
  if (action) return words[actionKey(action)]
  return step !== null && steps[step]?.action === 'come_closer' ? words.go_back : words.straight
}

/** Between two steps the one that comes next is counted, and after the last the last. */
function lastStep({ steps, lengthMs }: Plan, share: number): number {
  const next = steps.findIndex(({ startMs }) => startMs > share * lengthMs)
  return next === -1 ? steps.length - 1 : next
}
