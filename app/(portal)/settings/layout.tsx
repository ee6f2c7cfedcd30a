import type { ReactNode } from 'react'
import { PageHeader } from '@/app/_components/page-header'
import { Tabs } from '@/app/_components/tabs'

const tabs = [
  { href: '/settings/general', label: 'General' },
  { href: '/settings/decisions', label: 'Decisions' },
  { href: '/settings/access', label: 'Access' },
  { href: '/settings/registration', label: 'Registration' },
  { href: '/settings/mail', label: 'Mail' },
  { href: '/settings/wallet', label: 'Wallet' },
]

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHeader title="Settings">
        Owners change them; every change is in the audit trail, with what was before.
      </PageHeader>
      <Tabs label="Settings" tabs={tabs} />
      {children}
    </>
  )
}
