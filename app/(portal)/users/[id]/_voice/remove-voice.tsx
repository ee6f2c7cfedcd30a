'use client'

import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import type { EnrolledVoice } from '@/domain/voice/listen'
import { plural } from '../../_components/words'
import { dropVoice } from './actions'

export function RemoveVoice({ userId, voice }: { userId: string; voice: EnrolledVoice }) {
  const { language, languageName, templates } = voice
  return (
    <ConfirmDialog
      title={`Remove the voice in ${languageName}?`}
      trigger={
        <Button look="danger" size="small" aria-label={`Remove the voice in ${languageName}`}>
          Remove
        </Button>
      }
      confirm="Remove the voice"
      act={() =>
        dropVoice(userId, language).then((outcome) => {
          if (outcome.ok) toast.success('The voice was removed.')
          return outcome
        })
      }
    >
      <p>
        {plural(templates, 'template')} and the recordings behind {templates === 1 ? 'it' : 'them'} go for ever. The
        user stays, and is not recognised by a voice in this language until another one is enrolled.
      </p>
    </ConfirmDialog>
  )
}
