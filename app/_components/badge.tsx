/** A state in a word. The colour only repeats what the word says. */
import clsx from 'clsx'
import type { ReactNode } from 'react'

const tones = {
  good: 'bg-good-ground text-good',
  wait: 'bg-wait-ground text-wait',
  bad: 'bg-bad-ground text-bad',
  plain: 'bg-code text-ink',
}

/** A state in a word or two; it begins with a capital, however the word is written. */
export function Badge({ tone = 'plain', children }: { tone?: keyof typeof tones; children: ReactNode }) {
  return (
    <span
      className={clsx(
        'inline-block rounded-full px-2.5 first-letter:uppercase py-0.5 text-small whitespace-nowrap',
        tones[tone],
      )}
    >
      {children}
    </span>
  )
}
