/**
 * Something that is to stand exactly if what a call does stands: written at the beginning of the first transaction that
 * the call opens, wherever it does. It is how a repeated call is known without every function of the domain knowing of repeats.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Tx } from './types'

export interface Companion {
  write(tx: Tx): Promise<void>
  /** Its transaction has committed. */
  written: boolean
}

/** On `globalThis`, because Next bundles this module several times into one process. */
const shared = globalThis as typeof globalThis & { limenCompanions?: AsyncLocalStorage<Companion> }
const companions = (shared.limenCompanions ??= new AsyncLocalStorage())

/** @param run is told whether `write` stands: a call that opened no transaction wrote nothing */
export async function withCompanion<T>(
  write: (tx: Tx) => Promise<void>,
  run: (companion: Readonly<Companion>) => Promise<T>,
): Promise<T> {
  const beside: Companion = { write, written: false }
  return companions.run(beside, () => run(beside))
}

/** For the transaction that is about to open; undefined where there is nothing to write, or no more. */
export function companion(): Companion | undefined {
  const beside = companions.getStore()
  return beside?.written ? undefined : beside
}
