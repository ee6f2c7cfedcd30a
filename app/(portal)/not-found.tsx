'use client'

/** Shown inside the portal's frame where an address names what is no more, or never was: with the way back to its list. */
import { usePathname } from 'next/navigation'
import { ButtonLink } from '@/app/_components/button'
import { PageHeader } from '@/app/_components/page-header'

/** First part of the address -> what one of them is called, and their list. */
const kinds: Record<string, { one: string; all: string }> = {
  users: { one: 'user', all: 'users' },
  members: { one: 'member', all: 'members' },
  events: { one: 'event', all: 'events' },
  terminals: { one: 'terminal', all: 'terminals' },
  webhooks: { one: 'webhook', all: 'webhooks' },
  consents: { one: 'consent text', all: 'consents' },
  erasures: { one: 'receipt', all: 'erasures' },
  dumps: { one: 'dump', all: 'dumps' },
  import: { one: 'import', all: 'imports' },
}

export default function PortalNotFound() {
  const [, place = ''] = usePathname().split('/')
  const kind = kinds[place]
  return (
    <>
      <title>{`${kind ? `No such ${kind.one}` : 'Not found'} · Limen`}</title>
      <PageHeader title={kind ? `This ${kind.one} is gone` : 'There is no such page'}>
        {kind
          ? 'It was deleted, or its address is mistyped.'
          : 'The address may be mistyped, or what stood here is gone.'}
      </PageHeader>
      <ButtonLink href={kind ? `/${place}` : '/dashboard'} prefetch={false}>
        {kind ? `To the ${kind.all}` : 'To the dashboard'}
      </ButtonLink>
    </>
  )
}
