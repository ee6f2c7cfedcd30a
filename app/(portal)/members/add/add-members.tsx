'use client'

/** One member or many, within the same bounds. */
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { Choices } from '@/app/_components/field'
import { focusMarked } from '@/app/_components/marked'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import { lookUp } from '../../_access/actions'
import type { FoundPerson } from '../../_access/bulk'
import { BulkFile } from '../../_access/bulk-file'
import { PersonPicker } from '../../_access/person-picker'
import type { ZoneChoice } from '../../_access/places'
import { openReach } from '../_parts/reach'
import { ReachFields } from '../_parts/reach-fields'
import { addNamed, addOne, remove } from '../actions'

const sources = [
  { value: 'one', label: 'One person', hint: 'Whom you look for.' },
  { value: 'file', label: 'From a CSV table', hint: 'Of the external ids of people who are enrolled.' },
]

export function AddMembers({ zones, timeZone }: { zones: ZoneChoice[]; timeZone: string }) {
  const run = useAct()
  const router = useRouter()
  const [reach, setReach] = useState(() => openReach(timeZone))
  const [source, setSource] = useState('one')
  const [person, setPerson] = useState<FoundPerson | null>(null)
  const [problems, setProblems] = useState<Record<string, string>>({})
  const [message, setMessage] = useState<string>()
  const [isSending, setSending] = useState(false)

  async function add() {
    setMessage(undefined)
    setProblems({})
    if (!person) {
      setProblems({ userId: 'Choose somebody first.' })
      return focusMarked()
    }
    setSending(true)
    const outcome = await run(() => addOne(person.id, reach))
    setSending(false)
    if (!outcome.ok) {
      setProblems(outcome.problems)
      return setMessage(outcome.message)
    }
    const undo = async () => {
      const back = await run(() => remove([outcome.value.id]))
      if (!back.ok) toast.error(back.message)
      router.refresh()
    }
    toast.success(`${person.externalId ?? person.userId} is a member.`, {
      duration: 12_000,
      action: { label: 'Undo', onClick: () => void undo() },
    })
    router.push('/members')
  }

  return (
    <div className="space-y-6">
      <Card title="When and where">
        <ReachFields
          value={reach}
          onChange={(next) => {
            setReach(next)
            setProblems({})
          }}
          zones={zones}
          problems={problems}
        />
      </Card>
      <Card title="Who">
        <Choices legend="How many" name="source" options={sources} value={source} onChange={setSource} />
        {source === 'one' && (
          <>
            <PersonPicker
              chosen={person}
              onChoose={(next) => {
                setPerson(next)
                setProblems({})
              }}
              problem={problems.userId}
            />
            {message && (
              <Notice tone="bad" role="alert">
                {message}
              </Notice>
            )}
            <Button disabled={isSending} onClick={add}>
              Make a member
            </Button>
          </>
        )}
      </Card>
      {source === 'file' && (
        <BulkFile
          lookUp={(names) => lookUp(names, null)}
          add={async (people) => {
            const named = people.map(({ externalId }) => externalId)
            const outcome = await addNamed(named, reach)
            if (!outcome.ok) setProblems(outcome.problems)
            return outcome
          }}
          takeBack={remove}
          onwards={{ href: '/members', label: 'To the members' }}
        />
      )}
    </div>
  )
}
