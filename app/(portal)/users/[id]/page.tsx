import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Badge } from '@/app/_components/badge'
import { Card } from '@/app/_components/card'
import { CopyText } from '@/app/_components/copy-text'
import { PageHeader } from '@/app/_components/page-header'
import { Time } from '@/app/_components/time'
import { requireAdmin, type AdminContext } from '@/app/_lib/auth'
import { getBureau } from '@/app/_lib/context'
import { AppError } from '@/domain/errors'
import { listPictures, listTemplates } from '@/domain/faces/look'
import { openLookAlikes } from '@/domain/faces/review'
import { mayLook } from '@/domain/looks'
import { may } from '@/domain/permissions'
import { requireUser, type User } from '@/domain/users'
import { mayUndoEnrolment } from '@/domain/users/enrol'
import { PictureCarousel } from '../_components/picture-carousel'
import { statusWords } from '../_components/words'
import { EnrolledNotice } from './_components/enrolled-notice'
import { ExternalId } from './_components/external-id'
import { ForPrograms } from './_components/for-programs'
import { LookAlikes } from './_components/look-alikes'
import { Templates } from './_components/templates'
import { Timeline } from './_components/timeline'
import { UserActs } from './_components/user-acts'
import { AccessSection } from './_sections/access'
import { ConsentsSection } from './_sections/consents'
import { CredentialsSection } from './_sections/credentials'
import { DocumentsSection } from './_sections/documents'
import { QrCredentialsSection } from './_sections/qr-credentials'
import { TerminalsSection } from './_sections/terminals'
import { VerifyPicture } from './_components/verify-picture'
import { VoiceSection } from './_voice/section'

export async function generateMetadata({ params }: PageProps<'/users/[id]'>): Promise<Metadata> {
  return { title: `User ${(await params).id.slice(0, 24)}` }
}

export default async function UserPage({ params, searchParams }: PageProps<'/users/[id]'>) {
  const context = await requireAdmin()
  const { id } = await params
  const asked = await searchParams
  const user = await userOrNotFound(context, id)
  const userId = user.id
  const [pictures, templates, lookAlikes, maySee, mayUndo] = await Promise.all([
    listPictures(context, { userId }),
    listTemplates(context, { userId }),
    openLookAlikes(context, { userId }),
    mayLook(context),
    asked.enrolled === '1' && may(context.actor, 'users:create') ? mayUndoEnrolment(context, { userId }) : false,
  ])
  const mayChange = may(context.actor, 'users:change')
  const mayEnrol = may(context.actor, 'faces:enrol')
  const { publicUrl } = (await getBureau()).environment
  const status = statusWords[user.status]
  return (
    <>
      <PageHeader
        title={user.externalId ?? 'User without external id'}
        acts={<UserActs userId={userId} status={user.status} mayChange={mayChange} />}
      >
        <span className="inline-flex flex-wrap items-center gap-2">
          <Badge tone={status.tone}>{status.label}</Badge> {status.meaning}
          {user.flagged && <Badge tone="wait">May be a duplicate</Badge>}
        </span>
      </PageHeader>
      {mayUndo && <EnrolledNotice userId={userId} leftOut={Number(asked.left) || 0} />}

      {lookAlikes.length > 0 && (
        <Card title="May be the same person as">
          <LookAlikes
            userId={userId}
            ownPicture={pictures[0]?.id ?? null}
            mayLook={maySee}
            mayChange={mayChange}
            pairs={await Promise.all(
              lookAlikes.map(async ({ id: pairId, other, foundAt }) => ({
                id: pairId,
                otherId: other.id,
                externalId: other.externalId,
                foundAt: foundAt.toISOString(),
                otherPicture: (await listPictures(context, { userId: other.id }))[0]?.id ?? null,
              })),
            )}
          />
        </Card>
      )}
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <div className="min-w-0 space-y-6">
          <Card title="Who it is">
            <dl className="divide-y divide-line">
              <Fact name="External id">
                <ExternalId userId={userId} externalId={user.externalId} mayChange={mayChange} />
              </Fact>
              <Fact name="Id">
                <CopyText label="the id">{user.id}</CopyText>
              </Fact>
              <Fact name="UUID">
                <CopyText label="the UUID">{user.uuid}</CopyText>
              </Fact>
              <Fact name="Recognised by">
                {[user.hasFace && 'Face', user.hasVoice && 'Voice'].filter(Boolean).join(', ') || 'Nothing yet'}
              </Fact>
              <Fact name="Created">
                <Time at={user.createdAt} />
              </Fact>
              <Fact name="Last seen">{user.lastSeenAt ? <Time at={user.lastSeenAt} /> : 'Never'}</Fact>
              {user.revokedAt && (
                <Fact name="Revoked">
                  <Time at={user.revokedAt} />
                </Fact>
              )}
            </dl>
          </Card>
          <Card title="Pictures">
            <PictureCarousel
              userId={userId}
              mayLook={maySee}
              pictures={pictures.map(({ id: pictureId, createdAt, model, quality, widthPx, heightPx }) => ({
                id: pictureId,
                createdAt: createdAt.toISOString(),
                model,
                quality,
                size: widthPx && heightPx ? `${widthPx} × ${heightPx} px` : 'size not known',
              }))}
            />
          </Card>
          <VoiceSection user={user} />
          <Card title="What happened">
            <Timeline context={context} userId={userId} before={beforeOf(asked.before)} />
          </Card>
        </div>
        <div className="min-w-0 space-y-6">
          <Card title="Verify a picture">
            <VerifyPicture userId={userId} whyNot={whyNoVerification(user, may(context.actor, 'faces:compare'))} />
          </Card>
          <Card title="Templates">
            <Templates
              userId={userId}
              templates={templates.filter(({ kind }) => kind === 'face')}
              mayEnrol={mayEnrol}
            />
          </Card>
          <AccessSection context={context} userId={userId} />
          <TerminalsSection context={context} userId={userId} />
          <ConsentsSection userId={userId} />
          <DocumentsSection userId={userId} />
          <QrCredentialsSection context={context} user={user} />
          <CredentialsSection context={context} userId={userId} />
          <Card title="For programs">
            <ForPrograms user={user} templates={templates} url={publicUrl} />
          </Card>
        </div>
      </div>
    </>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 py-2">
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  )
}

async function userOrNotFound(context: AdminContext, id: string): Promise<User> {
  try {
    return await requireUser(context, id)
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  }
}

function whyNoVerification({ status, hasFace }: User, mayCompare: boolean): string | undefined {
  if (!mayCompare) return 'Your role may look, but compare nobody.'
  if (status === 'revoked') return 'The right to be recognised was revoked. Reissue it to compare.'
  return hasFace ? undefined : 'There is no face to compare with yet. Add a picture first.'
}

/** A line's number out of the address; anything else begins at the newest. */
function beforeOf(text: string | string[] | undefined): number | undefined {
  return typeof text === 'string' && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined
}
