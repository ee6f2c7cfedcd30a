/**
 * The device behind the page: one tab has it at a time; it pairs, runs until it is retired, and destroys itself. What the page shows of it are its
 * stages.
 */
import type { Eye } from '@/domain/terminals/device/recognise'
import { openDatabase, type DeviceRecord, type TerminalDatabase } from '@/domain/terminals/device/browser/database'
import { setPin, tryPin, type PinAnswer } from '@/domain/terminals/device/browser/pin'
import { openTerminal, pairBrowser, readDevice, forgetDevice } from '@/domain/terminals/device/browser/terminal'
import { NotKept } from '@/domain/terminals/device/store'
import type { Terminal } from '@/domain/terminals/device/terminal'

export type Stage =
  | { name: 'opening' }
  /** Another tab has it. */
  | { name: 'elsewhere' }
  | { name: 'impossible'; why: string }
  /** No device yet. */
  | { name: 'new'; pair: (of: { code: string; pin: string }) => Promise<void> }
  | { name: 'running'; running: Running }
  /** It was retired, the bureau knows that nothing is left, and this browser is no device any more. */
  | { name: 'retired'; again: () => void }

export interface Running {
  terminal: Terminal<ImageBitmap>
  tryPin: (pin: string) => Promise<PinAnswer>
  /** Destroys everything here; the bureau is not asked. */
  unpair: () => void
}

export interface DeviceOptions {
  eyes: (model: string) => Eye<ImageBitmap> | null
  onStage: (stage: Stage) => void
  onRemark: (text: string) => void
}

const software = 'browser'
const lockName = 'limen-terminal'
const elsewhereAfterMs = 1_000

/** Until `signal`. */
export async function runDevice(options: DeviceOptions, signal: AbortSignal): Promise<void> {
  const why = whyNot()
  if (why) return options.onStage({ name: 'impossible', why })
  const waiting = setTimeout(() => options.onStage({ name: 'elsewhere' }), elsewhereAfterMs)
  try {
    await navigator.locks.request(lockName, { signal }, async () => {
      clearTimeout(waiting)
      while (!signal.aborted) await liveOnce(options, signal)
    })
  } catch (error) {
    if (signal.aborted) return
    if (!(error instanceof NotKept)) throw error
    options.onStage({ name: 'impossible', why: error.message })
  } finally {
    clearTimeout(waiting)
  }
}

function whyNot(): string | null {
  if (!isSecureContext) {
    return 'This page did not come over HTTPS, and browsers give keys and cameras to no other. Open it by its https address.'
  }
  const lacks = !('locks' in navigator) || !('indexedDB' in window)
  return lacks ? 'This browser is too old to be a terminal. Take a current one.' : null
}

/** From a browser that is no device, or is one already, to one that is none any more. */
async function liveOnce(options: DeviceOptions, signal: AbortSignal): Promise<void> {
  const database = await openDatabase()
  try {
    const device = (await readDevice(database)) ?? (await untilPaired(database, options, signal))
    if (device) await run(database, device, options, signal)
  } finally {
    database.close()
  }
}

function untilPaired(
  database: TerminalDatabase,
  { onStage }: DeviceOptions,
  signal: AbortSignal,
): Promise<DeviceRecord | null> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(null))
    const pair = async ({ code, pin }: { code: string; pin: string }) => {
      await setPin(database, pin)
      await pairBrowser(database, { server: location.origin, code })
      resolve(await readDevice(database))
    }
    onStage({ name: 'new', pair })
  })
}

async function run(
  database: TerminalDatabase,
  device: DeviceRecord,
  { eyes, onStage, onRemark }: DeviceOptions,
  signal: AbortSignal,
): Promise<void> {
  const terminal = await openTerminal<ImageBitmap>(database, device, { eyes, software, remark: onRemark })
  const unpaired = new AbortController()
  onStage({
    name: 'running',
    running: {
      terminal,
      tryPin: (pin) => tryPin(database, pin, Date.parse(terminal.status().time)),
      unpair: () => unpaired.abort(),
    },
  })
  const retry = () => terminal.retry()
  addEventListener('online', retry, { signal })
  addEventListener('offline', retry, { signal })
  const ended = await terminal.run(AbortSignal.any([signal, unpaired.signal]))
  if (unpaired.signal.aborted) await forgetDevice(database)
  if (ended === 'retired') {
    await new Promise<void>((again) => {
      signal.addEventListener('abort', () => again())
      onStage({ name: 'retired', again })
    })
  }
}
