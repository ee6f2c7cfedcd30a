'use client'

/** Begins the import, or ends it; both say first what they come to. */
import { useRouter } from 'next/navigation'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { cancel, run } from '../../actions'

const people = (count: number) => (count === 1 ? '1 user' : `${count.toLocaleString('en-GB')} users`)

export function RunImport({
  importId,
  users,
  warning,
  again = false,
}: {
  importId: string
  users: number
  warning: number
  again?: boolean
}) {
  const router = useRouter()
  if (users === 0) {
    return (
      <Button disabled title="No row passed the check">
        Import nobody
      </Button>
    )
  }
  return (
    <ConfirmDialog
      title={again ? 'Go on with the import?' : `Import ${people(users)}?`}
      look="door"
      confirm={again ? 'Go on' : `Import ${people(users)}`}
      trigger={<Button>{again ? 'Go on with the import' : `Import ${people(users)}`}</Button>}
      act={async () => {
        const outcome = await run(importId)
        if (outcome.ok) {
          toast.success('The import runs. You may leave this page.')
          router.refresh()
        }
        return outcome
      }}
    >
      <p>
        Their pictures are enrolled, and they can be recognised at once.
        {warning === 1 && ' 1 row passes with a remark: look at it first.'}
        {warning > 1 && ` ${warning.toLocaleString('en-GB')} rows pass with a remark: look at them first.`}
      </p>
      <p>Rows that were refused stay out. Each row is checked again as it is imported.</p>
    </ConfirmDialog>
  )
}

export function CancelImport({
  importId,
  imported,
  isImporting,
}: {
  importId: string
  imported: number
  isImporting: boolean
}) {
  const router = useRouter()
  return (
    <ConfirmDialog
      title="Cancel this import?"
      confirm="Cancel the import"
      trigger={<Button look="quiet">Cancel the import</Button>}
      act={async () => {
        const outcome = await cancel(importId)
        if (outcome.ok) router.refresh()
        return outcome
      }}
    >
      <p>The archive is removed from the server.</p>
      {isImporting && (
        <p>
          {imported === 0
            ? 'Nobody was imported so far.'
            : `${imported.toLocaleString('en-GB')} pictures were enrolled so far, and they stay: erase users one by one if you must.`}
        </p>
      )}
    </ConfirmDialog>
  )
}
