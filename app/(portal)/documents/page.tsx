import type { Metadata } from 'next'
import { PageHeader } from '@/app/_components/page-header'
import { requireAdmin } from '@/app/_lib/auth'
import { keepTerms, mayBeKept } from './_parts/keep-terms'
import { whyNoDocuments } from './_parts/why-not'
import { ReadForm } from './_parts/read-form'

export const metadata: Metadata = { title: 'Documents' }

export default async function DocumentsPage() {
  const context = await requireAdmin()
  const whyNot = await whyNoDocuments(context)
  return (
    <>
      <PageHeader title="Documents">
        Reads an identity card, a passport or a visa, checks what can be checked, and enrols the person if you like.
      </PageHeader>
      {whyNot ?? <ReadForm mayBeKept={mayBeKept(await keepTerms(context))} />}
    </>
  )
}
