/** The settings of the tenant, a tab each. Who may change one is asked in the domain; whoever may not reads it. */
import type { ReactNode } from 'react'
import { PageHeader } from '@/app/_components/page-header'
import { Tabs } from '@/app/_components/tabs'

const tabs = [
  { href: '/settings/registration', label: 'Registration' },
  { href: '/settings/decisions', label: 'Decisions' },
  { href: '/settings/retention', label: 'Retention' },
  { href: '/settings/mail', label: 'Mail' },
  { href: '/settings/wallet', label: 'Wallet' },
]

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHeader title="Settings">
        What holds for your whole organisation. Every change is in the audit trail.
      </PageHeader>
      <Tabs label="Settings" tabs={tabs} />
      {children}
    </>
  )
}
