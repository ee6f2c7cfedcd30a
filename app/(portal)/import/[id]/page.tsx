import type { Metadata, Route } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { createLoader, parseAsInteger, parseAsStringLiteral } from 'nuqs/server'
import { sizeWords } from '@/app/_lib/size'
import { Badge } from '@/app/_components/badge'
import { ButtonLink } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { Figures } from '@/app/_components/figures'
import { Notice } from '@/app/_components/notice'
import { PageHeader } from '@/app/_components/page-header'
import { Progress } from '@/app/_components/progress'
import { Refresh } from '@/app/_components/refresh'
import { Sideways } from '@/app/_components/sideways'
import { Time } from '@/app/_components/time'
import { requireAdmin } from '@/app/_lib/auth'
import { AppError } from '@/domain/errors'
import { getImport, listImportRows, type ImportFigures, type ImportRow } from '@/domain/imports/one'
import type { Import } from '@/domain/imports/upload'
import { may } from '@/domain/permissions'
import { isAtWork, states } from '../_components/states'
import { CancelImport, RunImport } from './_components/acts'

export const metadata: Metadata = { title: 'Import' }

const loadState = createLoader({
  show: parseAsStringLiteral(['all', 'noted'] as const).withDefault('noted'),
  after: parseAsInteger.withDefault(0),
})

