/** For tests: an endpoint that takes pictures as files, and its twin that takes them as text, asked the same. */
import type { Answered, LegacyApi } from './testing'

/** What is undefined is not sent. */
export type Sent = Record<string, string | Uint8Array | undefined>
export type Send = (api: LegacyApi, sent: Sent) => Promise<Answered>

export const base64Of = (value: string | Uint8Array) =>
  typeof value === 'string' ? value : Buffer.from(value).toString('base64')

export function formsOf(path: string): { asFiles: Send; asText: Send } {
  const there = (sent: Sent) =>
    Object.entries(sent).filter((field): field is [string, string | Uint8Array] => field[1] !== undefined)
  return {
    asFiles: (api, sent) => api.call('POST', path, { parts: Object.fromEntries(there(sent)) }),
    asText: (api, sent) =>
      api.call('POST', `${path}-base64`, {
        json: Object.fromEntries(there(sent).map(([name, value]) => [name, base64Of(value)])),
      }),
  }
}
