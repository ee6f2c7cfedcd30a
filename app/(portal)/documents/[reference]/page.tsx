import type { Metadata } from 'next'
import { ButtonLink } from '@/app/_components/button'
import { EmptyState } from '@/app/_components/empty-state'
import { Notice } from '@/app/_components/notice'
import { PageHeader } from '@/app/_components/page-header'
import { requireAdmin, type AdminContext } from '@/app/_lib/auth'
import { readHeldDocument } from '@/domain/documents/held'
import { AppError } from '@/domain/errors'
import { may } from '@/domain/permissions'
import { DocumentView } from '../_parts/document-view'
import { EnrolFrom } from '../_parts/enrol-from'
import { HeldFor } from '../_parts/held-for'
import { keepTerms, mayBeKept } from '../_parts/keep-terms'
import { shownOf } from '../_parts/view'
import { whyNoDocuments } from '../_parts/why-not'
import { kindWords, verdictWords } from '../_parts/words'

export const metadata: Metadata = { title: 'Document that was read' }

export default async function DocumentPage({ params }: PageProps<'/documents/[reference]'>) {
  const context = await requireAdmin()
  const { reference } = await params
  const whyNot = await whyNoDocuments(context)
  if (whyNot) return <Framed>{whyNot}</Framed>
  const held = await heldOrNull(context, reference)
  if (!held)
    return (
      <Framed>
        <EmptyState title="This document is forgotten" act={<ButtonLink href="/documents">Read another</ButtonLink>}>
          What was read is held for ten minutes, for whoever had it read, and is then gone. Read the document again to
          go on.
        </EmptyState>
      </Framed>
    )
  const { kind } = held.report
  const shown = shownOf(reference, held)
  const keep = await keepTerms(context)
  const { tone, title, text } = verdictWords(held.report)
  return (
    <>
      <PageHeader
        title={kind ? kindWords[kind] : 'Document'}
        acts={
          <ButtonLink look="quiet" href="/documents">
            Read another
          </ButtonLink>
        }
      >
        <HeldFor leftMs={held.heldUntil.getTime() - context.now().getTime()} mayBeKept={mayBeKept(keep)} />
      </PageHeader>
      <Notice tone={tone} role="status">
        <p className="font-display text-title">{title}</p>
        <p>{text}</p>
      </Notice>
      <DocumentView shown={shown} />
      {may(context.actor, 'users:create') && <EnrolFrom shown={shown} keep={keep} />}
    </>
  )
}

function Framed({ children }: { children: React.ReactNode }) {
  return (
    <>
      <PageHeader title="Document" />
      {children}
    </>
  )
}

async function heldOrNull(context: AdminContext, reference: string) {
  try {
    return await readHeldDocument(context, { reference })
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null
    throw error
  }
}
