/** What the two modes of a place mean, for people who choose between them. */
import type { Mode } from './places'

export const modeWords: Record<Mode, { label: string; short: string; meaning: string }> = {
  RELAY: {
    label: 'The terminal opens',
    short: 'opens by itself',
    meaning: 'It recognises somebody, checks the time window and opens by itself; your own system is told afterwards.',
  },
  IDENTIFY_ONLY: {
    label: 'Your own system decides',
    short: 'tells your system, which decides',
    meaning:
      'It recognises somebody, checks the time window and tells your access control who it is, by your own id; that opens or refuses, and its answer is logged.',
  },
}

/** `at` -> `Austria`, `ar-b` -> `Argentina (ar-b)`; none for `zz`, which stands for no region. */
export function regionOf(zoneId: string): string | null {
  const region = zoneId.split(':')[1] ?? ''
  if (region === 'zz' || !/^[a-z]{2}(-|$)/.test(region)) return null
  const country = new Intl.DisplayNames('en-GB', { type: 'region' }).of(region.slice(0, 2).toUpperCase())
  return region.length === 2 ? (country ?? region) : `${country} (${region})`
}
