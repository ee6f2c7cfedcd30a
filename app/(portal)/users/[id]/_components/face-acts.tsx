'use client'

/** Another picture for this user, or none at all any more. */
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import type { PictureAnswer } from '@/app/api/portal/users/[id]/pictures/route'
import { Button } from '@/app/_components/button'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import { dropFace } from '../../actions'
import { PictureSource } from '../../_components/picture-source'
import { fit, send } from '../../_components/send-pictures'
import { plural } from '../../_components/words'

export function AddPicture({ userId, isFirst }: { userId: string; isFirst: boolean }) {
  const router = useRouter()
  const run = useAct()
  const [isRunning, setRunning] = useState(false)
  const [problem, setProblem] = useState<string>()

  async function add([chosen]: { picture: Blob; name: string }[]) {
    if (!chosen) return
    setProblem(undefined)
    setRunning(true)
    const picture = await fit(chosen.picture)
    const outcome = await run(() => send<PictureAnswer>(`/api/portal/users/${userId}/pictures`, { picture }))
    setRunning(false)
    if (!outcome.ok) return setProblem(outcome.message)
    if (outcome.value.outcome === 'refused') return setProblem(outcome.value.message)
    toast.success(isFirst ? 'The face was enrolled.' : 'The picture was added.', {
      description: outcome.value.warnings.join(' ') || undefined,
    })
    router.refresh()
  }

  return (
    <>
      <PictureSource label={isFirst ? 'Enrol a picture' : 'Add a picture'} disabled={isRunning} onPictures={add} />
      <div role="status">
        {isRunning && <p>Looking at the picture …</p>}
        {problem && <Notice tone="bad">{problem}</Notice>}
      </div>
    </>
  )
}

export function RemoveFace({ userId, templates }: { userId: string; templates: number }) {
  return (
    <ConfirmDialog
      title="Remove the face?"
      trigger={
        <Button look="danger" size="small">
          Remove the face
        </Button>
      }
      confirm="Remove the face"
      act={() =>
        dropFace(userId).then((outcome) => {
          if (outcome.ok) toast.success('The face was removed.')
          return outcome
        })
      }
    >
      <p>
        {plural(templates, 'template')} and the pictures behind {templates === 1 ? 'it' : 'them'} go. The user stays,
        and is not recognised until another face is enrolled.
      </p>
    </ConfirmDialog>
  )
}
