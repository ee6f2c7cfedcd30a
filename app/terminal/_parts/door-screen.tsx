'use client'

/** The door: the camera's film, and a large answer. */
import clsx from 'clsx'
import { Check, UserX, X } from 'lucide-react'
import type { RefObject } from 'react'
import { useCamera } from '@/app/(portal)/_camera/use-camera'
import { Notice } from '@/app/_components/notice'
import { ActionSign } from '@/app/_liveness/action-sign'
import type { Action } from '@/app/_liveness/prompter'
import type { Status, Terminal } from '@/domain/terminals/device/terminal'
import type { Nets, TabletEye } from '../_device/eyes'
import { useDoor } from '../_device/use-door'
import { askWords, isStale, staleWords, type Answer } from './words'

const looks = {
  good: { ground: 'bg-good-ground text-good border-good', icon: Check },
  wait: { ground: 'bg-wait-ground text-wait border-wait', icon: UserX },
  bad: { ground: 'bg-bad-ground text-bad border-bad', icon: X },
}

export function DoorScreen({
  terminal,
  status,
  nets,
  eye,
}: {
  terminal: Terminal<ImageBitmap>
  status: Status
  nets: Nets
  eye: RefObject<TabletEye | null>
}) {
  const { video, state: camera } = useCamera({ facing: 'user', widthPx: 1280, heightPx: 720 })
  const { answer, advice, asked, trouble } = useDoor({ terminal, nets, eye, video, isLive: camera.name === 'live' })
  return (
    <main className="flex flex-1 flex-col gap-4 p-4 landscape:flex-row">
      <h1 className="sr-only">{status.name ?? 'Terminal'}</h1>
      <div className="relative min-h-0 flex-1 overflow-hidden rounded-card bg-code">
        <video
          ref={video}
          muted
          playsInline
          aria-label="What the camera sees"
          className="absolute inset-0 size-full -scale-x-100 object-cover"
        />
      </div>
      <div className="flex flex-1 flex-col justify-center gap-4">
        {isStale(status) && status.heard_at !== null && <Notice tone="bad">{staleWords}</Notice>}
        {camera.name === 'refused' && (
          <Notice tone="bad" role="alert">
            The camera cannot be used: {camera.why}
          </Notice>
        )}
        {trouble && (
          <Notice tone="bad" role="alert">
            {trouble}
          </Notice>
        )}
        <div aria-live="assertive" className="flex flex-1 flex-col">
          {asked ? (
            <Movement action={asked.prompt.action} />
          ) : answer ? (
            <LargeAnswer answer={answer} />
          ) : (
            <Invitation words={advice ?? waitingWords(nets)} />
          )}
        </div>
      </div>
    </main>
  )
}

function LargeAnswer({ answer: { tone, title, text } }: { answer: Answer }) {
  const { ground, icon: Icon } = looks[tone]
  return (
    <div
      data-testid="answer"
      className={clsx(
        'appear flex flex-1 flex-col items-center justify-center gap-4 rounded-card border-4 p-6 text-center',
        ground,
      )}
    >
      <Icon aria-hidden="true" className="size-28" />
      <p className="font-display text-display">{title}</p>
      <p className="text-lead">{text}</p>
    </div>
  )
}

function Movement({ action }: { action: Action | null }) {
  return (
    <div
      data-action={action ?? 'straight'}
      className="flex flex-1 flex-col items-center justify-center gap-4 rounded-card bg-door p-6 text-center text-on-door"
    >
      <ActionSign action={action} className="size-28" />
      <p className="font-display text-display">{askWords(action)}</p>
    </div>
  )
}

function Invitation({ words }: { words: string }) {
  return (
    <div className="flex flex-1 items-center justify-center rounded-card border border-line bg-surface p-6 text-center">
      <p className="font-display text-display">{words}</p>
    </div>
  )
}

function waitingWords({ state }: Nets): string {
  switch (state.name) {
    case 'waiting':
      return 'Waiting for the bureau'
    case 'loading': {
      const { progress } = state
      const share = progress && progress.allBytes > 0 ? progress.loadedBytes / progress.allBytes : null
      return share === null ? 'Getting ready …' : `Getting ready … ${Math.round(share * 100)} %`
    }
    case 'none':
      return 'Not ready'
    case 'ready':
      return 'Look at the camera'
  }
}
