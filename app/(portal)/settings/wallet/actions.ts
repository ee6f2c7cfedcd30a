'use server'

/** What an owner decides about wallets. */
import { revalidatePath } from 'next/cache'
import { act } from '@/app/_lib/act'
import type { Outcome } from '@/app/_lib/outcome'
import { changeWalletSettings, type WalletSettings } from '@/domain/wallet/settings'

export async function openToWallets(isOpen: boolean): Promise<Outcome<WalletSettings>> {
  return change({ walletOpen: isOpen })
}

export async function saveCredentialSettings(
  values: Pick<WalletSettings, 'walletIssuer' | 'walletValidityDays' | 'walletRequestsPerHour'>,
): Promise<Outcome<WalletSettings>> {
  const { walletIssuer, walletValidityDays, walletRequestsPerHour } = values
  return change({ walletIssuer, walletValidityDays, walletRequestsPerHour })
}

async function change(settings: Partial<WalletSettings>): Promise<Outcome<WalletSettings>> {
  const outcome = await act((context) => changeWalletSettings(context, settings))
  revalidatePath('/settings/wallet')
  return outcome
}
