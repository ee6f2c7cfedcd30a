import { Download } from 'lucide-react'
import type { Metadata } from 'next'
import { ButtonLink, DownloadLink } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { CopyText } from '@/app/_components/copy-text'
import { Notice } from '@/app/_components/notice'
import { PageHeader } from '@/app/_components/page-header'
import { Time } from '@/app/_components/time'
import { requireAdmin } from '@/app/_lib/auth'
import { readNames } from '@/domain/audit-trail/names'
import { holdersOf } from '@/domain/erasure-list'
import { sealOf } from '@/domain/erasures'
import { nameOf } from '../../audit/_parts/words'
import { Holders } from '../_parts/holders'
import { HowToCheck } from '../_parts/how-to-check'
import { removedWords, sealWords } from '../_parts/words'
import { receiptOrNotFound } from './receipt-or-not-found'

export const metadata: Metadata = { title: 'Erased' }

export default async function ReceiptPage({ params }: PageProps<'/erasures/[receiptId]'>) {
  const context = await requireAdmin()
  const signed = await receiptOrNotFound(context, (await params).receiptId)
  const { id, requestedAt, requestedBy, finishedAt, removed, subject } = signed.receipt
  const [holders, names] = await Promise.all([holdersOf(context, signed), readNames(context, [requestedBy])])
  const seal = sealWords[sealOf(context, signed)]
  return (
    <>
      <PageHeader
        title="Erased"
        acts={
          <>
            <ButtonLink look="quiet" href="/users">
              Back to the users
            </ButtonLink>
            <ButtonLink look="quiet" href="/erasures">
              All receipts
            </ButtonLink>
            <DownloadLink href={`/erasures/${id}/receipt`}>
              <Download aria-hidden className="size-4" /> Download the receipt
            </DownloadLink>
          </>
        }
      >
        Asked for by {nameOf(requestedBy, Object.fromEntries(names))} on <Time at={requestedAt} />, finished on{' '}
        <Time at={finishedAt} />.
      </PageHeader>
      <div className="grid max-w-5xl items-start gap-6 lg:grid-cols-2">
        <Card title="What was destroyed, and where">
          <Notice tone={seal.tone} role={seal.tone === 'good' ? undefined : 'alert'}>
            {seal.meaning}
          </Notice>
          <ul className="list-disc space-y-1 pl-5">
            {removedWords(removed).map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
          <p className="text-small text-ink-soft">
            Old copies of the database hold what was sealed, and nothing opens it any more.
          </p>
        </Card>
        <Card title="What still holds something">
          <Holders holders={holders} none="Nothing that this bureau knows of: no unexpired dump, no terminal." />
          {holders.length > 0 && (
            <p className="text-small text-ink-soft">
              A dump’s file and key are destroyed by then at the latest. Copies that were downloaded are not reached.
            </p>
          )}
        </Card>
        <div className="lg:col-span-2">
          <HowToCheck file={`receipt-${id}.json`} />
        </div>
        <div className="text-small text-ink-soft lg:col-span-2">
          <dl className="grid items-center gap-x-4 gap-y-1 sm:grid-cols-[max-content_1fr]">
            <dt>Receipt</dt>
            <dd>
              <CopyText label="the receipt’s id">{id}</CopyText>
            </dd>
            <dt>Subject</dt>
            <dd>
              <CopyText label="the subject">{subject}</CopyText>
            </dd>
            <dt>Signed by key</dt>
            <dd>
              <CopyText label="the key’s id">{signed.keyId}</CopyText>
            </dd>
          </dl>
        </div>
      </div>
    </>
  )
}
