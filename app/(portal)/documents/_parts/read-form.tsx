'use client'

/** Both sides of a document, chosen, dropped, pasted or taken, and what it should be; from here it goes to the page of what was read. */
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import type { DocumentAnswer } from '@/app/api/portal/documents/route'
import { Button } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { Choices } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { Progress } from '@/app/_components/progress'
import { useAct } from '@/app/_components/use-act'
import { fit, send, thumbnail, type Room } from '../../users/_components/send-pictures'
import { SideSlot, type ChosenSide } from './side-slot'
import { usePaste } from './use-paste'
import { sides, type Side } from './view'
import { adviceOn, kindChoices } from './words'

/** Print is small: as large as two fit into one form. */
const roomOfSide: Room = { bytes: 3_800_000, longestSidePx: 3_500 }

type Chosen = Partial<Record<Side, ChosenSide>>

interface Problem {
  title?: string
  message: string
}

/** @param mayBeKept as `heldWords` */
export function ReadForm({ mayBeKept }: { mayBeKept: boolean }) {
  const router = useRouter()
  const run = useAct()
  const [kind, setKind] = useState('any')
  const [chosen, setChosen] = useState<Chosen>({})
  const [isReading, setReading] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const alert = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (problem) alert.current?.focus()
  }, [problem])

  async function choose(side: Side, { picture: original, name }: { picture: Blob; name: string }) {
    setProblem(undefined)
    setChosen((before) => ({ ...before, [side]: { name, picture: original } }))
    const picture = await fit(original, roomOfSide)
    const shown = await thumbnail(picture)
    // Another may have been chosen meanwhile.
    setChosen((before) =>
      before[side]?.picture === original ? { ...before, [side]: { name, picture, shown } } : before,
    )
  }

  usePaste((picture) => {
    const free = sides.find((side) => !chosen[side])
    if (free && !isReading) void choose(free, { picture, name: 'Pasted' })
  })

  async function read(event: FormEvent) {
    event.preventDefault()
    if (!chosen.front) return setProblem({ message: 'Choose a picture of the front first.' })
    setProblem(undefined)
    setReading(true)
    const { front, back } = chosen
    const outcome = await run(() =>
      send<DocumentAnswer>('/api/portal/documents', {
        kind,
        front: front.picture,
        ...(back && { back: back.picture }),
      }),
    )
    if (!outcome.ok) {
      setReading(false)
      return setProblem({ message: outcome.message })
    }
    const answer = outcome.value
    if (answer.outcome === 'read') return router.push(`/documents/${answer.reference}` as never)
    setReading(false)
    const { code, message, side } = answer
    setProblem({ title: side && back ? `The picture of the ${side}: ${message}` : message, message: adviceOn[code] })
  }

  return (
    <form onSubmit={read} noValidate className="grid max-w-5xl items-start gap-6 lg:grid-cols-[3fr_2fr]">
      <Card title="Pictures">
        {sides.map((side) => (
          <SideSlot
            key={side}
            side={side}
            chosen={chosen[side]}
            disabled={isReading}
            onPicture={(picture) => void choose(side, picture)}
            onDrop={() => setChosen((before) => ({ ...before, [side]: undefined }))}
          />
        ))}
      </Card>
      <Card title="What it is">
        <Choices
          legend="Kind of document"
          name="kind"
          value={kind}
          onChange={setKind}
          options={kindChoices.map((choice) => ({ ...choice, disabled: isReading }))}
        />
        <div ref={alert} tabIndex={-1} className="outline-none">
          {problem && (
            <Notice tone="bad" role="alert">
              {problem.title && <p className="font-medium">{problem.title}</p>}
              <p>{problem.message}</p>
            </Notice>
          )}
        </div>
        <div role="status" className="space-y-2">
          {isReading && (
            <>
              <p>Reading. This takes 2 to 5 seconds …</p>
              <Progress label="Reading the document" />
            </>
          )}
        </div>
        {!isReading && <Button type="submit">Read the document</Button>}
        <p className="text-small text-ink-soft">
          Pictures and what was read of them are held, sealed, for ten minutes, so that you can look at them and enrol
          the person; then they are forgotten
          {mayBeKept ? ', unless you enrol the person and they agree that the document is kept.' : '.'}
        </p>
      </Card>
    </form>
  )
}
