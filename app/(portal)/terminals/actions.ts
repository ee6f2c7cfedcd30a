'use server'

import { change } from '@/app/_graph/ask'
import {
  CancelPairingDocument,
  ChangeTerminalDocument,
  ConfirmTerminalDocument,
  CreateTerminalDocument,
  RetireTerminalDocument,
  ShowPairingCodeDocument,
} from '@/app/_graph/documents'
import { act } from '@/app/_lib/act'

export interface TerminalForm {
  name: string
  /** Global id of the place. */
  zoneId: string
}

/** @returns the id in the address of its page */
export async function createTerminal({ name, zoneId }: TerminalForm) {
  return act(async (context) => {
    return (await change(context, CreateTerminalDocument, { name, zoneId })).terminal.terminalId
  })
}

export async function changeTerminal(terminalId: string, { name, zoneId }: TerminalForm) {
  return act(async (context) => {
    await change(context, ChangeTerminalDocument, { terminalId, name, zoneId })
  })
}

export async function retireTerminal(terminalId: string) {
  return act(async (context) => {
    await change(context, RetireTerminalDocument, { terminalId })
  })
}

/** The one moment in which the code is known outside of the bureau. */
export async function showPairingCode(terminalId: string) {
  return act(async (context) => {
    const { code, expiresAt } = await change(context, ShowPairingCodeDocument, { terminalId })
    // As a length of time: the browser's clock may be another one.
    return { code, expiresAt, leftMs: Date.parse(expiresAt) - context.now().getTime() }
  })
}

export async function cancelPairing(terminalId: string) {
  return act(async (context) => {
    await change(context, CancelPairingDocument, { terminalId })
  })
}

export async function confirmTerminal(terminalId: string, fingerprint: string) {
  return act(async (context) => {
    await change(context, ConfirmTerminalDocument, { terminalId, fingerprint })
  })
}
