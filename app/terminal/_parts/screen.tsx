'use client'

/** What a tablet shows at /terminal, from a browser that is nothing yet to a device at a door, and to its end. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { Button } from '@/app/_components/button'
import { Notice } from '@/app/_components/notice'
import { runDevice, type Stage } from '../_device/device'
import type { TabletEye } from '../_device/eyes'
import { keepPage } from '../_device/offline'
import { Frame } from './frame'
import { PairForm } from './pair-form'
import { RunningScreen } from './running-screen'

export function TerminalScreen() {
  const eye = useRef<TabletEye | null>(null)
  const setEye = useCallback((next: TabletEye | null) => {
    eye.current = next
  }, [])
  const [stage, setStage] = useState<Stage>({ name: 'opening' })
  const [remark, setRemark] = useState('')
  const [isKept, setIsKept] = useState(false)
  const [fault, setFault] = useState<Error | null>(null)
  // What nobody foresaw belongs to the page that says so.
  if (fault) throw fault

  useEffect(() => {
    const stop = new AbortController()
    const eyes = (model: string) => (eye.current?.model.id === model ? eye.current : null)
    runDevice({ eyes, onStage: setStage, onRemark: setRemark }, stop.signal).catch(setFault)
    // What comes from now on is there without the network too; where the browser keeps nothing, the device works while the page is open.
    void keepPage()
      .catch(() => false)
      .then(() => !stop.signal.aborted && setIsKept(true))
    return () => stop.abort()
  }, [])

  switch (stage.name) {
    case 'opening':
      return (
        <Frame title="Terminal">
          <p role="status">Looking for what this browser holds …</p>
        </Frame>
      )
    case 'elsewhere':
      return (
        <Frame title="This terminal runs in another tab">
          <p>A browser is one device. Close the other tab or window, and this one goes on.</p>
        </Frame>
      )
    case 'impossible':
      return (
        <Frame title="This browser cannot be a terminal">
          <Notice tone="bad" role="alert">
            {stage.why}
          </Notice>
          <Button look="quiet" onClick={() => location.reload()}>
            Try again
          </Button>
        </Frame>
      )
    case 'new':
      return <PairForm pair={stage.pair} />
    case 'running':
      return <RunningScreen running={stage.running} remark={remark} eye={eye} setEye={setEye} isKept={isKept} />
    case 'retired':
      return (
        <Frame title="This terminal was retired">
          <Notice tone="good" role="status">
            Everything that it held is destroyed, and the bureau knows.
          </Notice>
          <Button look="quiet" onClick={stage.again}>
            Pair this browser again
          </Button>
        </Frame>
      )
  }
}
