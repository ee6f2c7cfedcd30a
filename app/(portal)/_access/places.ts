/** Zones as people read them; for the server and the browser. */
import type { AllZonesQuery } from '@/app/_graph/documents'

export type ZoneChoice = AllZonesQuery['zones']['edges'][number]['node']

/** On whose clock a list of several places is read: the only one there is, or UTC. */
export function commonTimeZone(zones: readonly Pick<ZoneChoice, 'timeZone'>[]): string {
  const named = new Set(zones.map(({ timeZone }) => timeZone))
  const [only] = named
  return named.size === 1 ? only! : 'UTC'
}

/** `Stadium, Gate A`. */
export const placeWords = ({ name, facility }: { name: string; facility: { name: string } | null }) =>
  facility ? `${facility.name}, ${name}` : name
