/** Zones: facilities, and spaces within them. */
import { zonesByIds } from '@/domain/by-ids'
import {
  archiveZone,
  changeZone,
  createFacility,
  createSpace,
  listZones,
  spacesOf,
  type Zone as ZoneShape,
} from '@/domain/zones/zones'
import { builder } from './builder'
import { enumOf } from './enums'
import { AlreadyExists } from './errors'
import { rowId, rowIdOf } from './ids'
import { given, mutation } from './mutation'
import { pageArgs, pageCost, pageDefault, pageOfAll } from './pages'

const ZoneKind = enumOf('ZoneKind', ['facility', 'space'])
const ZoneMode = enumOf('ZoneMode', ['identify_only', 'relay'], {
  values: {
    identify_only: "The customer's system decides and opens.",
    relay: 'The terminal opens by itself.',
  },
})

export const Zone = builder.loadableNodeRef<ZoneShape | null, string, string, string, ZoneShape>('Zone', {
  id: { resolve: ({ id }) => id },
  load: (ids: string[], context) => zonesByIds(context, ids),
  toKey: ({ id }) => id,
  cacheResolved: true,
  sort: false,
})

Zone.implement({
  description: 'Where people come in: a facility, or a space within one.',
  fields: (t) => ({
    zoneId: t.exposeString('zoneId', {
      description: '`<tenant>:<region>:<slug>`, with `:<slug>` behind it for a space: its id in the events API.',
    }),
    kind: t.expose('kind', { type: ZoneKind }),
    name: t.exposeString('name'),
    timeZone: t.exposeString('timeZone', { description: 'IANA name.' }),
    mode: t.expose('mode', { type: ZoneMode }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    archivedAt: t.expose('archivedAt', { type: 'DateTime', nullable: true }),
    facility: t.field({
      type: Zone,
      nullable: true,
      description: 'In which a space lies; null for a facility.',
      resolve: ({ facilityId }) => facilityId,
    }),
    spaces: t.loadableList({
      type: Zone,
      description: 'Of a facility, in order of creation, archived ones included.',
      complexity: { field: 1, multiplier: 10 },
      load: (ids: string[], context) => spacesOf(context, ids),
      resolve: ({ id }) => id,
    }),
  }),
})

const ZoneConnection = builder.connectionObject({ type: Zone, name: 'ZoneConnection' })

const ZoneFilter = builder.inputType('ZoneFilter', {
  fields: (t) => ({
    kind: t.field({ type: ZoneKind }),
    facilityId: t.id({ description: 'Only the spaces of this facility.' }),
    archived: t.boolean({ description: 'Archived ones as well.' }),
  }),
})

builder.queryField('zones', (t) =>
  t.field({
    type: ZoneConnection,
    description: 'In order of creation.',
    args: { ...pageArgs(t.arg), filter: t.arg({ type: ZoneFilter }) },
    complexity: pageCost,
    async resolve(_root, { first, after, filter }, context) {
      const facilityId = rowIdOf('Zone', filter?.facilityId)
      const all = await listZones(context, { archived: filter?.archived ?? false })
      const wanted = all.filter(
        (zone) =>
          (!filter?.kind || zone.kind === filter.kind) && (facilityId === undefined || zone.facilityId === facilityId),
      )
      return pageOfAll(wanted, { first: first ?? pageDefault, after })
    },
  }),
)

const ZonePayload = builder.objectRef<{ zoneId: string }>('ZonePayload').implement({
  fields: (t) => ({ zone: t.field({ type: Zone, resolve: ({ zoneId }) => zoneId }) }),
})

mutation('createFacility', {
  description: 'A venue. Its id is made of the tenant, the region and the slug.',
  input: (t) => ({
    name: t.string({ required: true }),
    region: t.string({ description: 'ISO 3166-1 or -2 in lower case, such as at or ar-b.' }),
    slug: t.string({ description: 'The last part of its id; made of the name where none is given.' }),
    timeZone: t.string({ description: 'IANA name.' }),
    mode: t.field({ type: ZoneMode }),
  }),
  payload: ZonePayload,
  errors: [AlreadyExists],
  run: async (context, { name, region, slug, timeZone, mode }) => {
    const zone = await createFacility(context, {
      name,
      region: given(region),
      slug: given(slug),
      timeZone: given(timeZone),
      mode: given(mode),
    })
    return { zoneId: zone.id }
  },
})

mutation('createSpace', {
  description: 'A part of a facility, in its time zone.',
  input: (t) => ({
    facilityId: t.id({ required: true }),
    name: t.string({ required: true }),
    slug: t.string(),
    mode: t.field({ type: ZoneMode, description: "Default: the facility's." }),
  }),
  payload: ZonePayload,
  errors: [AlreadyExists],
  run: async (context, { facilityId, name, slug, mode }) => {
    const space = { facilityId: rowId('Zone', facilityId), name, slug: given(slug), mode: given(mode) }
    return { zoneId: (await createSpace(context, space)).id }
  },
})

mutation('changeZone', {
  description: 'Its id stays. The time zone of a facility is that of its spaces.',
  input: (t) => ({
    zoneId: t.id({ required: true }),
    name: t.string(),
    timeZone: t.string(),
    mode: t.field({ type: ZoneMode }),
  }),
  payload: ZonePayload,
  run: async (context, { zoneId, name, timeZone, mode }) => {
    const change = { name: given(name), timeZone: given(timeZone), mode: given(mode) }
    const named = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    return { zoneId: (await changeZone(context, { id: rowId('Zone', zoneId), ...named })).id }
  },
})

mutation('archiveZone', {
  description:
    'Takes a zone and its spaces out of use, or back into it. Refused while terminals stand there or events lie ahead.',
  input: (t) => ({
    zoneId: t.id({ required: true }),
    archived: t.boolean({ defaultValue: true, description: 'False: back into use.' }),
  }),
  payload: ZonePayload,
  run: async (context, { zoneId, archived }) => {
    const zone = await archiveZone(context, { id: rowId('Zone', zoneId), archived: archived ?? true })
    return { zoneId: zone.id }
  },
})
