/** A facility with a space and a terminal at each, whose devices hold what there is to hold. */
import type { Page } from 'playwright/test'
import type { Device } from './device'
import { Door, facility, mutate, type Asker } from './doors'

export interface Venue {
  facilityId: string
  spaceId: string
  /** In the whole facility. */
  door: Device
  /** In its space. */
  gate: Device
}

/** `Stadium` in Vienna with `Gate A`, and a terminal at each: `Main door`, `Gate terminal`. */
export async function makeVenue(at: Asker): Promise<Venue> {
  const { zoneId: facilityId } = await facility(at, 'Stadium')
  const space = await mutate<{ zone: { id: string } }>(
    at,
    'createSpace',
    { facilityId, name: 'Gate A' },
    '... on ZonePayload { zone { id } }',
  )
  const spaceId = space.zone.id
  const terminals = []
  for (const [zoneId, name] of [
    [facilityId, 'Main door'],
    [spaceId, 'Gate terminal'],
  ] as const) {
    const { device } = await Door.open(at, zoneId, name)
    await device.follow()
    await device.heartbeat()
    terminals.push(device)
  }
  const [door, gate] = terminals as [Device, Device]
  return { facilityId, spaceId, door, gate }
}

export const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** `2026-11-21T18:00` on a wall in Vienna, so many hours from now. */
export function inVienna(hours: number): string {
  const shown = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Vienna',
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(new Date(Date.now() + hours * 3_600_000))
  return shown.replace(' ', 'T')
}
