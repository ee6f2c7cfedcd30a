import { Download } from 'lucide-react'
import type { Metadata } from 'next'
import { ButtonLink, DownloadLink } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { Commands } from '@/app/_components/commands'
import { Notice } from '@/app/_components/notice'
import { PageHeader } from '@/app/_components/page-header'
import { Time } from '@/app/_components/time'
import { requireAdmin } from '@/app/_lib/auth'
import { receiptIsGenuine } from '@/domain/erasures'
import { plural } from '../../_components/words'
import { receiptOrNotFound } from './receipt-or-not-found'

export const metadata: Metadata = { title: 'Erased' }

const holderWords: Record<string, string> = { dump: 'A dump', terminal: 'A terminal' }

export default async function ReceiptPage({ params }: PageProps<'/users/erasures/[receiptId]'>) {
  const context = await requireAdmin()
  const signed = await receiptOrNotFound(context, (await params).receiptId)
  const { id, requestedAt, finishedAt, removed, subject, stillHeld } = signed.receipt
  return (
    <>
      <PageHeader
        title="Erased"
        acts={
          <>
            <ButtonLink look="quiet" href="/users">
              Back to the users
            </ButtonLink>
            <DownloadLink href={`/users/erasures/${id}/receipt`}>
              <Download aria-hidden className="size-4" /> Download the receipt
            </DownloadLink>
          </>
        }
      >
        Asked for <Time at={requestedAt} />, finished <Time at={finishedAt} />.
      </PageHeader>
      <div className="grid max-w-5xl items-start gap-6 lg:grid-cols-2">
        <Card title="What went">
          {receiptIsGenuine(context, signed) ? (
            <Notice tone="good">The key was destroyed, and this bureau signed that it was.</Notice>
          ) : (
            <Notice tone="bad" role="alert">
              The signature of this receipt does not fit: it was altered after it was written.
            </Notice>
          )}
          <ul className="list-disc space-y-1 pl-5">
            <li>{plural(removed.templates, 'template')}</li>
            <li>
              {plural(removed.samples, 'picture')}, {plural(removed.blobs, 'file')}
            </li>
            <li>{plural(removed.devices, 'device')}</li>
          </ul>
          <p className="text-small text-ink-soft">
            Old copies of the database hold what was sealed, and nothing opens it any more.
          </p>
        </Card>
        <Card title="What still holds something">
          {(stillHeld ?? []).length === 0 ? (
            <p>Nothing that this bureau knows of: no unexpired dump, no terminal.</p>
          ) : (
            <ul className="list-disc space-y-1 pl-5">
              {stillHeld.map(({ kind, id: holderId, until }) => (
                <li key={`${kind} ${holderId}`}>
                  {holderWords[kind] ?? kind} <code className="font-mono text-small wrap-anywhere">{holderId}</code>
                  {until ? (
                    <>
                      {' '}
                      until <Time at={until} />
                    </>
                  ) : (
                    ', until when nobody can say'
                  )}
                </li>
              ))}
            </ul>
          )}
        </Card>
        <div className="lg:col-span-2">
          <Card title="Proof">
            <p>
              The receipt names the user by a hash: whoever knows the id can find it, nobody can go back. Whether it is
              genuine is told by
            </p>
            <Commands label="Check the receipt">{`npx limen receipt verify receipt-${id}.json`}</Commands>
            <p className="text-small wrap-anywhere text-ink-soft">Subject {subject}</p>
          </Card>
        </div>
      </div>
    </>
  )
}