interface Params {
  params: Promise<{ id: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function ImportPage({ params, searchParams }: Params) {
  const context = await requireAdmin()
  if (!may(context.actor, 'users:import')) notFound()
  const [{ id }, { show, after }] = await Promise.all([params, loadState(searchParams)])
  const found = await getImport(context, { importId: id }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  const { import: work, figures } = found
  const { rows, hasMore } = await listImportRows(context, { importId: id, show, after: Math.max(0, after) })
  const { state } = work
  const gone = imported(figures)
  return (
    <>
      <PageHeader
        title={work.name}
        acts={
          <>
            {state === 'checked' && <RunImport importId={id} users={figures.users} warning={figures.warning} />}
            {state === 'failed' && work.rowCount !== null && figures.checked === figures.rows && (
              <RunImport importId={id} users={figures.users} warning={figures.warning} again />
            )}
            {figures.rows > 0 && (
              <ButtonLink look="quiet" href={`/api/imports/${id}/result`} prefetch={false} download>
                Download the result
              </ButtonLink>
            )}
            {['uploading', 'checking', 'checked', 'importing', 'failed'].includes(state) && (
              <CancelImport importId={id} imported={gone} isImporting={state === 'importing'} />
            )}
          </>
        }
      >
        <p className="flex flex-wrap items-center gap-3">
          <Badge tone={states[state].tone}>{states[state].word}</Badge>
          {sizeWords(work.byteCount)}, begun <Time at={work.createdAt} />
        </p>
      </PageHeader>
      <StateNotice work={work} figures={figures} />
      {isAtWork(state) && <AtWork work={work} figures={figures} />}
      {figures.rows > 0 && <FigureStrip state={state} figures={figures} />}
      {figures.rows > 0 && (
        <Card title="Rows">
          <nav aria-label="Which rows" className="flex gap-2">
            {(['noted', 'all'] as const).map((one) => (
              <Link
                key={one}
                href={`/import/${id}?show=${one}` as Route}
                aria-current={show === one ? 'page' : undefined}
                className={`rounded-full border px-3 py-1 text-small ${show === one ? 'border-door bg-code font-medium' : 'border-line'}`}
              >
                {one === 'noted' ? 'With a remark' : 'All'}
              </Link>
            ))}
          </nav>
          <Rows rows={rows} show={show} />
          {(hasMore || after > 0) && (
            <nav aria-label="Pages" className="flex gap-3">
              {after > 0 && (
                <ButtonLink look="quiet" size="small" href={`/import/${id}?show=${show}`}>
                  First rows
                </ButtonLink>
              )}
              {hasMore && (
                <ButtonLink look="quiet" size="small" href={`/import/${id}?show=${show}&after=${rows.at(-1)!.row}`}>
                  Next rows
                </ButtonLink>
              )}
            </nav>
          )}
        </Card>
      )}
    </>
  )
}

const imported = ({ outcomes }: ImportFigures) => outcomes.enrolled + outcomes.added

function StateNotice({ work, figures }: { work: Import; figures: ImportFigures }) {
  switch (work.state) {
    case 'checked':
      return figures.users === 0 ? (
        <Notice tone="bad">No row passed the check, so there is nothing to import. The reasons stand below.</Notice>
      ) : (
        <Notice tone="good">
          Checked, and nothing was written. The archive waits until <Time at={work.expiresAt} />.
        </Notice>
      )
    case 'failed':
      return <Notice tone="bad">{work.error}</Notice>
    case 'done':
      return <Notice tone="good">Done. The archive was removed; the result can be downloaded for 30 days.</Notice>
    case 'cancelled':
      return (
        <Notice tone="wait">
          Cancelled. The archive was removed
          {imported(figures) > 0 && `; the ${imported(figures)} pictures that were enrolled before stay`}.
        </Notice>
      )
    case 'expired':
      return <Notice tone="wait">Nobody came back to this archive in time, so it was removed. Upload it again.</Notice>
    default:
      return null
  }
}

function AtWork({ work, figures }: { work: Import; figures: ImportFigures }) {
  const done =
    work.state === 'checking' ? figures.checked : Object.values(figures.outcomes).reduce((sum, count) => sum + count, 0)
  const total = work.state === 'checking' ? figures.rows : figures.ok + figures.warning
  const known = work.rowCount !== null
  return (
    <Card title={work.state === 'checking' ? 'Checking every row' : 'Importing'}>
      <Progress label="Rows gone through" share={known && total > 0 ? done / total : undefined} />
      <p role="status" className="text-ink-soft tabular-nums">
        {known ? `${done.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')} rows` : 'Reading the table'}. You
        may leave this page; it goes on, and people at the doors come first.
      </p>
      <Refresh everyMs={2_000} />
    </Card>
  )
}

function FigureStrip({ state, figures }: { state: Import['state']; figures: ImportFigures }) {
  const { outcomes } = figures
  const isBefore = state === 'checking' || state === 'checked'
  return (
    <Figures
      figures={
        isBefore
          ? [
              { label: 'people to import', value: figures.users },
              { label: 'rows', value: figures.rows },
              { label: 'rows pass', value: figures.ok },
              { label: 'pass with a remark', value: figures.warning },
              { label: 'rows refused', value: figures.refused },
            ]
          : [
              { label: 'enrolled', value: outcomes.enrolled },
              { label: 'more pictures of them', value: outcomes.added },
              { label: 'enrolled before', value: outcomes.exists },
              { label: 'refused', value: figures.refused + outcomes.refused },
              { label: 'failed', value: outcomes.failed },
            ]
      }
    />
  )
}

function said({ check, outcome }: ImportRow): { word: string; tone: 'good' | 'wait' | 'bad' | 'plain' } {
  switch (outcome ?? check) {
    case 'enrolled':
      return { word: 'enrolled', tone: 'good' }
    case 'added':
      return { word: 'picture added', tone: 'good' }
    case 'exists':
      return { word: 'enrolled before', tone: 'plain' }
    case 'failed':
      return { word: 'failed', tone: 'bad' }
    case 'refused':
      return { word: 'refused', tone: 'bad' }
    case 'warning':
      return { word: 'remark', tone: 'wait' }
    case 'ok':
      return { word: 'passes', tone: 'good' }
    default:
      return { word: 'not checked', tone: 'plain' }
  }
}

function Rows({ rows, show }: { rows: ImportRow[]; show: 'all' | 'noted' }) {
  if (rows.length === 0) {
    return <p className="text-ink-soft">{show === 'noted' ? 'No row has a remark so far.' : 'No rows here.'}</p>
  }
  return (
    <Sideways label="Rows of the table">
      <table className="w-full text-left">
        <thead>
          <tr className="border-b border-line text-small text-ink-soft">
            {['Row', 'External id', 'File', 'State', 'Remark'].map((name) => (
              <th key={name} scope="col" className="px-3 py-2 font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.row} className="border-b border-line align-top last:border-0">
              <td className="px-3 py-2 tabular-nums">{row.row}</td>
              <td className="min-w-40 px-3 py-2 wrap-anywhere">
                {row.userId ? (
                  <Link
                    href={`/users/${row.userId}` as Route}
                    className="underline decoration-line hover:decoration-door"
                  >
                    {row.externalId}
                  </Link>
                ) : (
                  row.externalId
                )}
              </td>
              <td className="min-w-40 px-3 py-2 wrap-anywhere">{row.file}</td>
              <td className="px-3 py-2">
                <Badge tone={said(row).tone}>{said(row).word}</Badge>
              </td>
              <td className="min-w-64 px-3 py-2">{row.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  )
}
