'use client'

/** The detail of an audit line in words; as it was written, which is what the chain proves, behind a disclosure. */
import type { Route } from 'next'
import Link from 'next/link'
import { Fragment } from 'react'
import { CopyText } from '@/app/_components/copy-text'
import { Time } from '@/app/_components/time'
import { factsOf, type Said } from './detail-words'

export function Detail({ action, detail }: { action: string; detail: Record<string, unknown> }) {
  if (Object.keys(detail).length === 0) return <span className="text-ink-soft">–</span>
  return (
    <div className="min-w-64 space-y-1 text-small">
      <dl className="space-y-0.5">
        {factsOf({ action, detail }).map(({ name, before, values }) => (
          <div key={name} className="flex flex-wrap gap-x-2">
            <dt className="text-ink-soft">{name}</dt>
            <dd className="min-w-0 wrap-anywhere">
              {before && (
                <>
                  <span className="text-ink-soft">
                    <Values name={name} of={before} />
                  </span>{' '}
                  <span aria-hidden>→</span>
                  <span className="sr-only">, now</span>{' '}
                </>
              )}
              <Values name={name} of={values} />
            </dd>
          </div>
        ))}
      </dl>
      <details>
        <summary className="cursor-pointer text-ink-soft">As it was written</summary>
        <pre className="mt-1 font-mono wrap-anywhere whitespace-pre-wrap">{JSON.stringify(detail, null, 2)}</pre>
      </details>
    </div>
  )
}

function Values({ name, of }: { name: string; of: Said[] }) {
  return of.map((one, index) => (
    <Fragment key={index}>
      {index > 0 && ', '}
      <Value name={name} of={one} />
    </Fragment>
  ))
}

function Value({ name, of }: { name: string; of: Said }) {
  if (of.kind === 'time') return <Time at={of.at} />
  if (of.kind === 'words') return of.words
  return (
    <>
      <CopyText label={`${name} ${of.id}`}>{of.id}</CopyText>
      {of.page && (
        <>
          {' '}
          <Link
            href={of.page as Route}
            prefetch={false}
            className="underline decoration-line underline-offset-4 hover:decoration-door"
          >
            Open
            <span className="sr-only">
              {' '}
              {name} {of.id}
            </span>
          </Link>
        </>
      )}
    </>
  )
}
