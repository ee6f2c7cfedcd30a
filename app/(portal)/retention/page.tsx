import type { Metadata, Route } from 'next'
import Link from 'next/link'
import { createLoader, parseAsNumberLiteral, parseAsStringLiteral } from 'nuqs/server'
import { Card } from '@/app/_components/card'
import { EmptyState } from '@/app/_components/empty-state'
import { Notice } from '@/app/_components/notice'
import { PageHeader } from '@/app/_components/page-header'
import { Time } from '@/app/_components/time'
import { requireAdmin } from '@/app/_lib/auth'
import type { RuleName } from '@/domain/retention/due'
import { ruleNames } from '@/domain/retention/rules'
import { listDue, retentionView, type RetentionView } from '@/domain/retention/view'
import type { Settings } from '@/domain/settings'
import { ChangeRule, UndoChange } from './_components/change-rule'
import { after, counted, ruleWords } from './_components/words'

export const metadata: Metadata = { title: 'Retention' }

const spans = [1, 7, 30]
const loadState = createLoader({
  rule: parseAsStringLiteral(ruleNames),
  days: parseAsNumberLiteral(spans).withDefault(1),
})

interface Params {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function RetentionPage({ searchParams }: Params) {
  const context = await requireAdmin()
  const [view, { rule, days }] = await Promise.all([retentionView(context), loadState(searchParams)])
  const isOwner = context.admin.role === 'owner'
  return (
    <>
      <PageHeader title="Retention">What is deleted by itself, when, and what that would be.</PageHeader>
      {view.plannedFrom && (
        <Notice tone="wait">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p>
              A stricter rule comes into force <Time at={view.plannedFrom} />. Until then it deletes nothing.
            </p>
            <UndoChange isOwner={isOwner} />
          </div>
        </Notice>
      )}
      <Card title="Rules">
        <ul className="divide-y divide-line">
          {view.rules.map((one) => (
            <Rule key={one.rule} one={one} settings={view.settings} isOwner={isOwner} />
          ))}
        </ul>
        {!isOwner && <p className="text-small text-ink-soft">Only an owner changes what is deleted.</p>}
      </Card>
      {rule && <DryRun rule={rule} days={days} lines={await listDue(context, { rule, withinDays: days })} />}
      <div className="grid gap-6 lg:grid-cols-2">
        <Runs view={view} />
        <Card title="What goes without a rule of yours">
          <dl className="divide-y divide-line">
            {fixed(view.settings).map(([what, when]) => (
              <div key={what} className="flex flex-wrap justify-between gap-x-6 py-2">
                <dt className="font-medium">{what}</dt>
                <dd className="text-ink-soft">{when}</dd>
              </div>
            ))}
          </dl>
        </Card>
      </div>
    </>
  )
}

const fixed = ({ dumpDays, accessLogDays }: Settings) =>
  [
    ['Dumps, with their keys', `${dumpDays} days (limen tenant set --dump-days)`],
    ['Access log', `${accessLogDays} days (Settings → Access)`],
    ['Audit trail', 'kept, ids only; it is never shortened'],
    ['Receipts of erasures', 'kept'],
    ['Finished jobs and their payloads', '30 days'],
    ['Results of imports', '30 days'],
    ['Archives of imports', 'until the import ends, 3 days at most'],
    ['Deliveries of webhooks', '30 days'],
    ['Idempotency keys', '24 hours'],
  ] as const

function Rule({
  one: { rule, days, plannedDays, within },
  settings,
  isOwner,
}: {
  one: RetentionView['rules'][number]
  settings: Settings
  isOwner: boolean
}) {
  const { title } = ruleWords[rule]
  const { keepSamples, onWithdrawal } = settings
  return (
    <li className="grid gap-x-6 gap-y-2 py-4 first:pt-0 last:pb-0 md:grid-cols-[1fr_auto_auto] md:items-center">
      <div>
        <h3 className="font-medium">{title}</h3>
        <p className="text-ink-soft">{inForce(rule, days, settings)}</p>
        {plannedDays !== undefined && <p className="text-wait">Planned: {after(plannedDays)}.</p>}
      </div>
      <dl className="grid grid-cols-3 gap-4 text-right">
        {(
          [
            ['24 h', within.day, 1],
            ['7 days', within.week, 7],
            ['30 days', within.month, 30],
          ] as const
        ).map(([label, count, span]) => (
          <div key={label} className="flex flex-col md:min-w-20">
            <dt className="order-2 text-small text-ink-soft">in {label}</dt>
            <dd className="font-display text-lead tabular-nums">
              {count > 0 ? (
                <Link
                  href={`/retention?rule=${rule}&days=${span}` as Route}
                  aria-label={`${counted(rule, count)} in ${label}: show them`}
                  className="underline decoration-line hover:decoration-door"
                >
                  {count.toLocaleString('en-GB')}
                </Link>
              ) : (
                0
              )}
            </dd>
          </div>
        ))}
      </dl>
      <ChangeRule state={{ rule, days, keepSamples, onWithdrawal }} isOwner={isOwner} />
    </li>
  )
}

function inForce(rule: RuleName, days: number | null, { keepSamples, onWithdrawal }: Settings): string {
  switch (rule) {
    case 'pictureDays':
      if (days === 0) return 'None is kept.'
      if (!keepSamples) return `New ones are not kept; those there are ${days === null ? 'stay' : `go ${after(days)}`}.`
      return days === null ? 'Kept until the user is erased.' : `Deleted ${after(days)}; templates stay.`
    case 'unseenDays':
      return days === null ? 'Kept.' : `Erased ${after(days)} without being recognised.`
    case 'withdrawnDays': {
      const first =
        onWithdrawal === 'revoke'
          ? 'Recognition ends at once: face templates and pictures are deleted'
          : 'Nothing happens'
      return days === null ? `${first}.` : `${first}; the user is erased ${after(days)}.`
    }
  }
}

function Runs({ view: { nextRun, lastRun, rules } }: { view: RetentionView }) {
  const isIdle = rules.every(({ days, plannedDays }) => days === null && plannedDays == null)
  return (
    <Card title="Runs">
      <dl className="divide-y divide-line">
        <div className="flex flex-wrap justify-between gap-x-6 py-2">
          <dt className="font-medium">Next</dt>
          <dd className="text-ink-soft">{isIdle ? 'None: no rule deletes anything' : <Time at={nextRun} />}</dd>
        </div>
        <div className="flex flex-wrap justify-between gap-x-6 py-2">
          <dt className="font-medium">Last</dt>
          <dd className="text-right text-ink-soft">{lastRun ? <Last run={lastRun} /> : 'None yet'}</dd>
        </div>
      </dl>
    </Card>
  )
}

function Last({ run: { at, state, result, error } }: { run: NonNullable<RetentionView['lastRun']> }) {
  return (
    <>
      <Time at={at} />, {state}
      {result && (
        <span className="block">
          {counted('pictureDays', result.pictures)}, {counted('unseenDays', result.unseenUsers)} unseen,{' '}
          {counted('withdrawnDays', result.withdrawnUsers)} withdrawn
        </span>
      )}
      {error && <span className="block text-bad">{error}</span>}
    </>
  )
}

function DryRun({
  rule,
  days,
  lines,
}: {
  rule: RuleName
  days: (typeof spans)[number]
  lines: Awaited<ReturnType<typeof listDue>>
}) {
  const { title, from } = ruleWords[rule]
  const span = days === 1 ? '24 hours' : `${days} days`
  return (
    <Card title={`${title}: what goes within ${span}`}>
      {lines.length === 0 ? (
        <EmptyState title="Nothing is due." />
      ) : (
        <>
          <p className="text-ink-soft">
            A dry run: nothing was deleted by looking. The longest due first{lines.length === 100 && ', the first 100'}.
          </p>
          <div className="relative max-h-96 overflow-auto" tabIndex={0} role="region" aria-label="What is due">
            <table className="w-full text-left">
              <thead className="sticky top-0 bg-surface">
                <tr className="border-b border-line text-small text-ink-soft">
                  <th scope="col" className="px-3 py-2 font-medium">
                    User
                  </th>
                  <th scope="col" className="px-3 py-2 font-medium">
                    External id
                  </th>
                  <th scope="col" className="px-3 py-2 font-medium capitalize">
                    {from}
                  </th>
                </tr>
              </thead>
              <tbody>
                {lines.map(({ userId, externalId, since }, index) => (
                  <tr key={index} className="border-b border-line last:border-0">
                    <td className="px-3 py-2">
                      <Link
                        href={`/users/${userId}` as Route}
                        className="font-mono text-small underline decoration-line"
                      >
                        {userId}
                      </Link>
                    </td>
                    <td className="px-3 py-2 wrap-anywhere">{externalId ?? '–'}</td>
                    <td className="px-3 py-2">
                      <Time at={since} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      <Link href={'/retention' as Route} className="underline decoration-line hover:decoration-door">
        Close the list
      </Link>
    </Card>
  )
}
