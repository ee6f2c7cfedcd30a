import type { ReactNode } from 'react'
import { PageHeader } from '@/app/_components/page-header'
import { Tabs } from '@/app/_components/tabs'

const tabs = [
  { href: '/developers/addresses', label: 'Addresses' },
  { href: '/developers/explorer', label: 'Explorer' },
  { href: '/developers/events-api', label: 'Events API' },
  { href: '/developers/legacy-api', label: 'Legacy API' },
  { href: '/developers/wallet-api', label: 'Wallet API' },
]

export default function DevelopersLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHeader title="API">Where programs find this bureau, what they may ask, and a place to try it.</PageHeader>
      <Tabs label="API" tabs={tabs} />
      {children}
    </>
  )
}
