import type { Metadata } from 'next'
import { PageHeader } from '@/app/_components/page-header'
import { SearchBox } from '@/app/_components/search-box'
import { requireAdmin } from '@/app/_lib/auth'
import { loadTableState, readSort } from '@/app/_lib/table-state'
import { listAdmins, listInvitations, listRegistrations } from '@/domain/admins'
import { may } from '@/domain/permissions'
import { AdminsTable } from './admins-table'
import { Invitations } from './invitations'
import { InviteButton } from './invite-button'
import { Waiting } from './waiting'

export const metadata: Metadata = { title: 'Admins' }

const sorts = ['name', 'email', 'role', 'createdAt', 'lastSeenAt'] as const

export default async function AdminsPage({ searchParams }: PageProps<'/admins'>) {
  const context = await requireAdmin()
  const { page, size, sort, q } = await loadTableState(searchParams)
  const { by, descending } = readSort(sort, sorts)
  const [{ rows, total }, invitations, waiting] = await Promise.all([
    listAdmins(context, {
      search: q.slice(0, 200),
      sort: by,
      direction: descending ? 'desc' : 'asc',
      page: Math.min(Math.max(page, 1), 1_000_000),
      pageSize: size,
    }),
    listInvitations(context),
    listRegistrations(context),
  ])
  const mayManage = may(context.actor, 'admins:manage')
  const mailsToFiles = context.mail.kind === 'files'
  return (
    <>
      <PageHeader title="Admins" acts={<InviteButton mayManage={mayManage} mailsToFiles={mailsToFiles} />}>
        Who signs in to this bureau. Owners decide about everything, admins enrol and manage users, auditors read.
        {!mayManage && ' Only owners invite and change admins.'}
      </PageHeader>
      {waiting.length > 0 && <Waiting registrations={waiting} mayManage={mayManage} />}
      {invitations.length > 0 && (
        <Invitations invitations={invitations} mayManage={mayManage} mailsToFiles={mailsToFiles} />
      )}
      <SearchBox label="Search names and addresses" />
      <AdminsTable rows={rows} total={total} self={context.admin.id} mayManage={mayManage} search={q} />
    </>
  )
}
