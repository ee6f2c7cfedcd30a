/** The voice of a user: what is enrolled in which language, the recordings behind it, and one recording compared. */
import { Badge } from '@/app/_components/badge'
import { ButtonLink } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { Time } from '@/app/_components/time'
import { requireAdmin } from '@/app/_lib/auth'
import { mayLook } from '@/domain/looks'
import { may } from '@/domain/permissions'
import { getTenant } from '@/domain/tenants'
import type { User } from '@/domain/users'
import { listRecordings, listVoices, type EnrolledVoice, type Recording } from '@/domain/voice/listen'
import { plural } from '../../_components/words'
import { Recordings } from './recordings'
import { RemoveVoice } from './remove-voice'
import { VerifyRecording } from './verify-recording'
import { measuresOf } from './words'

export async function VoiceSection({ user }: { user: User }) {
  const context = await requireAdmin()
  const userId = user.id
  const [{ settings }, voices, recordings, mayListen] = await Promise.all([
    getTenant(context),
    listVoices(context, { userId }),
    listRecordings(context, { userId }),
    mayLook(context),
  ])
  const isOn = settings.voiceEngine
  if (!isOn && voices.length === 0) return null
  const mayEnrol = isOn && may(context.actor, 'voices:enrol')
  const compared = voices.filter(({ isCurrent }) => isCurrent)
  return (
    <>
      <Card title="Voice">
        {voices.length === 0 && (
          <p className="text-ink-soft">
            No voice is enrolled yet: three short recordings, and this person is recognised by it.
          </p>
        )}
        {voices.length > 0 && (
          <ul className="divide-y divide-line">
            {voices.map((voice) => (
              <li key={voice.language} className="space-y-3 py-3">
                <Enrolment
                  voice={voice}
                  remove={isOn && may(context.actor, 'voices:remove') && <RemoveVoice userId={userId} voice={voice} />}
                />
                <Recordings
                  userId={userId}
                  mayListen={mayListen}
                  recordings={recordings.filter(({ language }) => language === voice.language).map(shown)}
                />
              </li>
            ))}
          </ul>
        )}
        {mayEnrol ? (
          <ButtonLink look="quiet" href={`/users/${userId}/voice`}>
            {voices.length === 0 ? 'Enrol by microphone' : 'Enrol again, or in another language'}
          </ButtonLink>
        ) : (
          <p className="text-small text-ink-soft">
            {isOn ? 'Your role may look, but enrol nobody.' : 'Voice recognition is switched off: nobody is compared.'}
          </p>
        )}
      </Card>
      {compared.length > 0 && isOn && (
        <Card title="Verify a recording">
          <VerifyRecording
            userId={userId}
            languages={compared.map(({ language, languageName }) => ({ code: language, name: languageName }))}
            whyNot={whyNot(user, may(context.actor, 'voices:compare'))}
          />
        </Card>
      )}
    </>
  )
}

function Enrolment({ voice, remove }: { voice: EnrolledVoice; remove: React.ReactNode }) {
  const { language, languageName, templates, enrolledAt, model, isCurrent } = voice
  return (
    <div className="space-y-0.5">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="flex flex-wrap items-center gap-2">
          <span lang={language} className="font-medium">
            {languageName}
          </span>
          <Badge tone={isCurrent ? 'good' : 'wait'}>{isCurrent ? 'In use' : 'Of an earlier model, not compared'}</Badge>
        </p>
        {remove}
      </div>
      <p className="text-small text-ink-soft">
        {plural(templates, 'template')} of <span className="font-mono">{model}</span>, enrolled <Time at={enrolledAt} />
      </p>
    </div>
  )
}

const shown = ({ id, createdAt, quality, warnings }: Recording) => ({
  id,
  createdAt: createdAt.toISOString(),
  measures: measuresOf(quality),
  warnings: warnings.map(({ message }) => message),
})

function whyNot({ status }: User, mayCompare: boolean): string | undefined {
  if (!mayCompare) return 'Your role may look, but compare nobody.'
  return status === 'revoked' ? 'The right to be recognised was revoked. Reissue it to compare.' : undefined
}
