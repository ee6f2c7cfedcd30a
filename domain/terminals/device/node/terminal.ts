/** The reference terminal: the device's core over a folder (folder.ts, store.ts). */
import type { FaceEngine } from '@/engines/types'
import { AppError } from '../../../errors'
import type { Send } from '../calls'
import { pairDevice, type Paired } from '../pair'
import { Terminal, type TerminalOptions } from '../terminal'
import { newDeviceKey, readIdentity, removeIdentity, writeIdentity } from './folder'
import { openDeviceKeys } from './keys'
import { FolderStore } from './store'

export interface FolderOptions extends Omit<
  TerminalOptions<Uint8Array>,
  'identity' | 'device' | 'store' | 'forgetIdentity' | 'eyes'
> {
  folder: string
  /** The nets that make templates of this model; null where there are none. */
  faces: (model: string) => FaceEngine | null
}

/** @throws AppError `not_found` for a folder without a device, `conflict` while another process has it */
export function openTerminal({ folder, faces, ...options }: FolderOptions): Terminal<Uint8Array> {
  const identity = readIdentity(folder)
  if (!identity) {
    const message = `No terminal lies in ${folder}. Pair one first: limen terminal pair.`
    throw new AppError('not_found', message, { subject: 'terminal' })
  }
  return new Terminal({
    ...options,
    identity,
    eyes: faces,
    device: openDeviceKeys(identity.deviceKey),
    store: FolderStore.open(folder),
    forgetIdentity: async () => removeIdentity(folder),
  })
}

/** Makes the folder a device. @throws AppError `conflict` for one that is in use; Refused, Unreachable */
export async function pairFolder(of: { folder: string; server: string; code: string; send?: Send }): Promise<Paired> {
  const { folder, ...call } = of
  if (readIdentity(folder)) {
    const message =
      'A terminal lies in this folder already. Take another one, or retire that terminal and let it wipe itself.'
    throw new AppError('conflict', message, { subject: 'terminal' })
  }
  const store = FolderStore.open(folder)
  try {
    const deviceKey = newDeviceKey()
    const paired = await pairDevice({ ...call, device: openDeviceKeys(deviceKey), store })
    // Last: with this file the folder is a device.
    writeIdentity(folder, { ...paired, deviceKey })
    return paired
  } finally {
    store.close()
  }
}
