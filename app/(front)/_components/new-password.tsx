'use client'

/**
 * A new password, twice, and how hard it is to guess while it is typed. The lists it is judged by are half a megabyte, so they
 * are fetched with the first letter; the server judges again.
 */
import clsx from 'clsx'
import { useEffect, useRef, useState } from 'react'
import { GuestField } from './guest-form'

/** @param personal names of fields of the same form that a guesser would know */
export function NewPassword({ label = 'Password', personal = [] }: { label?: string; personal?: string[] }) {
  const [password, setPassword] = useState('')
  const [judged, setJudged] = useState<Judged | null>(null)
  const here = useRef<HTMLDivElement>(null)

  // A form that was refused is empty again, as far as passwords go.
  useEffect(() => {
    const form = here.current?.closest('form')
    const empty = () => setPassword('')
    form?.addEventListener('reset', empty)
    return () => form?.removeEventListener('reset', empty)
  }, [])

  useEffect(() => {
    let isStale = false
    const look = async () => {
      const form = here.current?.closest('form')
      const known = form ? personal.map((name) => String(new FormData(form).get(name) ?? '')) : []
      // Without its lists the meter stays empty; the server judges in any case.
      const next = password === '' ? null : await judge(password, known).catch(() => null)
      if (!isStale) setJudged(next)
    }
    const wait = setTimeout(() => void look(), 150)
    return () => {
      isStale = true
      clearTimeout(wait)
    }
  }, [password, personal])

  return (
    <>
      <div ref={here}>
        <GuestField
          name="password"
          label={label}
          type="password"
          autoComplete="new-password"
          maxLength={200}
          hint="At least 12 characters; a short sentence is easy to remember."
          onChange={(event) => setPassword(event.target.value)}
        />
        <Strength judged={judged} />
      </div>
      <GuestField
        name="passwordAgain"
        label={`${label} again`}
        type="password"
        autoComplete="new-password"
        maxLength={200}
      />
    </>
  )
}

interface Judged {
  /** 0..4 */
  score: number
  words: string
}

const names = ['very weak', 'weak', 'not strong enough', 'good', 'strong']

async function judge(password: string, personal: string[]): Promise<Judged> {
  const { judgePassword } = await import('@/domain/password-strength')
  const { score, problem } = await judgePassword(password, personal)
  if (password.length < 12) {
    const missing = 12 - password.length
    return {
      score: Math.min(score, 2),
      words: `Strength: ${missing} more ${missing === 1 ? 'character' : 'characters'}.`,
    }
  }
  return { score, words: `Strength: ${names[score]}.${problem ? ` ${problem}` : ''}` }
}

function Strength({ judged }: { judged: Judged | null }) {
  const tone = judged === null ? '' : judged.score < 2 ? 'bg-bad' : judged.score < 3 ? 'bg-wait' : 'bg-good'
  return (
    <div className="mt-2">
      <div aria-hidden className="grid grid-cols-4 gap-1">
        {[1, 2, 3, 4].map((step) => (
          <span
            key={step}
            className={clsx(
              'h-1.5 rounded-full transition-colors',
              judged && judged.score >= step - (step === 1 ? 1 : 0) ? tone : 'bg-line',
            )}
          />
        ))}
      </div>
      <p aria-live="polite" className="mt-1 min-h-6 text-small text-ink-soft">
        {judged?.words}
      </p>
    </div>
  )
}
