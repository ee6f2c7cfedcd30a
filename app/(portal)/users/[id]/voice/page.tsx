/** Enrolment of a user's voice: three prompts, read aloud into the microphone of this device. */
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ButtonLink } from '@/app/_components/button'
import { EmptyState } from '@/app/_components/empty-state'
import { PageHeader } from '@/app/_components/page-header'
import { requireAdmin, type AdminContext } from '@/app/_lib/auth'
import { AppError } from '@/domain/errors'
import { may } from '@/domain/permissions'
import { requireUser } from '@/domain/users'
import { pendingDialogue } from '@/domain/voice/converse'
import { listVoices } from '@/domain/voice/listen'
import { listLanguages, type OfferedLanguage } from '@/domain/voice/setting'
import { EnrolVoice } from './_parts/enrol-voice'

export const metadata: Metadata = { title: 'Enrol a voice' }

export default async function EnrolVoicePage({ params }: PageProps<'/users/[id]/voice'>) {
  const context = await requireAdmin()
  const { id } = await params
  const [user, languages] = await Promise.all([orNull(requireUser(context, id)), languagesOf(context)])
  if (!user) notFound()
  const userId = user.id
  const back = (
    <ButtonLink look="quiet" href={`/users/${userId}`}>
      Back to the user
    </ButtonLink>
  )
  const whyNot = !may(context.actor, 'voices:enrol')
    ? 'Your role may look, but enrol nobody.'
    : languages
      ? undefined
      : 'Voice recognition is switched off for this bureau. An owner can switch it on in the settings.'
  if (whyNot)
    return (
      <>
        <PageHeader title="Enrol a voice" acts={back} />
        <EmptyState title="No voice can be enrolled here">{whyNot}</EmptyState>
      </>
    )
  const [voices, open] = await Promise.all([listVoices(context, { userId }), pendingDialogue(context, { userId })])
  return (
    <>
      <PageHeader title="Enrol a voice" acts={back}>
        {user.externalId ?? 'User without external id'}
      </PageHeader>
      <EnrolVoice
        userId={userId}
        languages={languages!.map(({ code, name, isDefault }) => ({
          code,
          name,
          isDefault,
          isEnrolled: voices.some(({ language }) => language === code),
        }))}
        openIn={open?.operation === 'enrol' ? open.language : null}
      />
    </>
  )
}

/** Null where voice recognition is switched off. */
const languagesOf = (context: AdminContext): Promise<OfferedLanguage[] | null> => orNull(listLanguages(context))

async function orNull<T>(found: Promise<T>): Promise<T | null> {
  return found.catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return null
    throw error
  })
}
