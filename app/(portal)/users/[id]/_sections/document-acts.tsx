'use client'

/** A look at a kept document, with what for; and its end before its time. */
import { useState } from 'react'
import { toast } from 'sonner'
import { FieldsList } from '@/app/(portal)/documents/_parts/fields-list'
import { PageFigure } from '@/app/(portal)/documents/_parts/page-figure'
import { Button } from '@/app/_components/button'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { Dialog } from '@/app/_components/dialog'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import type { KeptAnswer } from '@/app/api/portal/users/[id]/documents/[documentId]/route'
import type { LookPurpose } from '@/domain/looks'
import { Covered } from '../../_components/picture-carousel'
import { send } from '../../_components/send-pictures'
import { removeDocument } from './document-actions'

export function LookAtDocument({
  userId,
  documentId,
  name,
  mayLook,
}: {
  userId: string
  documentId: string
  name: string
  mayLook: boolean
}) {
  return (
    <Dialog
      title={name}
      wide
      trigger={
        <Button look="quiet" size="small">
          Look at it
        </Button>
      }
    >
      <Look userId={userId} documentId={documentId} mayLook={mayLook} />
    </Dialog>
  )
}

function Look({ userId, documentId, mayLook }: { userId: string; documentId: string; mayLook: boolean }) {
  const run = useAct()
  const [isOpening, setOpening] = useState(false)
  const [opened, setOpened] = useState<KeptAnswer>()
  const [problem, setProblem] = useState<string>()
  const [current, setCurrent] = useState<string | null>(null)

  async function open(purpose: LookPurpose) {
    setOpening(true)
    const outcome = await run(() =>
      send<KeptAnswer>(`/api/portal/users/${userId}/documents/${documentId}`, { purpose }),
    )
    setOpening(false)
    if (outcome.ok) setOpened(outcome.value)
    else setProblem(outcome.message)
  }

  if (problem)
    return (
      <Notice tone="bad" role="alert">
        {problem}
      </Notice>
    )
  if (isOpening) return <p role="status">Opening …</p>
  if (!opened)
    return (
      <div className="flex min-h-64 items-center justify-center rounded-card bg-code">
        <Covered
          mayLook={mayLook}
          what="Documents stay covered until you say what you look for."
          act="Show the document"
          onChoose={(purpose) => void open(purpose)}
        />
      </div>
    )
  const { pages, report } = opened
  return (
    <div className="space-y-6">
      {pages.map((page) => (
        <PageFigure
          key={page.side}
          shown={{ ...page, zone: null, portrait: null, signature: null }}
          fields={report.fields}
          current={current}
          onCurrent={setCurrent}
        />
      ))}
      <FieldsList fields={report.fields} current={current} onCurrent={setCurrent} />
      <p className="text-small text-ink-soft">This look is in the audit trail.</p>
    </div>
  )
}

export function RemoveDocument({ documentId }: { documentId: string }) {
  return (
    <ConfirmDialog
      title="Remove the document?"
      trigger={
        <Button look="danger" size="small">
          Remove
        </Button>
      }
      confirm="Remove the document"
      act={() =>
        removeDocument(documentId).then((outcome) => {
          if (outcome.ok) toast.success('The document was removed.')
          return outcome
        })
      }
    >
      <p>Its pages and what was read go for ever. The user and their face stay.</p>
    </ConfirmDialog>
  )
}
