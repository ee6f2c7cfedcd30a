'use client'

/** The dumps there are and were. While one is being made, the page looks again by itself. */
import clsx from 'clsx'
import { Download, Trash2, X } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useId, useMemo, useState, type ReactNode } from 'react'
import { toast } from 'sonner'
import { Badge } from '@/app/_components/badge'
import { Button } from '@/app/_components/button'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { DataTable, type Column } from '@/app/_components/data-table'
import { EmptyState } from '@/app/_components/empty-state'
import { Progress } from '@/app/_components/progress'
import { Time } from '@/app/_components/time'
import { useAct } from '@/app/_components/use-act'
import { sizeWords } from '@/app/_lib/size'
import type { ListedDump } from '@/domain/dumps/list'
import { cancel, destroy, mayDownload } from './actions'

const lookAgainMs = 1_500

export function DumpTable({
  dumps,
  total,
  mayRun,
  mayTakePlain,
  firstAct,
}: {
  dumps: ListedDump[]
  total: number
  mayRun: boolean
  /** Dumps that anybody can read are for owners. */
  mayTakePlain: boolean
  /** What makes the first one. */
  firstAct: ReactNode
}) {
  const isBusy = dumps.some(({ state }) => state === 'queued' || state === 'running')
  useLookingAgain(isBusy)
  const columns = useMemo(() => [...facts, acts(mayRun, mayTakePlain)], [mayRun, mayTakePlain])
  return (
    <DataTable
      caption="Dumps"
      columns={columns}
      rows={dumps}
      rowId={({ id }) => id}
      total={total}
      defaultSort="created.desc"
      empty={
        <EmptyState title="No dump yet" act={firstAct}>
          A dump is how data leaves this bureau as a whole: to feed another system, or to be restored elsewhere.
        </EmptyState>
      }
    />
  )
}

function useLookingAgain(isBusy: boolean): void {
  const router = useRouter()
  useEffect(() => {
    if (!isBusy) return
    const timer = setInterval(() => router.refresh(), lookAgainMs)
    return () => clearInterval(timer)
  }, [isBusy, router])
}

const states: Record<ListedDump['state'], { words: string; tone: 'good' | 'wait' | 'bad' | 'plain' }> = {
  queued: { words: 'Waiting', tone: 'wait' },
  running: { words: 'Running', tone: 'wait' },
  ready: { words: 'Ready', tone: 'good' },
  failed: { words: 'Failed', tone: 'bad' },
  cancelled: { words: 'Cancelled', tone: 'plain' },
  expired: { words: 'Destroyed', tone: 'plain' },
  exported: { words: 'Written by the operator', tone: 'plain' },
}

const contents: Record<ListedDump['biometrics'], string> = {
  none: 'Facts only',
  passphrase: 'With faces, behind a passphrase',
  plain: 'With faces, readable',
}

const facts: Column<ListedDump>[] = [
  {
    id: 'name',
    header: 'Name',
    cell: ({ row: { original: dump } }) => (
      <div>
        <span className="font-medium whitespace-nowrap tabular-nums">{dump.name}</span>
        <span className="block text-small text-ink-soft">{contents[dump.biometrics]}</span>
        {dump.reason && <span className="block max-w-xs text-small text-ink-soft wrap-anywhere">“{dump.reason}”</span>}
      </div>
    ),
  },
  {
    id: 'state',
    header: 'State',
    meta: { sortKey: 'state' },
    cell: ({ row: { original: dump } }) => <State dump={dump} />,
  },
  {
    id: 'size',
    header: 'Size',
    meta: { sortKey: 'size', isNumber: true },
    cell: ({ row: { original: dump } }) =>
      dump.sizeBytes === null ? (
        <span className="text-ink-soft">–</span>
      ) : (
        <span className="whitespace-nowrap" title={dump.sha256 ? `SHA-256 ${dump.sha256}` : undefined}>
          {sizeWords(dump.sizeBytes)}
          {dump.counts && (
            <span className="block text-small text-ink-soft">{dump.counts.users?.toLocaleString('en-GB')} users</span>
          )}
        </span>
      ),
  },
  {
    id: 'created',
    header: 'Asked for',
    meta: { sortKey: 'created' },
    cell: ({ row: { original: dump } }) => (
      <>
        <Time at={dump.createdAt} />
        <span className="block text-small text-ink-soft">
          by {dump.requestedByName ?? (dump.requestedBy === 'cli' ? 'the operator' : 'an admin who is gone')}
        </span>
      </>
    ),
  },
  {
    id: 'expires',
    header: 'Destroyed on',
    meta: { sortKey: 'expires' },
    cell: ({ row: { original: dump } }) =>
      dump.state === 'ready' && dump.expiresAt ? (
        <Time at={dump.expiresAt} />
      ) : dump.state === 'expired' && dump.finishedAt ? (
        <Time at={dump.finishedAt} />
      ) : (
        <span className="text-ink-soft">–</span>
      ),
  },
]

