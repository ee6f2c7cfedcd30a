/** One sentence or two that a person should not miss; the tone is said in words too, never by colour alone. */
import type { ReactNode } from 'react'

const tones = {
  good: 'bg-good-ground text-good',
  wait: 'bg-wait-ground text-wait',
  bad: 'bg-bad-ground text-bad',
}

export function Notice({
  tone,
  role,
  children,
}: {
  tone: keyof typeof tones
  role?: 'alert' | 'status'
  children: ReactNode
}) {
  return (
    <div role={role} className={`rounded-control px-4 py-3 ${tones[tone]}`}>
      {children}
    </div>
  )
}
