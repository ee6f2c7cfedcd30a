'use client'

/** Enrols the person of the document: their portrait beside a selfie, and only where both show one person, who they are to be here. */
import { useState } from 'react'
import type { SelfieAnswer } from '@/app/api/portal/documents/[reference]/compare/route'
import { Card } from '@/app/_components/card'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import { Compared } from '../../users/_components/compared'
import { PictureSource } from '../../users/_components/picture-source'
import { fit, send, thumbnail } from '../../users/_components/send-pictures'
import { EnrolFields, type KeepTerms } from './enrol-fields'
import { cutAddress, type ShownDocument } from './view'

interface Selfie {
  picture: Blob
  shown: string | null
}

export function EnrolFrom({
  shown: { reference, sides, report },
  keep,
}: {
  shown: ShownDocument
  /** Under which words the document itself may be kept; null where this bureau keeps none. */
  keep: KeepTerms | null
}) {
  const run = useAct()
  const [selfie, setSelfie] = useState<Selfie>()
  const [isComparing, setComparing] = useState(false)
  const [answer, setAnswer] = useState<SelfieAnswer>()
  const [problem, setProblem] = useState<string>()
  const side = sides.find(({ portrait }) => portrait !== null)
  if (!side)
    return (
      <Card title="Enrol this person">
        <p className="text-ink-soft">
          No portrait was found on this document: there is nothing to compare a selfie with.
        </p>
      </Card>
    )

  async function compare([chosen]: { picture: Blob; name: string }[]) {
    if (!chosen) return
    setAnswer(undefined)
    setProblem(undefined)
    setComparing(true)
    const picture = await fit(chosen.picture)
    setSelfie({ picture, shown: await thumbnail(picture) })
    const outcome = await run(() => send<SelfieAnswer>(`/api/portal/documents/${reference}/compare`, { picture }))
    setComparing(false)
    if (outcome.ok) setAnswer(outcome.value)
    else setProblem(outcome.message)
  }

  return (
    <Card title="Enrol this person">
      <div className="grid items-start gap-8 lg:grid-cols-2">
        <div className="min-w-0 space-y-4">
          <p className="text-ink-soft">
            Take a selfie of whoever handed you the document, or choose one. Only where it shows the person of the
            portrait can they be enrolled from it.
          </p>
          <div className="flex flex-wrap gap-6">
            <Beside src={cutAddress(reference, side.side, 'portrait')} name="Portrait on the document" />
            {selfie?.shown && <Beside src={selfie.shown} name="Selfie" />}
          </div>
          <PictureSource
            label={selfie ? 'Choose another selfie' : 'Choose a selfie'}
            disabled={isComparing}
            onPictures={(pictures) => void compare(pictures)}
          />
          <div role="status" className="space-y-3">
            {isComparing && <p>Comparing …</p>}
            {problem && <Notice tone="bad">{problem}</Notice>}
            {answer?.outcome === 'refused' && (
              <Notice tone="wait">
                <p className="font-medium">The {answer.of} cannot be compared.</p>
                <p>{answer.message}</p>
              </Notice>
            )}
            {answer?.outcome === 'compared' && <Compared what="The selfie" answer={answer} />}
          </div>
        </div>
        {selfie && answer?.outcome === 'compared' && answer.verified ? (
          <EnrolFields reference={reference} selfie={selfie.picture} fields={report.fields} keep={keep} />
        ) : (
          <p className="text-ink-soft">
            {answer?.outcome === 'compared'
              ? 'The selfie shows somebody else than the portrait: nobody is enrolled from this document. Take another selfie if it was a poor one.'
              : 'What they are to be called here is asked once the selfie matches.'}
          </p>
        )}
      </div>
    </Card>
  )
}

function Beside({ src, name }: { src: string; name: string }) {
  return (
    <figure className="space-y-1">
      {/* Not next/image: it would keep a copy, and the answer is for this pair of eyes only. */}
      {/* eslint-disable-next-line @next/next/no-img-element */}
      <img
        src={src}
        alt={name}
        className="h-44 w-auto max-w-40 rounded-control border border-line bg-code object-contain"
      />
      <figcaption className="text-small text-ink-soft">{name}</figcaption>
    </figure>
  )
}
