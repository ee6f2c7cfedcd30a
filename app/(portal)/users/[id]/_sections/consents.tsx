/** What this user has agreed to and withdrawn, with the acts that write such a thing down. */
import type { Route } from 'next'
import Link from 'next/link'
import { languageName } from '@/app/(portal)/consents/_components/languages'
import { Badge } from '@/app/_components/badge'
import { Card } from '@/app/_components/card'
import { Time } from '@/app/_components/time'
import { requireAdmin } from '@/app/_lib/auth'
import { userConsents, withdrawalConsequences } from '@/domain/consents/read'
import { listConsentTexts, newestTexts } from '@/domain/consents/texts'
import { may } from '@/domain/permissions'
import { RecordConsent, WithdrawConsent } from './consent-acts'

const states = {
  given: { word: 'agreed', tone: 'good' },
  withdrawn: { word: 'withdrawn', tone: 'bad' },
  expired: { word: 'expired', tone: 'wait' },
} as const

const ways = { portal: 'portal', import: 'import', wallet: 'wallet', self_enrolment: 'self-enrolment', api: 'API' } as const

export async function ConsentsSection({ userId }: { userId: string }) {
  const context = await requireAdmin()
  const [{ now, history }, texts, newest, consequences] = await Promise.all([
    userConsents(context, { userId }),
    listConsentTexts(context),
    newestTexts(context.db, context.admin.tenantId),
    withdrawalConsequences(context, { userId }),
  ])
  const mayRecord = may(context.actor, 'consents:record')
  const choices = newest.map(({ id, purpose, language, version }) => ({
    id,
    label: `${purpose}, ${languageName(language)}, version ${version}`,
  }))
  return (
    <Card title="Consents">
      {now.length === 0 ? (
        <p className="text-ink-soft">
          Nothing is written down yet.{' '}
          {texts.length === 0 && (
            <Link href={'/consents' as Route} className="underline decoration-line">
              Write the first text
            </Link>
          )}
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {now.map(({ purpose, text, state, at, expiresAt, outdated }) => (
            <li key={purpose} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
              <div>
                <p className="flex flex-wrap items-center gap-2">
                  <span className="font-medium">{purpose}</span>
                  <Badge tone={states[state].tone}>{states[state].word}</Badge>
                  {state === 'given' && outdated && <Badge tone="wait">to earlier words</Badge>}
                </p>
                <p className="text-small text-ink-soft">
                  <Link
                    href={`/consents/${purpose}/${text.language}?version=${text.version}` as Route}
                    className="underline decoration-line"
                  >
                    {languageName(text.language)}, version {text.version}
                  </Link>
                  , <Time at={at} />
                  {expiresAt && state !== 'withdrawn' && (
                    <>
                      , until <Time at={expiresAt} />
                    </>
                  )}
                </p>
              </div>
              {state !== 'withdrawn' && (
                <WithdrawConsent userId={userId} purpose={purpose} consequences={consequences} mayRecord={mayRecord} />
              )}
            </li>
          ))}
        </ul>
      )}
      <RecordConsent userId={userId} choices={choices} mayRecord={mayRecord} />
      {history.length > 0 && (
        <details>
          <summary className="cursor-pointer text-small text-ink-soft">
            History, {history.length} {history.length === 1 ? 'entry' : 'entries'}
          </summary>
          <ol className="mt-2 space-y-1 text-small">
            {history.map(({ id, state, purpose, text, at, how, actorKind, actorId }) => (
              <li key={id} className="flex flex-wrap gap-x-2">
                <Time at={at} />
                <span>
                  {state === 'given' ? 'agreed to' : 'withdrew'} {purpose}, {text.language} version {text.version}
                </span>
                <span className="text-ink-soft">
                  by {ways[how]}, written down by {actorKind} {actorId}
                </span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </Card>
  )
}
