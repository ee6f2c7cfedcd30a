/**
 * What a message says, read from the rows at the moment in which it is sent: who was erased meanwhile is named in none. The
 * envelope is that of Standard Webhooks, the fields are those of the contract.
 */
import { and, eq } from 'drizzle-orm'
import type { Handle } from '@/db/types'
import type { Tables } from '@/db/tables'

export type Delivery = Tables['webhookDeliveries']['$inferSelect']

/** Of the contract's section 8.5 and 4.8. Nothing is ever taken away. */
export interface AccessMessage {
  access_event_id: string
  acs_id: string | null
  acs_id_schema: string | null
  user_id: string | null
  access_point_id: string
  zone_id: string
  /** In an `identify_only` zone the answer `{decision, reason}` is read. */
  mode: 'identify_only' | 'relay'
  event_id: string | null
  member: boolean
  occurred_at: string
  sequence: number
  type: string
  offline: boolean
  score_band: string | null
  /** What the receiver of the first message answered. */
  acs_decision: 'granted' | 'denied' | null
  acs_reason: string | null
}

export interface Message {
  body: string
  /** Whether the receiver decides. */
  isQuestion: boolean
}

/** @returns null when what it tells of is gone */
export async function renderMessage(handle: Handle, delivery: Delivery): Promise<Message | null> {
  if (delivery.type === 'test') {
    const said = { type: 'test', timestamp: delivery.createdAt.toISOString(), data: { webhook_id: delivery.webhookId } }
    return { body: JSON.stringify(said), isQuestion: false }
  }
  const { accessEvents, users, zones } = handle.tables
  const [row] = await handle.sql
    .select({
      event: accessEvents,
      zone: { zoneId: zones.zoneId, mode: zones.mode },
      user: { uuid: users.uuid, externalId: users.externalId, externalIdSchema: users.externalIdSchema },
    })
    .from(accessEvents)
    .innerJoin(zones, eq(zones.id, accessEvents.zoneRow))
    .leftJoin(users, eq(users.id, accessEvents.userId))
    .where(and(eq(accessEvents.id, delivery.subjectId), eq(accessEvents.tenantId, delivery.tenantId)))
  if (!row) return null
  const { event, zone, user } = row
  const data: AccessMessage = {
    access_event_id: event.id,
    acs_id: user?.externalId ?? null,
    acs_id_schema: user?.externalId ? (user.externalIdSchema ?? 'string64') : null,
    user_id: user?.uuid ?? null,
    access_point_id: event.terminalId,
    zone_id: zone.zoneId,
    mode: zone.mode,
    event_id: event.eventId,
    member: event.grantKind === 'member',
    occurred_at: event.occurredAt.toISOString(),
    sequence: event.sequence,
    type: delivery.type,
    offline: event.offline,
    score_band: event.scoreBand,
    acs_decision: event.acsDecision,
    acs_reason: event.acsReason,
  }
  const said = { type: delivery.type, timestamp: data.occurred_at, data }
  return {
    body: JSON.stringify(said),
    isQuestion: zone.mode === 'identify_only' && delivery.type === 'access_granted' && event.acsDecision === null,
  }
}
