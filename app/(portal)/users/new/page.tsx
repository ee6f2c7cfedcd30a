import type { Metadata } from 'next'
import { Notice } from '@/app/_components/notice'
import { PageHeader } from '@/app/_components/page-header'
import { requireAdmin } from '@/app/_lib/auth'
import { may } from '@/domain/permissions'
import { EnrolForm } from './enrol-form'

export const metadata: Metadata = { title: 'Enrol somebody' }

export default async function NewUserPage() {
  const { actor } = await requireAdmin()
  return (
    <>
      <PageHeader title="Enrol somebody">
        One clear picture is enough; two or three, on different days or in different light, are better.
      </PageHeader>
      {may(actor, 'users:create') ? (
        <EnrolForm />
      ) : (
        <Notice tone="wait">Your role may look, but enrol nobody. Ask an owner or an admin.</Notice>
      )}
    </>
  )
}
