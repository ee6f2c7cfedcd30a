'use client'

/** The customer's own id, changed where it stands: Enter keeps it, Escape leaves it as it was. */
import { Pencil } from 'lucide-react'
import { useId, useState, type FormEvent } from 'react'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { useAct } from '@/app/_components/use-act'
import { rename } from '../../actions'

export function ExternalId({
  userId,
  externalId,
  mayChange,
}: {
  userId: string
  externalId: string | null
  mayChange: boolean
}) {
  const id = useId()
  const run = useAct()
  const [typed, setTyped] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const [isSaving, setSaving] = useState(false)
  const leave = () => {
    setTyped(undefined)
    setProblem(undefined)
  }

  async function submit(event: FormEvent) {
    event.preventDefault()
    setSaving(true)
    const outcome = await run(() => rename(userId, typed ?? ''))
    setSaving(false)
    if (!outcome.ok) return setProblem(outcome.problems.externalId ?? outcome.message)
    leave()
    toast.success(outcome.value === null ? 'The external id was taken away.' : 'The external id was changed.')
  }

  if (typed === undefined)
    return (
      <span className="inline-flex max-w-full items-center gap-1">
        <span className="wrap-anywhere">{externalId ?? <span className="text-ink-soft">none</span>}</span>
        <Button
          look="ghost"
          size="icon"
          className="size-7"
          aria-label="Change the external id"
          title={mayChange ? 'Change the external id' : 'Your role may look, but change nobody.'}
          disabled={!mayChange}
          onClick={() => setTyped(externalId ?? '')}
        >
          <Pencil aria-hidden className="size-4" />
        </Button>
      </span>
    )
  return (
    <form onSubmit={submit} className="space-y-1">
      <div className="flex flex-wrap items-center gap-2">
        <input
          aria-label="External id"
          aria-invalid={problem ? true : undefined}
          aria-describedby={`${id}-note`}
          autoFocus
          value={typed}
          maxLength={256}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && leave()}
          className="w-56 max-w-full rounded-control border border-line bg-ground px-2 py-1 aria-invalid:border-bad"
        />
        <Button type="submit" size="small" disabled={isSaving}>
          Save
        </Button>
        <Button look="ghost" size="small" onClick={leave}>
          Cancel
        </Button>
      </div>
      <p
        id={`${id}-note`}
        role={problem ? 'alert' : undefined}
        className={`text-small ${problem ? 'text-bad' : 'text-ink-soft'}`}
      >
        {problem ?? 'Leave it empty to take it away.'}
      </p>
    </form>
  )
}
