import type { Metadata } from 'next'
import { requireAdmin } from '@/app/_lib/auth'
import { getBureau } from '@/app/_lib/context'
import { readTheme } from '@/app/_lib/theme'
import { PageHeader } from '@/app/_components/page-header'
import { listFactors } from '@/domain/factors/factors'
import { passkeysWork } from '@/domain/factors/site'
import { listSessions } from '@/domain/sessions'
import { AppearanceCard } from './appearance-card'
import { browserName } from './browser-name'
import { FactorsCard } from './factors-card'
import { PasskeysCard } from './passkeys-card'
import { PasswordCard } from './password-card'
import { ProfileCard } from './profile-card'
import { SessionsCard } from './sessions-card'

export const metadata: Metadata = { title: 'Your account' }

export default async function AccountPage() {
  const context = await requireAdmin()
  const { admin, session } = context
  const [factors, sessions, theme, { environment }] = await Promise.all([
    listFactors(context),
    listSessions(context),
    readTheme(),
    getBureau(),
  ])
  return (
    <>
      <PageHeader title="Your account">How you are known here, and what keeps others from being you.</PageHeader>
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <div className="space-y-6">
          <ProfileCard firstName={admin.firstName} lastName={admin.lastName} email={admin.email} role={admin.role} />
          <PasswordCard email={admin.email} otherSessions={sessions.length - 1} />
          <AppearanceCard theme={theme} />
        </div>
        <div className="space-y-6">
          <FactorsCard
            authenticatorSince={factors.authenticatorSince}
            recoveryCodesLeft={factors.recoveryCodesLeft}
            isLast={factors.passkeys.length === 0}
            hasFactor={factors.authenticatorSince !== null || factors.passkeys.length > 0}
          />
          <PasskeysCard
            passkeys={factors.passkeys}
            isLast={factors.authenticatorSince === null && factors.passkeys.length === 1}
            publicUrl={environment.publicUrl}
            canWork={passkeysWork(environment.publicUrl)}
          />
          <SessionsCard
            sessions={sessions.map(({ id, source, browser, createdAt, lastSeenAt }) => ({
              id,
              source,
              browser: browserName(browser),
              createdAt,
              lastSeenAt,
              isThis: id === session.id,
            }))}
          />
        </div>
      </div>
    </>
  )
}
