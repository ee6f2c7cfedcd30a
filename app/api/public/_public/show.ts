/** What the events API shows of each thing, field by field: nothing that is added to a row later is sent by itself. */
import type { AccessEvent } from '@/domain/access-log'
import type { Context } from '@/domain/context'
import type { Attendee } from '@/domain/events/attendees'
import { stateOfEvent, type Event } from '@/domain/events/events'
import { syncOf, type EventSync, type Sync } from '@/domain/grants/sync'
import type { Onboarding } from '@/domain/onboardings/verdict'
import type { QrDelivery } from '@/domain/qr-credential/read'
import type { Terminal } from '@/domain/terminals/read'
import type { User } from '@/domain/users'
import { linksOfUsers, namesOfUsers } from '@/domain/users/by-uuid'
import type { Zone } from '@/domain/zones/zones'
import { durationOf } from './fields'

type GrantRow = Attendee
const time = (at: Date | null) => at?.toISOString() ?? null

/** 4.1 */
export function showSingle({ id, acsId, status, outcome, reason, userUuid }: Onboarding) {
  return {
    onboarding_id: id,
    acs_id: acsId,
    user_id: userUuid,
    status,
    result: outcome === null ? null : { outcome, reason },
  }
}

/** 4.2 */
export function showOnboarding(onboarding: Onboarding) {
  const { createdAt, finishedAt, quality } = onboarding
  return {
    ...showSingle(onboarding),
    created_at: time(createdAt),
    finished_at: time(finishedAt),
    quality: quality && snakeCased(quality),
    delivery: onboarding.delivery && showDelivery(onboarding.delivery),
  }
}

/** Section 7 */
export function showDelivery({ id, state, reason, createdAt, changedAt }: QrDelivery) {
  return { delivery_id: id, state, reason, created_at: time(createdAt), updated_at: time(changedAt) }
}

/** Measures of a face: their names are the engine's, and there is nothing else in it. */
function snakeCased(measures: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(measures).map(([name, value]) => [name.replaceAll(/[A-Z]/g, (on) => `_${on.toLowerCase()}`), value]),
  )
}

/** 4.3 */
export async function showUsers(context: Context, tenantId: string, users: readonly User[]) {
  const links = await linksOfUsers(
    context,
    tenantId,
    users.map(({ id }) => id),
  )
  return users.map((user) => {
    const own = links.filter(({ userId }) => userId === user.id)
    const member = own.find(({ kind }) => kind === 'member')
    return {
      user_id: user.uuid,
      acs_id: user.externalId,
      acs_id_schema: user.externalIdSchema,
      status: user.status,
      credential: { status: user.status === 'revoked' ? 'revoked' : user.hasFace ? 'issued' : 'none' },
      created_at: time(user.createdAt),
      updated_at: time(user.updatedAt),
      events: own
        .filter(({ kind }) => kind === 'attendee')
        .map(({ id, eventId }) => ({ event_id: eventId, attendee_id: id })),
      member: member ? { member_id: member.id } : null,
    }
  })
}

/** 4.4. The collection has no life of its own. */
export function showEvent(event: Event, zones: ReadonlyMap<string, Zone>, now: Date) {
  return {
    event_id: event.id,
    zone_id: zones.get(event.zoneRow)!.zoneId,
    name: event.name,
    external_id: event.externalId,
    start_time: time(event.startsAt),
    end_time: time(event.endsAt),
    entry_policy: event.entryPolicy,
    retention: durationOf(event.retentionSeconds),
    capacity: event.capacity,
    status: stateOfEvent(event, now),
    collection_id: event.id,
    created_at: time(event.createdAt),
    updated_at: time(event.updatedAt),
  }
}

export function showEventSync({ attendees, synced, terminals, terminalsReady }: EventSync) {
  return { attendees, synced, access_points: terminals, access_points_ready: terminalsReady }
}

