import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { PageHeader } from '@/app/_components/page-header'
import { requireAdmin } from '@/app/_lib/auth'
import { may } from '@/domain/permissions'
import { commonTimeZone } from '../../_access/places'
import { allZones } from '../../_access/zones'
import { AddMembers } from './add-members'

export const metadata: Metadata = { title: 'Add members' }

export default async function AddMembersPage() {
  const context = await requireAdmin()
  if (!may(context.actor, 'members:manage')) redirect('/members')
  const zones = await allZones(context)
  return (
    <>
      <p className="text-small">
        <Link href="/members" className="underline decoration-line underline-offset-4 hover:decoration-door">
          Members
        </Link>
      </p>
      <PageHeader title="Add members">
        First when and where they may come in, then who. Their templates go to the doors at once; the doors keep the
        times.
      </PageHeader>
      <AddMembers zones={zones.filter(({ archivedAt }) => !archivedAt)} timeZone={commonTimeZone(zones)} />
    </>
  )
}
