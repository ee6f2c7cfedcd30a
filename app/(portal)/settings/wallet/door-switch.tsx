'use client'

/** Opens the bureau to wallets, or closes it, after saying what that means. */
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import type { WalletOverview } from '@/domain/wallet/settings'
import { openToWallets } from './actions'

export function DoorSwitch({ overview, isOwner }: { overview: WalletOverview; isOwner: boolean }) {
  const { settings, credentials, placesLeft } = overview
  const { walletOpen, walletRequestsPerHour } = settings
  const set = async (isOpen: boolean) => {
    const outcome = await openToWallets(isOpen)
    if (outcome.ok) toast.success(isOpen ? 'Wallets may ask for credentials now.' : 'Wallets may no longer ask.')
    return outcome
  }
  if (!isOwner) return <p className="text-small text-ink-soft">Only an owner can change this.</p>
  if (walletOpen) {
    return (
      <ConfirmDialog
        title="Close to wallets?"
        trigger={<Button look="quiet">Close to wallets</Button>}
        confirm="Close to wallets"
        act={() => set(false)}
      >
        <p>From the next request on nobody gets a credential, not even who has one already and asks for another.</p>
        <p>
          {credentials === 0
            ? 'No credential is affected.'
            : `${plural(credentials, 'credential stays', 'credentials stay')} good until they expire or are revoked.`}
        </p>
      </ConfirmDialog>
    )
  }
  return (
    <ConfirmDialog
      title="Open to wallets?"
      trigger={<Button>Open to wallets</Button>}
      confirm="Open to wallets"
      look="door"
      act={() => set(true)}
    >
      <p>Anyone who knows the address can then ask for a credential, without a key or an account of yours.</p>
      <ul className="list-disc space-y-1 pl-5">
        <li>Each new face becomes a user of yours, with its pictures; {places(placesLeft)}.</li>
        <li>One network may ask {plural(walletRequestsPerHour, 'time', 'times')} in an hour.</li>
        <li>A face that came with another key is refused, so that one person does not get two identities.</li>
        <li>Whether a living person stands before the camera is not checked yet; each credential says so.</li>
      </ul>
    </ConfirmDialog>
  )
}

const plural = (count: number, one: string, many: string) =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`

const places = (left: number | null) =>
  left === null ? 'there is no limit to their number' : `there is room for ${plural(left, 'more', 'more')}`
