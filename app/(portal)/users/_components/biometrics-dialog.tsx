'use client'

/** "Show biometrics": what is kept of a user, one picture at a time, covered until the admin says what for. */
import { useEffect, useState } from 'react'
import { Dialog } from '@/app/_components/dialog'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import { picturesOf, type ShownPicture } from '../actions'
import { PictureCarousel } from './picture-carousel'

export function BiometricsDialog({ userId, onClose }: { userId: string; onClose: () => void }) {
  return (
    <Dialog
      title="Biometrics"
      description={<span className="font-mono text-small">{userId}</span>}
      open
      onOpenChange={(open) => !open && onClose()}
      wide
    >
      <Biometrics userId={userId} />
    </Dialog>
  )
}

function Biometrics({ userId }: { userId: string }) {
  const run = useAct()
  const [known, setKnown] = useState<{ mayLook: boolean; pictures: ShownPicture[] }>()
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    let isHere = true
    void run(() => picturesOf(userId)).then((outcome) => {
      if (!isHere) return
      if (outcome.ok) setKnown(outcome.value)
      else setProblem(outcome.message)
    })
    return () => {
      isHere = false
    }
  }, [run, userId])
  if (problem)
    return (
      <Notice tone="bad" role="alert">
        {problem}
      </Notice>
    )
  if (!known) return <p role="status">Looking …</p>
  return <PictureCarousel userId={userId} {...known} />
}
