'use client'

/** Changes one rule in two steps: choose, then see in numbers what it deletes, and type that number when it is not none. */
import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { Dialog } from '@/app/_components/dialog'
import { Choices, Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import type { RuleName } from '@/domain/retention/due'
import { change, preview, undo, type Change, type Preview } from '../actions'
import { counted, ruleWords } from './words'

export interface RuleState {
  rule: RuleName
  days: number | null
  keepSamples: boolean
  onWithdrawal: 'nothing' | 'revoke'
}

type Option = 'never' | 'days' | 'at_once' | 'nothing' | 'revoke'

const optionsOf: Record<RuleName, { value: Option; label: string; hint: string }[]> = {
  pictureDays: [
    { value: 'never', label: 'Keep them', hint: 'Until the user is erased.' },
    { value: 'days', label: 'Delete them after some days', hint: 'Templates stay.' },
    {
      value: 'at_once',
      label: 'Do not keep them at all',
      hint: 'Those there are go on the first application, and from then on none is stored.',
    },
  ],
  unseenDays: [
    { value: 'never', label: 'Keep them', hint: 'Until somebody erases them.' },
    {
      value: 'days',
      label: 'Erase them after some days',
      hint: 'Counted from when they were last recognised or enrolled.',
    },
  ],
  withdrawnDays: [
    {
      value: 'nothing',
      label: 'Nothing happens',
      hint: 'The withdrawal is only written down. Check that the law lets you.',
    },
    {
      value: 'revoke',
      label: 'Recognition ends',
      hint: 'At once: the templates and pictures of the face are deleted. The user stays.',
    },
    {
      value: 'days',
      label: 'Recognition ends, and the user is erased after some days',
      hint: 'Unless they agree again before.',
    },
  ],
}

export function ChangeRule({ state, isOwner }: { state: RuleState; isOwner: boolean }) {
  const [isOpen, setOpen] = useState(false)
  const { title } = ruleWords[state.rule]
  return (
    <Dialog
      title={title}
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button
          look="quiet"
          size="small"
          disabled={!isOwner}
          title={isOwner ? undefined : 'Only an owner changes what is deleted'}
          aria-label={`Change: ${title}`}
        >
          Change
        </Button>
      }
    >
      <Steps state={state} onDone={() => setOpen(false)} />
    </Dialog>
  )
}

function Steps({ state, onDone }: { state: RuleState; onDone: () => void }) {
  const router = useRouter()
  const runAct = useAct()
  const [option, setOption] = useState<Option>(optionOf(state))
  const [days, setDays] = useState(String(state.days || 365))
  const [found, setFound] = useState<Preview>()
  const [typed, setTyped] = useState('')
  const [message, setMessage] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)

  const isWhole = /^\d{1,5}$/.test(days) && Number(days) >= 1 && Number(days) <= 36_500
  const wanted = changeOf(state.rule, option, Number(days))

  async function look() {
    if (option === 'days' && !isWhole) return setProblem('Please write a whole number of days from 1 to 36500.')
    setBusy(true)
    setMessage(undefined)
    const outcome = await runAct(() => preview(wanted))
    setBusy(false)
    if (outcome.ok) setFound(outcome.value)
    else setMessage(outcome.message)
  }

  async function make() {
    const takes = found!.takes
    if (takes > 0 && typed.trim() !== String(takes)) return setProblem(`Please type exactly: ${takes}`)
    setBusy(true)
    setMessage(undefined)
    const outcome = await runAct(() => change({ ...wanted, accepts: takes }))
    setBusy(false)
    if (!outcome.ok) {
      // More became due meanwhile: the numbers are shown anew.
      if (outcome.code === 'conflict') setFound(undefined)
      return setMessage(outcome.message)
    }
    toast.success('The rule is changed.')
    onDone()
    router.refresh()
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    setProblem(undefined)
    void (found ? make() : look())
  }

  return (
    <form onSubmit={submit} className="space-y-5" noValidate>
      {found ? (
        <Consequences rule={state.rule} found={found} typed={typed} onType={setTyped} problem={problem} />
      ) : (
        <>
          <Choices
            legend={ruleWords[state.rule].title}
            name="option"
            options={optionsOf[state.rule]}
            value={option}
            onChange={(value) => setOption(value as Option)}
          />
          {option === 'days' && (
            <Field
              label="Days"
              inputMode="numeric"
              value={days}
              onChange={(event) => setDays(event.target.value)}
              problem={problem}
              autoComplete="off"
            />
          )}
        </>
      )}
      {message && (
        <Notice tone="bad" role="alert">
          {message}
        </Notice>
      )}
      <div className="flex flex-wrap justify-end gap-3">
        {found && (
          <Button look="quiet" onClick={() => setFound(undefined)}>
            Back
          </Button>
        )}
        <Button type="submit" disabled={isBusy} look={found && found.takes > 0 ? 'danger' : 'door'}>
          {found ? 'Change the rule' : 'See what it would delete'}
        </Button>
      </div>
    </form>
  )
}

