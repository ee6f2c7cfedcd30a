/** Who listens to what inside this process. Carrying a wake-up to other processes is the store's part. */
import type { Channel } from './types'

export const channelNames: readonly Channel[] = [
  'access',
  'changes',
  'jobs',
  'models',
  'sessions',
  'terminals',
  'webhooks',
]

export class Channels {
  readonly #listeners = new Map<Channel, Set<(payload: string) => void>>()

  emit(channel: Channel, payload: string): void {
    for (const heard of this.#listeners.get(channel) ?? []) heard(payload)
  }

  on(channel: Channel, heard: (payload: string) => void): () => void {
    const listeners = this.#listeners.get(channel) ?? new Set()
    this.#listeners.set(channel, listeners.add(heard))
    return () => void listeners.delete(heard)
  }
}
