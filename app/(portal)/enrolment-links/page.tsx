import type { Metadata } from 'next'
import { ButtonLink } from '@/app/_components/button'
import { CursorPager } from '@/app/_components/cursor-pager'
import { EmptyState } from '@/app/_components/empty-state'
import { PageHeader } from '@/app/_components/page-header'
import { requireAdmin, type AdminContext } from '@/app/_lib/auth'
import { listConsentTexts, recognition } from '@/domain/consents/texts'
import { may } from '@/domain/permissions'
import { listEnrolmentLinks } from '@/domain/self-enrolment/manage'
import { usersByIds } from '@/domain/users'
import { LinksTable } from './_parts/links-table'
import { NewLink } from './_parts/new-link'

export const metadata: Metadata = { title: 'Enrolment links' }

export default async function EnrolmentLinksPage({ searchParams }: PageProps<'/enrolment-links'>) {
  const context = await requireAdmin()
  const asked = await searchParams
  const after = placeOf(asked.after)
  const [{ links, hasMore }, texts, user] = await Promise.all([
    listEnrolmentLinks(context, { first: 50, after }),
    listConsentTexts(context),
    userOf(context, asked.user),
  ])
  const mayManage = may(context.actor, 'enrolment-links:manage')
  const hasText = texts.some(({ purpose, publishedAt }) => purpose === recognition && publishedAt)
  const last = links.at(-1)
  const mailsToFiles = context.mail.kind === 'files'
  const whyNot = !mayManage
    ? 'Your role may look, but ask nobody.'
    : hasText
      ? null
      : 'Publish a consent text for recognition first.'
  const button = <NewLink whyNot={whyNot} mailsToFiles={mailsToFiles} user={user} />
  return (
    <>
      <PageHeader title="Enrolment links" acts={button}>
        People enrol themselves, on a phone of their own: they read your consent text, agree, and follow a few prompts
        before the camera.
      </PageHeader>
      {links.length > 0 ? (
        <LinksTable links={links} mayManage={mayManage} />
      ) : hasText ? (
        <EmptyState title="Nobody was asked yet">
          Make a link for one person, and hand it on by mail, as a QR code or as you like. What becomes of it is shown
          here.
        </EmptyState>
      ) : (
        <EmptyState
          title="Publish a consent text first"
          act={<ButtonLink href="/consents">Write a consent text</ButtonLink>}
        >
          People have to be told what they agree to before the camera is asked for. Write a text for recognition, in
          each language that they speak, and publish it.
        </EmptyState>
      )}
      <CursorPager
        shown={links.length}
        next={hasMore && last ? `${last.createdAt.getTime()}.${last.id}` : null}
        isFirst={after === undefined}
      />
    </>
  )
}

/** Anything that is no place of ours begins at the newest. */
function placeOf(text: string | string[] | undefined): { createdAt: Date; id: string } | undefined {
  const [, time, id] = (typeof text === 'string' && /^(\d{1,14})\.([\w-]{1,100})$/.exec(text)) || []
  return time && id ? { createdAt: new Date(Number(time)), id } : undefined
}

async function userOf(context: AdminContext, id: string | string[] | undefined) {
  if (typeof id !== 'string') return null
  const [user] = await usersByIds(context, [id])
  return user ? { id: user.id, externalId: user.externalId } : null
}