/** 4.5, 4.6: attendees and members, with who they are and how far they have come. */
export async function showGrants(
  context: Context,
  tenantId: string,
  grants: readonly GrantRow[],
  zones: ReadonlyMap<string, Zone>,
) {
  const names = await namesOfUsers(
    context,
    tenantId,
    grants.map(({ userId }) => userId),
  )
  const syncs = await syncOf(context, tenantId, grants)
  return grants.map((grant) => {
    const user = names.get(grant.userId)!
    const sync = syncs.get(grant.id)!
    return grant.kind === 'attendee' ? showAttendee(grant, user, sync, zones) : showMember(grant, user, sync, zones)
  })
}

type Names = Pick<User, 'uuid' | 'externalId'>

function showAttendee(grant: GrantRow, user: Names, sync: Sync, zones: ReadonlyMap<string, Zone>) {
  return {
    attendee_id: grant.id,
    event_id: grant.eventId,
    user_id: user.uuid,
    acs_id: user.externalId,
    status: sync.status,
    valid_from: time(grant.validFrom),
    valid_until: time(grant.validUntil),
    space_ids: grant.zoneRows?.map((row) => zones.get(row)!.zoneId) ?? null,
    access_points: grant.terminalIds,
    created_at: time(grant.createdAt),
    sync: showSync(sync),
  }
}

function showMember(grant: GrantRow, user: Names, sync: Sync, zones: ReadonlyMap<string, Zone>) {
  return {
    member_id: grant.id,
    user_id: user.uuid,
    acs_id: user.externalId,
    status: sync.status,
    valid_from: time(grant.validFrom),
    valid_until: time(grant.validUntil),
    zone_ids: grant.zoneRows?.map((row) => zones.get(row)!.zoneId) ?? null,
    schedule: grant.schedule?.map(({ days, from, until }) => ({ days, from, until })) ?? null,
    created_at: time(grant.createdAt),
    sync: showSync(sync),
  }
}

const showSync = ({ terminals }: Sync) =>
  terminals.map(({ id, acknowledged }) => ({ access_point_id: id, status: acknowledged ? 'synced' : 'pending' }))

/** 4.7 */
export function showZone(zone: Zone, zones: ReadonlyMap<string, Zone>) {
  return {
    id: zone.zoneId,
    kind: zone.kind,
    name: zone.name,
    facility_id: zone.facilityId === null ? null : zones.get(zone.facilityId)!.zoneId,
    time_zone: zone.timeZone,
    mode: zone.mode,
    created_at: time(zone.createdAt),
  }
}

/** After so long without a word a terminal counts as offline. */
const silentMs = 5 * 60_000
/** From here on a clock is wrong enough to be told. */
const driftMs = 30_000

export function showAccessPoint(terminal: Terminal, zones: ReadonlyMap<string, Zone>, now: Date) {
  return {
    id: terminal.id,
    zone_id: zones.get(terminal.zoneRow)!.zoneId,
    name: terminal.name,
    status: statusOfTerminal(terminal, now),
    last_seen_at: time(terminal.lastSeenAt),
    revision: terminal.ackedRevision,
    templates: terminal.heldUsers,
    software: terminal.versions?.software ?? null,
    engine: terminal.versions?.engine ?? null,
  }
}

function statusOfTerminal({ state, lastSeenAt, sentRevision, ackedRevision, clockDriftMs }: Terminal, now: Date) {
  if (state === 'retired') return 'retired'
  if (state !== 'active') return 'provisioned'
  if (!lastSeenAt || now.getTime() - lastSeenAt.getTime() > silentMs) return 'offline'
  const isBehind = ackedRevision < sentRevision || Math.abs(clockDriftMs ?? 0) > driftMs
  return isBehind ? 'degraded' : 'online'
}

/** 4.8 */
export function showAccessEvent(entry: AccessEvent, user: Names | undefined) {
  return {
    access_event_id: entry.id,
    type: entry.type,
    acs_id: user?.externalId ?? null,
    user_id: user?.uuid ?? null,
    event_id: entry.eventId,
    member_id: entry.grantKind === 'member' ? entry.grantId : null,
    access_point_id: entry.terminalId,
    occurred_at: time(entry.occurredAt),
    received_at: time(entry.receivedAt),
    score_band: entry.scoreBand,
    offline: entry.offline,
  }
}
