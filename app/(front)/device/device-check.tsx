'use client'

/** The check of a device, begun by whoever holds it. */
import { useState } from 'react'
import { Button } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { Notice } from '@/app/_components/notice'
import { Progress } from '@/app/_components/progress'
import { useCamera } from '@/app/(portal)/_camera/use-camera'
import { measuredFrames, warmUpFrames, type Finding } from './findings'
import { useDeviceCheck } from './use-device-check'

export function DeviceCheck() {
  const [isBegun, setBegun] = useState(false)
  if (isBegun) return <Running onAgain={() => setBegun(false)} />
  return (
    <p>
      <Button onClick={() => setBegun(true)}>Check this device</Button>
    </p>
  )
}

function Running({ onAgain }: { onAgain: () => void }) {
  const { video, state } = useCamera({ facing: 'user', widthPx: 1_280, heightPx: 720 })
  const { room, engine, speed, progress, frames, isFaceless } = useDeviceCheck(video, state.name === 'live')
  if (state.name === 'refused') {
    return <Ended finding={{ tone: 'bad', words: `The camera cannot be used: ${state.why}` }} onAgain={onAgain} />
  }
  const isFailed = engine?.tone === 'bad'
  return (
    <>
      <Card title="What is needed">
        <video
          ref={video}
          muted
          playsInline
          aria-label="Your camera"
          className="mx-auto aspect-video w-full max-w-md -scale-x-100 rounded-card bg-black object-cover"
        />
        <dl className="divide-y divide-line">
          <Row name="Camera" finding={state.name === 'live' ? { tone: 'good', words: 'Answers.' } : undefined} />
          <Row name="Room" finding={room} />
          <Row name="Engine" finding={engine} />
        </dl>
        {progress && (
          <Progress label="Loading the engine" share={progress.loadedBytes / Math.max(1, progress.allBytes)} />
        )}
        {engine && !isFailed && !speed && (
          <>
            <p role="status">{isFaceless ? 'Look into the camera: nobody is seen.' : 'Taking the time …'}</p>
            <Progress label="Frames measured" share={frames / (warmUpFrames + measuredFrames)} />
          </>
        )}
      </Card>
      {(speed || isFailed) && <Ended finding={speed ?? engine!} onAgain={onAgain} />}
    </>
  )
}

function Row({ name, finding }: { name: string; finding: Finding | undefined }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-6 py-2">
      <dt className="font-medium">{name}</dt>
      <dd className="text-ink-soft">{finding?.words ?? '…'}</dd>
    </div>
  )
}

function Ended({ finding: { tone, words }, onAgain }: { finding: Finding; onAgain: () => void }) {
  return (
    <>
      <Notice tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
        {words}
      </Notice>
      <p>
        <Button look="quiet" onClick={onAgain}>
          Check again
        </Button>
      </p>
    </>
  )
}
