/** Whose consent ends soon, the soonest first: time to ask again. */
import type { Route } from 'next'
import Link from 'next/link'
import { Card } from '@/app/_components/card'
import { Time } from '@/app/_components/time'
import type { ExpiringConsent } from '@/domain/consents/read'
import { counted } from './words'

export const consentDays = 30

export function ExpiringConsents({ consents, total }: { consents: ExpiringConsent[]; total: number }) {
  return (
    <Card title="Consents that end soon">
      {total === 0 ? (
        <p className="text-ink-soft">No consent ends in the next {consentDays} days.</p>
      ) : (
        <>
          <ul className="divide-y divide-line">
            {consents.map(({ userId, externalId, purpose, expiresAt }) => (
              <li key={`${userId} ${purpose}`} className="flex flex-wrap justify-between gap-x-6 py-2">
                <Link href={`/users/${userId}` as Route} className="text-door underline">
                  {externalId ?? userId}
                </Link>
                <span className="text-ink-soft">
                  {purpose}, <Time at={expiresAt} />
                </span>
              </li>
            ))}
          </ul>
          {total > consents.length && (
            <p>
              <Link href="/consents" className="text-door underline">
                All {counted(total)}
              </Link>
            </p>
          )}
        </>
      )}
    </Card>
  )
}