function Consequences({
  rule,
  found: { takes, anyway },
  typed,
  onType,
  problem,
}: {
  rule: RuleName
  found: Preview
  typed: string
  onType: (typed: string) => void
  problem: string | undefined
}) {
  if (takes === 0) {
    return (
      <Notice tone="good" role="status">
        On its first application this rule deletes nothing that today’s rules would keep.
      </Notice>
    )
  }
  return (
    <>
      <Notice tone="bad" role="status">
        <strong>This deletes {counted(rule, takes)}</strong>
        {anyway > 0 && `, beside the ${anyway.toLocaleString('en-GB')} that go anyway`}. It cannot be undone.
      </Notice>
      <p>
        Nothing is deleted in the first 24 hours. Until then you can take the change back on this page.{' '}
        {ruleWords[rule].goes}
      </p>
      <Field
        label="To confirm, type the number"
        hint={<code className="font-mono">{takes}</code>}
        inputMode="numeric"
        value={typed}
        onChange={(event) => onType(event.target.value)}
        problem={problem}
        autoComplete="off"
      />
    </>
  )
}

export function UndoChange({ isOwner }: { isOwner: boolean }) {
  const router = useRouter()
  const runAct = useAct()
  const [isBusy, setBusy] = useState(false)
  async function press() {
    setBusy(true)
    const outcome = await runAct(undo)
    setBusy(false)
    if (outcome.ok) toast.success('The change is taken back. Nothing was deleted by it.')
    else toast.error(outcome.message)
    router.refresh()
  }
  return (
    <Button
      look="quiet"
      size="small"
      disabled={isBusy || !isOwner}
      title={isOwner ? undefined : 'Only an owner takes a change back'}
      onClick={() => void press()}
    >
      Take it back
    </Button>
  )
}

function optionOf({ rule, days, keepSamples, onWithdrawal }: RuleState): Option {
  if (rule === 'withdrawnDays') return days !== null ? 'days' : onWithdrawal
  if (rule === 'pictureDays' && (!keepSamples || days === 0)) return 'at_once'
  return days === null ? 'never' : 'days'
}

function changeOf(rule: RuleName, option: Option, days: number): Change {
  const wanted = option === 'days' ? days : option === 'at_once' ? 0 : null
  switch (rule) {
    case 'pictureDays':
      // The rule of no days keeps none by itself, and can be taken back; whoever keeps them keeps the new ones too.
      return { rules: { pictureDays: wanted }, ...(option !== 'at_once' && { settings: { keepSamples: true } }) }
    case 'unseenDays':
      return { rules: { unseenDays: wanted } }
    case 'withdrawnDays':
      return {
        rules: { withdrawnDays: wanted },
        settings: { onWithdrawal: option === 'nothing' ? 'nothing' : 'revoke' },
      }
  }
}
