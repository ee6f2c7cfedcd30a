import type { Metadata, Route } from 'next'
import Link from 'next/link'
import { createLoader, parseAsString } from 'nuqs/server'
import { Badge } from '@/app/_components/badge'
import { ButtonLink } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { EmptyState } from '@/app/_components/empty-state'
import { Figures } from '@/app/_components/figures'
import { PageHeader } from '@/app/_components/page-header'
import { Time } from '@/app/_components/time'
import { requireAdmin } from '@/app/_lib/auth'
import {
  consentFigures,
  listExpiringConsents,
  listUsersWithoutConsent,
  type UserWithoutConsent,
} from '@/domain/consents/read'
import { listConsentTexts, recognition, type TextHead } from '@/domain/consents/texts'
import { may } from '@/domain/permissions'
import { languageName } from './_components/languages'
import { NewText } from './_components/new-text'

export const metadata: Metadata = { title: 'Consents' }

const loadState = createLoader({
  purpose: parseAsString.withDefault(recognition),
  after: parseAsString,
})

interface Params {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

const link = 'underline decoration-line hover:decoration-door'

export default async function ConsentsPage({ searchParams }: Params) {
  const context = await requireAdmin()
  const [{ purpose, after }, texts] = await Promise.all([loadState(searchParams), listConsentTexts(context)])
  const mayManage = may(context.actor, 'consents:manage')
  const newText = <NewText mayManage={mayManage} />
  if (texts.length === 0) {
    return (
      <>
        <PageHeader title="Consents">What people have agreed to, in which words, and since when.</PageHeader>
        <EmptyState
          title="There is no text yet that people could agree to."
          act={<NewText label="Write the first text" mayManage={mayManage} />}
        >
          Write what happens with their faces, publish it, and from then on each user’s page keeps what they agreed to
          and when they withdrew it.
        </EmptyState>
      </>
    )
  }
  const purposes = [...new Set([recognition, ...texts.map((text) => text.purpose)])]
  const [figures, without, expiring] = await Promise.all([
    consentFigures(context, { purpose }),
    listUsersWithoutConsent(context, { purpose, first: 25, ...(after && { after }) }),
    listExpiringConsents(context, { withinDays: 30 }),
  ])
  return (
    <>
      <PageHeader title="Consents" acts={newText}>
        What people have agreed to, in which words, and since when.
      </PageHeader>
      {purposes.length > 1 && (
        <nav aria-label="Purpose" className="flex flex-wrap gap-2">
          {purposes.map((one) => (
            <Link
              key={one}
              href={`/consents?purpose=${one}` as Route}
              aria-current={one === purpose ? 'page' : undefined}
              className={`rounded-full border px-3 py-1 text-small ${one === purpose ? 'border-door bg-code font-medium' : 'border-line'}`}
            >
              {one}
            </Link>
          ))}
        </nav>
      )}
      <Figures
        figures={[
          { label: 'agree to the newest words', value: figures.current },
          { label: 'agree to earlier words', value: figures.outdated },
          { label: 'consent has expired', value: figures.expired },
          { label: 'have withdrawn', value: figures.withdrawn },
          { label: 'were never asked', value: figures.missing },
        ]}
      />
      <Texts texts={texts.filter((text) => text.purpose === purpose)} purpose={purpose} />
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <Without {...without} purpose={purpose} isFirst={!after} total={figures.users} />
        <Expiring {...expiring} />
      </div>
    </>
  )
}

function Texts({ texts, purpose }: { texts: TextHead[]; purpose: string }) {
  const languages = [...new Set(texts.map(({ language }) => language))]
  return (
    <Card title={`Texts for ${purpose}`}>
      {languages.length === 0 ? (
        <p className="text-ink-soft">There is no text for this purpose yet.</p>
      ) : (
        <ul className="divide-y divide-line">
          {languages.map((language) => {
            const own = texts.filter((text) => text.language === language)
            const newest = own.find(({ publishedAt }) => publishedAt)
            const draft = own.find(({ publishedAt }) => !publishedAt)
            return (
              <li key={language} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
                <div>
                  <Link href={`/consents/${purpose}/${language}` as Route} className={`font-medium ${link}`}>
                    {languageName(language)}
                  </Link>{' '}
                  <code className="font-mono text-small text-ink-soft">{language}</code>
                  <p className="text-small text-ink-soft">
                    {newest ? (
                      <>
                        Version {newest.version}, published <Time at={newest.publishedAt!} />
                      </>
                    ) : (
                      'Not published yet: nobody can agree to it.'
                    )}
                  </p>
                </div>
                {draft && <Badge tone="wait">draft of version {draft.version}</Badge>}
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}

const reasons: Record<UserWithoutConsent['state'], { word: string; tone: 'wait' | 'bad' | 'plain' }> = {
  missing: { word: 'never asked', tone: 'plain' },
  outdated: { word: 'earlier words', tone: 'wait' },
  expired: { word: 'expired', tone: 'bad' },
  withdrawn: { word: 'withdrawn', tone: 'bad' },
}

function Without({
  users,
  hasMore,
  purpose,
  isFirst,
  total,
}: {
  users: UserWithoutConsent[]
  hasMore: boolean
  purpose: string
  isFirst: boolean
  /** Users of the tenant. */
  total: number
}) {
  return (
    <Card title="Have not agreed to the newest words">
      {users.length === 0 ? (
        <p className="text-ink-soft">{total === 0 ? 'There is no user yet.' : 'Nobody: everybody has agreed.'}</p>
      ) : (
        <ul className="divide-y divide-line">
          {users.map(({ userId, externalId, state, text }) => (
            <li key={userId} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
              <Link href={`/users/${userId}` as Route} className={`wrap-anywhere ${link}`}>
                {externalId ?? <code className="font-mono text-small">{userId}</code>}
              </Link>
              <span className="flex items-center gap-3 text-small text-ink-soft">
                {text && `${text.language}, version ${text.version}`}
                <Badge tone={reasons[state].tone}>{reasons[state].word}</Badge>
              </span>
            </li>
          ))}
        </ul>
      )}
      {(hasMore || !isFirst) && (
        <nav aria-label="Pages" className="flex gap-3">
          {!isFirst && (
            <ButtonLink look="quiet" size="small" href={`/consents?purpose=${purpose}`}>
              First page
            </ButtonLink>
          )}
          {hasMore && (
            <ButtonLink look="quiet" size="small" href={`/consents?purpose=${purpose}&after=${users.at(-1)!.userId}`}>
              Next page
            </ButtonLink>
          )}
        </nav>
      )}
    </Card>
  )
}

function Expiring({ consents, total }: Awaited<ReturnType<typeof listExpiringConsents>>) {
  return (
    <Card title="End within 30 days">
      {total === 0 ? (
        <p className="text-ink-soft">None. A consent ends by itself only where a day was written down with it.</p>
      ) : (
        <>
          <ul className="divide-y divide-line">
            {consents.map(({ userId, externalId, purpose, expiresAt }) => (
              <li
                key={`${userId} ${purpose}`}
                className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2"
              >
                <Link href={`/users/${userId}` as Route} className={`wrap-anywhere ${link}`}>
                  {externalId ?? <code className="font-mono text-small">{userId}</code>}
                </Link>
                <span className="text-small text-ink-soft">
                  {purpose}, <Time at={expiresAt} />
                </span>
              </li>
            ))}
          </ul>
          {total > consents.length && <p className="text-small text-ink-soft">And {total - consents.length} more.</p>}
        </>
      )}
    </Card>
  )
}