function State({ dump }: { dump: ListedDump }) {
  const { words, tone } = states[dump.state]
  return (
    <div className={clsx('max-w-xs space-y-1', dump.state === 'running' && 'min-w-36')}>
      <Badge tone={tone}>{words}</Badge>
      {dump.state === 'running' && (
        <>
          <Progress label={`Progress of ${dump.name}`} share={dump.progress?.share ?? 0} />
          {dump.progress?.note && <p className="text-small text-ink-soft">writing {dump.progress.note}</p>}
        </>
      )}
      {dump.error && <p className="text-small text-bad">{dump.error}</p>}
    </div>
  )
}

const acts = (mayRun: boolean, mayTakePlain: boolean): Column<ListedDump> => ({
  id: 'acts',
  header: 'Action',
  cell: ({ row: { original: dump } }) => {
    if (!mayRun) return <span className="text-small text-ink-soft">Not for auditors</span>
    if (dump.state === 'queued' || dump.state === 'running') return <Cancel dump={dump} />
    if (dump.state === 'ready') return <Ready dump={dump} isForOwners={dump.biometrics === 'plain' && !mayTakePlain} />
    return <span className="text-ink-soft">–</span>
  },
})

function Cancel({ dump: { id, name } }: { dump: ListedDump }) {
  const run = useAct()
  const [isSending, setSending] = useState(false)
  async function press() {
    setSending(true)
    const outcome = await run(() => cancel(id))
    setSending(false)
    if (outcome.ok) toast.success(`The dump ${name} was cancelled. Nothing of it is left.`)
    else toast.error(outcome.message)
  }
  return (
    <Button look="quiet" size="small" aria-label={`Cancel ${name}`} disabled={isSending} onClick={press}>
      <X aria-hidden className="size-4" />
      Cancel
    </Button>
  )
}

function Ready({ dump, isForOwners }: { dump: ListedDump; isForOwners: boolean }) {
  const { id, name, downloads } = dump
  const run = useAct()
  const router = useRouter()
  const whyNotId = useId()
  async function download() {
    if (isForOwners) return
    const outcome = await run(() => mayDownload(id))
    if (!outcome.ok) return void toast.error(outcome.message)
    const link = document.createElement('a')
    link.href = `/dumps/${name}`
    link.download = ''
    link.click()
    // The count of downloads is then another one.
    setTimeout(() => router.refresh(), lookAgainMs)
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button
        look="quiet"
        size="small"
        aria-label={`Download ${name}`}
        aria-disabled={isForOwners}
        aria-describedby={isForOwners ? whyNotId : undefined}
        onClick={download}
      >
        <Download aria-hidden className="size-4" />
        Download
      </Button>
      <ConfirmDialog
        title={`Destroy ${name} now?`}
        trigger={
          <Button look="ghost" size="icon" aria-label={`Destroy ${name}`} title="Destroy now">
            <Trash2 aria-hidden className="size-4" />
          </Button>
        }
        confirm="Destroy the dump"
        act={() => destroy(id)}
      >
        <p>Its file and the key that opens it are destroyed. It cannot be downloaded any more.</p>
        <p className="text-ink-soft">
          {downloads === 0
            ? 'It was never downloaded.'
            : `It was downloaded ${downloads === 1 ? 'once' : `${downloads} times`}; copies elsewhere are not reached.`}
        </p>
      </ConfirmDialog>
      {isForOwners && (
        <p id={whyNotId} className="max-w-40 basis-full text-small text-ink-soft">
          Readable faces are for owners to download.
        </p>
      )}
    </div>
  )
}
