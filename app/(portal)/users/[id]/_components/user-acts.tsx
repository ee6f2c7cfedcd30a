'use client'

/** The grave acts on one user. A button that may not be pressed says why. */
import { toast } from 'sonner'
import { Button, ButtonLink } from '@/app/_components/button'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import type { UserStatus } from '@/domain/users/standing'
import { erase, reissue, revoke } from '../../actions'
import { ConsequencesList } from '../../_components/consequences'

const cannot = 'Your role may look, but change nobody.'

export function UserActs({
  userId,
  status,
  hasFace,
  mayChange,
}: {
  userId: string
  status: UserStatus
  hasFace: boolean
  mayChange: boolean
}) {
  if (!mayChange)
    return (
      <>
        <Button look="quiet" disabled title={cannot}>
          Revoke
        </Button>
        <Button look="danger" disabled title={cannot}>
          Erase
        </Button>
      </>
    )
  const said = (words: string) => (outcome: Awaited<ReturnType<typeof revoke>>) => {
    if (outcome.ok) toast.success(words)
    return outcome
  }
  return (
    <>
      {!hasFace && status !== 'revoked' && (
        <ButtonLink look="quiet" href={`/enrolment-links?new=true&user=${userId}`}>
          Send enrolment link
        </ButtonLink>
      )}
      {status === 'revoked' ? (
        <ConfirmDialog
          title="Give the right to be recognised back?"
          look="door"
          trigger={<Button look="quiet">Reissue</Button>}
          confirm="Reissue"
          act={() => reissue([userId]).then(said('This user may be recognised again.'))}
        >
          <p>This user is recognised again from the next comparison on, by the pictures that are enrolled.</p>
        </ConfirmDialog>
      ) : (
        <ConfirmDialog
          title="Revoke the right to be recognised?"
          trigger={<Button look="quiet">Revoke</Button>}
          confirm="Revoke"
          act={() => revoke([userId]).then(said('The right to be recognised was revoked.'))}
        >
          <p>
            From the next comparison on nobody is told that this user is recognised. Pictures and templates stay, so
            that you can give the right back, and so that the same face is noticed under another name.
          </p>
        </ConfirmDialog>
      )}
      <ConfirmDialog
        title="Erase this user?"
        trigger={<Button look="danger">Erase</Button>}
        confirm="Erase for ever"
        typed={userId}
        act={() => erase(userId)}
      >
        <ConsequencesList userIds={[userId]} />
      </ConfirmDialog>
    </>
  )
}
