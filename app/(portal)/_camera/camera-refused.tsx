'use client'

/** Says why there is no camera, and leads on without one. */
import { Button } from '@/app/_components/button'
import { Notice } from '@/app/_components/notice'

export function CameraRefused({ why, onClose }: { why: string; onClose: () => void }) {
  return (
    <Notice tone="wait" role="alert">
      <p>The camera cannot be used: {why}</p>
      <Button look="quiet" size="small" className="mt-3" onClick={onClose}>
        Choose a picture instead
      </Button>
    </Notice>
  )
}
