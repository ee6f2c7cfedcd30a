/** What is done to terminals: made, moved, given a device by a code that somebody compares, retired. */
import { cancelPairing, confirmTerminal, createPairingCode } from '@/domain/terminals/pairing'
import { changeTerminal, createTerminal, retireTerminal } from '@/domain/terminals/terminals'
import { builder } from './builder'
import { rowId } from './ids'
import { mutation } from './mutation'
import { Terminal } from './terminal'

const TerminalPayload = builder.objectRef<{ terminalId: string }>('TerminalPayload').implement({
  fields: (t) => ({ terminal: t.field({ type: Terminal, resolve: ({ terminalId }) => terminalId }) }),
})

mutation('createTerminal', {
  description: 'A terminal without a device yet; see `createPairingCode`.',
  input: (t) => ({
    zoneId: t.id({ required: true, description: 'The facility or the space at whose door it stands.' }),
    name: t.string({ required: true }),
  }),
  payload: TerminalPayload,
  run: async (context, { zoneId, name }) => ({
    terminalId: (await createTerminal(context, { zoneRow: rowId('Zone', zoneId), name })).id,
  }),
})

mutation('changeTerminal', {
  description: 'Renames it, or moves it to another zone, where it begins with a snapshot of what it is to hold there.',
  input: (t) => ({ terminalId: t.id({ required: true }), name: t.string(), zoneId: t.id() }),
  payload: TerminalPayload,
  run: async (context, { terminalId, name, zoneId }) => {
    const terminal = await changeTerminal(context, {
      id: rowId('Terminal', terminalId),
      ...(name != null && { name }),
      ...(zoneId != null && { zoneRow: rowId('Zone', zoneId) }),
    })
    return { terminalId: terminal.id }
  },
})

mutation('retireTerminal', {
  description: 'For good: it is told to destroy what it holds, and its tokens are refused from now on.',
  input: (t) => ({ terminalId: t.id({ required: true }) }),
  payload: TerminalPayload,
  run: async (context, { terminalId }) => ({
    terminalId: (await retireTerminal(context, { id: rowId('Terminal', terminalId) })).id,
  }),
})

const PairingCode = builder
  .objectRef<{ terminalId: string; code: string; expiresAt: Date }>('PairingCodePayload')
  .implement({
    description: 'Shown this once: a repeated call is refused.',
    fields: (t) => ({
      terminal: t.field({ type: Terminal, resolve: ({ terminalId }) => terminalId }),
      code: t.exposeString('code', { description: 'Eight characters, to be typed at the device; good for one use.' }),
      expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Five minutes from now.' }),
    }),
  })

mutation('createPairingCode', {
  description:
    'An earlier code is void, and so is a device that has answered one and was not let in. Refused for a terminal that has its device.',
  input: (t) => ({ terminalId: t.id({ required: true }) }),
  payload: PairingCode,
  secret: true,
  run: async (context, input) => {
    const terminalId = rowId('Terminal', input.terminalId)
    return { terminalId, ...(await createPairingCode(context, { id: terminalId })) }
  },
})

mutation('cancelPairing', {
  description: 'Makes its code void, and a device that has answered it and was not let in.',
  input: (t) => ({ terminalId: t.id({ required: true }) }),
  payload: TerminalPayload,
  run: async (context, { terminalId }) => ({
    terminalId: (await cancelPairing(context, { id: rowId('Terminal', terminalId) })).id,
  }),
})

mutation('confirmTerminal', {
  description: 'Lets the device in that answered the code, once somebody has compared what both sides show.',
  input: (t) => ({
    terminalId: t.id({ required: true }),
    fingerprint: t.string({
      required: true,
      description: 'As it was compared: another device that waits meanwhile is not let in by it.',
    }),
  }),
  payload: TerminalPayload,
  run: async (context, { terminalId, fingerprint }) => ({
    terminalId: (await confirmTerminal(context, { id: rowId('Terminal', terminalId), fingerprint })).id,
  }),
})
