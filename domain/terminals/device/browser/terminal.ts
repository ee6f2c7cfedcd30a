/** A browser as a terminal: the device's core over IndexedDB and keys that no script can read. */
import { pairDevice, type Paired } from '../pair'
import { Terminal, type TerminalOptions } from '../terminal'
import type { Send } from '../calls'
import { deleteDatabase, inWords, writeAll, type DeviceRecord, type TerminalDatabase } from './database'
import { deviceKeysOf, newDeviceKeyPair } from './keys'
import { IndexedStore } from './store'

/** A film shows the same person many times: for so long it is one visit. */
const repeatMs = 5_000

export type BrowserOptions<Picture> = Omit<
  TerminalOptions<Picture>,
  'identity' | 'device' | 'store' | 'forgetIdentity' | 'staleRefuses' | 'repeatMs' | 'readsQr'
>

/** @returns null in a browser that is no device @throws NotKept */
export const readDevice = async (database: TerminalDatabase): Promise<DeviceRecord | null> =>
  (await inWords(() => database.get('device', 'own'))) ?? null

/** Makes this browser a device, by the code that the portal shows. @throws Refused, Unreachable, NotKept */
export async function pairBrowser(
  database: TerminalDatabase,
  of: { server: string; code: string; send?: Send },
): Promise<Paired> {
  const pair = await newDeviceKeyPair()
  const paired = await pairDevice({ ...of, device: deviceKeysOf(pair), store: await IndexedStore.open(database) })
  // Last: with it the browser is a device.
  await writeAll(database, [{ in: 'device', at: 'own', put: { ...paired, ...pair } }])
  return paired
}

/** This browser is no device any more, and what it held is destroyed; the bureau is not asked. @throws NotKept */
export async function forgetDevice(database: TerminalDatabase): Promise<void> {
  // The keys go first: a cut in the middle leaves nothing to read.
  await writeAll(database, [
    { in: 'storeKey', clear: true },
    { in: 'feedKeys', clear: true },
    { in: 'device', clear: true },
  ])
  database.close()
  await deleteDatabase()
}

/** @throws NotKept */
export async function openTerminal<Picture>(
  database: TerminalDatabase,
  { server, terminalId, fingerprint, privateKey, publicJwk }: DeviceRecord,
  options: BrowserOptions<Picture>,
): Promise<Terminal<Picture>> {
  const store = await IndexedStore.open(database)
  if (store.wasAltered) options.remark?.('What this browser kept was altered. It is destroyed, and read anew.')
  return new Terminal({
    ...options,
    identity: { server, terminalId, fingerprint },
    device: deviceKeysOf({ privateKey, publicJwk }),
    store,
    // A tablet stands where it can be carried away.
    staleRefuses: 'everyone',
    repeatMs,
    readsQr: true,
    forgetIdentity: deleteDatabase,
  })
}
