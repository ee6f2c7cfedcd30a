import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ButtonLink } from '@/app/_components/button'
import { PageHeader } from '@/app/_components/page-header'
import { requireAdmin } from '@/app/_lib/auth'
import { AppError } from '@/domain/errors'
import { bulkErasure } from '@/domain/users/bulk'
import { plural } from '../../users/_components/words'
import { ErasureProgress } from './erasure-progress'

export const metadata: Metadata = { title: 'Erasing' }

export default async function RunningErasurePage({ searchParams }: PageProps<'/erasures/running'>) {
  const context = await requireAdmin()
  const { job } = await searchParams
  const erasure = await bulkErasure(context, { jobId: typeof job === 'string' ? job : '' }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  return (
    <>
      <PageHeader
        title={`Erasing ${plural(erasure.users, 'user')}`}
        acts={
          <ButtonLink look="quiet" href="/users">
            Back to the users
          </ButtonLink>
        }
      >
        It goes on when you leave this page, and after a restart.
      </PageHeader>
      <ErasureProgress start={erasure} />
    </>
  )
}
