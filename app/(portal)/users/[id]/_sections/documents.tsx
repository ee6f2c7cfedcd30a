/** The identity documents that are kept of this user, because they agreed to it; covered until somebody says what for. */
import { kindWords } from '@/app/(portal)/documents/_parts/words'
import { Card } from '@/app/_components/card'
import { Time } from '@/app/_components/time'
import { requireAdmin } from '@/app/_lib/auth'
import { listKeptDocuments } from '@/domain/documents/kept'
import { mayLook } from '@/domain/looks'
import { may } from '@/domain/permissions'
import { LookAtDocument, RemoveDocument } from './document-acts'

/** Nothing at all where nothing is kept: most bureaus keep no documents. */
export async function DocumentsSection({ userId }: { userId: string }) {
  const context = await requireAdmin()
  const [kept, maySee] = await Promise.all([listKeptDocuments(context, { userId }), mayLook(context)])
  if (kept.length === 0) return null
  const mayRemove = may(context.actor, 'documents:remove')
  return (
    <Card title="Documents">
      <ul className="divide-y divide-line">
        {kept.map(({ id, kind, pageCount, createdAt, keptUntil }) => {
          const name = kind ? kindWords[kind] : 'Document'
          return (
            <li key={id} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
              <div>
                <p className="font-medium">{name}</p>
                <p className="text-small text-ink-soft">
                  {pageCount === 1 ? 'One page' : `${pageCount} pages`}, read <Time at={createdAt} />, kept until{' '}
                  <Time at={keptUntil} />
                </p>
              </div>
              <div className="flex flex-wrap gap-2">
                <LookAtDocument userId={userId} documentId={id} name={name} mayLook={maySee} />
                {mayRemove && <RemoveDocument documentId={id} />}
              </div>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
