import { expect, test } from 'vitest'
import { accessBureau, bureauOf, hour } from './events/testing'
import { createEvent } from './events/events'
import { findThings } from './find'
import { createTenant } from './tenants'
import { retireTerminal } from './terminals/terminals'
import { describeDialects } from './testing'
import { archiveZone } from './zones/zones'

describeDialects('finding things by name', (open) => {
  test('Whatever holds the words in its name is found, of each kind, in any case; what is out of use is not', async () => {
    const { admin, venue, people, clock } = await accessBureau(open)
    const { facility, space, gate, door } = await venue()
    const [anna] = await people(1)
    const at = (hours: number) => new Date(clock.at + hours * hour)
    const event = { zoneRow: facility.id, startsAt: at(1), endsAt: at(3) }
    const gala = await createEvent(admin, { ...event, name: 'Grand Gala 100%', externalId: 'ev-77' })
    const names = async (words: string) => {
      const found = await findThings(admin, { words })
      return [
        found.events.map(({ name }) => name),
        found.places.map(({ name, kind }) => [name, kind]),
        found.terminals.map(({ id }) => id),
        found.users.map(({ externalId }) => externalId),
      ]
    }
    expect(await names('gALA')).toEqual([['Grand Gala 100%'], [], [], []])
    expect(await names('0%')).toEqual([['Grand Gala 100%'], [], [], []])
    // No wildcard of the database's.
    expect(await names('_ala')).toEqual([[], [], [], []])
    expect(await names('EV-7')).toEqual([['Grand Gala 100%'], [], [], []])
    expect(await names('stadi')).toEqual([[], [['Stadium', 'facility']], [door.id], []])
    expect((await findThings(admin, { words: 'gate' })).places).toEqual([
      { id: space.id, zoneId: space.zoneId, kind: 'space', name: 'Gate A' },
    ])
    expect((await names('p-0'))[3]).toEqual([anna!.externalId])
    expect((await names(anna!.id))[3]).toEqual([anna!.externalId])
    expect((await findThings(admin, { words: 'grand' })).events[0]).toMatchObject({ id: gala.id, externalId: 'ev-77' })

    expect((await findThings(admin, { words: 'of gate' })).terminals).toEqual([
      { id: gate.id, name: 'Terminal of Gate A', placeName: 'Gate A' },
    ])
    await retireTerminal(admin, { id: gate.id })
    await archiveZone(admin, { id: space.id })
    expect(await findThings(admin, { words: 'gate a' })).toMatchObject({ terminals: [], places: [] })
  })

  test('At most five of a kind, and never of another tenant', async () => {
    const { operator, admin, venue, clock } = await accessBureau(open)
    const { facility } = await venue()
    for (let n = 0; n < 7; n++) {
      const startsAt = new Date(clock.at + (n + 1) * hour)
      await createEvent(admin, {
        zoneRow: facility.id,
        name: `Show ${n}`,
        startsAt,
        endsAt: new Date(startsAt.getTime() + hour),
      })
    }
    const { events } = await findThings(admin, { words: 'show' })
    expect(events.map(({ name }) => name)).toEqual(['Show 6', 'Show 5', 'Show 4', 'Show 3', 'Show 2'])
    const other = bureauOf(operator, (await createTenant(operator, { slug: 'other' })).id)
    expect(await findThings(other.admin, { words: 'show' })).toEqual({
      users: [],
      events: [],
      terminals: [],
      places: [],
    })
    expect((await findThings(other.admin, { words: 'stad' })).places).toEqual([])
  })
})
