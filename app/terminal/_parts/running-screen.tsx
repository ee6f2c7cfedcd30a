'use client'

/** A browser that is a device: it waits to be let in, then stands at its door. */
import { useEffect, useState, type RefObject } from 'react'
import { Notice } from '@/app/_components/notice'
import type { Running } from '../_device/device'
import { useEye, type TabletEye } from '../_device/eyes'
import { becomeKiosk } from '../_device/kiosk'
import { DoorScreen } from './door-screen'
import { Frame } from './frame'
import { Settings } from './settings'
import { StatusLine } from './status-line'

const lookMs = 500

export function RunningScreen({
  running,
  remark,
  eye,
  setEye,
  isKept,
}: {
  running: Running
  remark: string
  eye: RefObject<TabletEye | null>
  setEye: (eye: TabletEye | null) => void
  isKept: boolean
}) {
  const { terminal } = running
  const [status, setStatus] = useState(() => terminal.status())
  const [isOpen, setIsOpen] = useState(false)
  const nets = useEye(setEye, status.model, isKept)
  useEffect(() => {
    const timer = setInterval(() => setStatus(terminal.status()), lookMs)
    return () => clearInterval(timer)
  }, [terminal])
  useEffect(becomeKiosk, [])

  if (status.state === 'retired') {
    return (
      <Frame title="This terminal was retired">
        <Notice tone="wait" role="status">
          Everything that it held is destroyed. It tells the bureau as soon as it can be reached.
        </Notice>
      </Frame>
    )
  }
  if (isOpen) return <Settings running={running} status={status} close={() => setIsOpen(false)} />
  return (
    <>
      {status.state === 'waiting' ? (
        <Frame title="Compare the fingerprint">
          <p>The portal has to show the same fingerprint. If it does, let the terminal in there.</p>
          <p data-testid="fingerprint" className="font-mono text-lead break-words">
            {status.fingerprint}
          </p>
          <Notice tone="wait" role="status">
            Waiting to be let in.
          </Notice>
        </Frame>
      ) : (
        <DoorScreen terminal={terminal} status={status} nets={nets} eye={eye} />
      )}
      <StatusLine status={status} remark={remark} openSettings={() => setIsOpen(true)} />
    </>
  )
}
