/**
 * What each thing looks like that the events API answers with. The document is made of these, and testing.ts holds every answer of
 * the contract tests against them, so that neither a field nor a value is told or sent alone. How a row becomes one is in show.ts.
 */
import { z } from 'zod'
import { named, type NamedSchemas } from '@/app/_lib/openapi'
import { acsIdSchemas } from '@/domain/acs-ids'
import { accessTypes } from '@/domain/access-log'
import { qrDeliveryStates } from '@/domain/qr-credential/read'
import { userStatuses } from '@/domain/users/statuses'
import { codes, fieldCodes, verdicts, type Code } from './codes'

export const schemas: NamedSchemas = z.registry<{ id: string }>()
const name = named(schemas)

const uuid = z.uuid()
const time = z.iso.datetime()
const count = z.int().min(0)

const pageOf = <Item extends z.ZodType>(id: string, item: Item) =>
  name(
    id,
    z.object({
      items: z.array(item),
      next_cursor: z.string().nullable().describe('For the next page, as `cursor`; null on the last one.'),
    }),
  )

export const error = name(
  'Error',
  z.object({
    reason: z.enum(Object.keys(codes) as [Code, ...Code[]]),
    message: z.string().describe('For people.'),
    details: z.record(z.string(), z.unknown()).optional(),
    errors: z
      .array(z.object({ field: z.string(), code: z.enum(fieldCodes), message: z.string() }))
      .optional()
      .describe('Of a 422: which fields.'),
    request_id: z.string(),
  }),
)

const verdict = name('Verdict', z.enum(verdicts).describe('Why a selfie was not taken.'))
const result = z
  .object({ outcome: z.enum(['accepted', 'rejected']), reason: verdict.nullable() })
  .nullable()
  .describe('Null while there is no verdict.')

const singleFields = {
  onboarding_id: uuid,
  acs_id: z.string(),
  user_id: uuid.nullable().describe('Null unless accepted.'),
  status: z.enum(['processing', 'finished', 'failed']).describe('`failed` only by a fault of the bureau: try again.'),
  result,
}
export const single = name('Single', z.object(singleFields))

export const credentialDelivery = name(
  'CredentialDelivery',
  z.object({
    delivery_id: uuid,
    state: z
      .enum(qrDeliveryStates)
      .describe('`sent`: a carrier has taken it; what bounces later is not heard of. `not_sent`: `reason` says why.'),
    reason: z
      .enum(['address_missing', 'consent_missing', 'user_revoked', 'user_without_credential', 'carrier_refused'])
      .nullable(),
    created_at: time,
    updated_at: time,
  }),
)

const onboarding = name(
  'Onboarding',
  z.object({
    ...singleFields,
    created_at: time,
    finished_at: time.nullable(),
    quality: z
      .object({ warnings: z.array(z.string()).optional() })
      .catchall(z.unknown())
      .nullable()
      .describe('Measures of the face, and what could be better about the picture.'),
    delivery: credentialDelivery
      .nullable()
      .describe('Of the QR credential; null where none was asked for, or nobody was enrolled.'),
  }),
)
export { onboarding }
export const onboardingPage = pageOf('OnboardingPage', onboarding)

export const user = name(
  'User',
  z.object({
    user_id: uuid,
    acs_id: z.string().nullable(),
    acs_id_schema: z.enum(acsIdSchemas).nullable(),
    status: z.enum(userStatuses),
    credential: z.object({ status: z.enum(['issued', 'none', 'revoked']) }),
    created_at: time,
    updated_at: time,
    events: z.array(z.object({ event_id: uuid, attendee_id: uuid })),
    member: z.object({ member_id: uuid }).nullable(),
  }),
)
export const userPage = pageOf('UserPage', user)

export const deletionBegun = name(
  'DeletionBegun',
  z.object({ deletion_id: uuid, pending_access_points: z.array(uuid).describe('Terminals that have not let go yet.') }),
)

const held = z
  .object({ kind: z.string(), id: z.string() })
  .catchall(z.unknown())
  .describe('A dump or a terminal that still held something then, and until when.')

export const deletion = name(
  'Deletion',
  z.object({
    deletion_id: uuid,
    status: z.enum(['pending', 'confirmed']),
    requested_at: time,
    finished_at: time,
    pending_access_points: z.array(uuid),
    receipt: z
      .object({
        version: z.literal(1),
        id: uuid,
        tenantId: uuid,
        subject: z.string(),
        requestedAt: time,
        requestedBy: z.object({ kind: z.string(), id: z.string() }),
        finishedAt: time,
        userKey: z.literal('destroyed'),
        removed: z.object({ templates: count, samples: count, devices: count, blobs: count }),
        stillHeld: z.array(held),
      })
      .describe('What is signed, byte for byte in its canonical JSON.'),
    key_id: z.string(),
    signature: z.string().describe('Ed25519, base64url.'),
  }),
)

const eventFields = {
  event_id: uuid,
  zone_id: z.string(),
  name: z.string().nullable(),
  external_id: z.string().nullable(),
  start_time: time,
  end_time: time,
  entry_policy: z.enum(['single', 'multiple']),
  retention: z.string().describe('`manual`, or how long after its end the event deletes itself, in ISO 8601.'),
  capacity: z.int().min(1).nullable(),
  status: z.enum(['scheduled', 'live', 'ended']),
  collection_id: uuid,
  created_at: time,
  updated_at: time,
}
export const event = name('Event', z.object(eventFields))
export const eventPage = pageOf('EventPage', event)
export const eventWithSync = name(
  'EventWithSync',
  z.object({
    ...eventFields,
    attendees: count,
    synced: count.describe('Attendees whom every terminal of the zone has acknowledged.'),
    access_points: count,
    access_points_ready: count.describe('Terminals that have acknowledged every attendee.'),
  }),
)
export const eventDeleting = name('EventDeleting', z.object({ event_id: uuid, status: z.literal('deleting') }))

const syncStatus = z.enum(['pending_sync', 'synced', 'removing', 'removed'])
const sync = z.array(z.object({ access_point_id: uuid, status: z.enum(['synced', 'pending']) }))
const person = { user_id: uuid, acs_id: z.string().nullable() }

export const attendee = name(
  'Attendee',
  z.object({
    attendee_id: uuid,
    event_id: uuid,
    ...person,
    status: syncStatus,
    valid_from: time.nullable(),
    valid_until: time.nullable(),
    space_ids: z.array(z.string()).nullable(),
    access_points: z.array(uuid).nullable(),
    created_at: time,
    sync,
  }),
)
export const attendeePage = pageOf('AttendeePage', attendee)
export const attendeeRemoving = name(
  'AttendeeRemoving',
  z.object({ attendee_id: z.string(), status: z.literal('removing') }),
)
export const attendeeBatch = name(
  'AttendeeBatch',
  z.object({
    event_id: z.string(),
    added: count,
    refused: count,
    items: z.array(
      z.object({
        user_id: z.string(),
        status: z.union([z.literal(201), z.literal(400), z.literal(404), z.literal(409)]),
        attendee_id: uuid.nullable(),
        reason: z
          .enum(['user_not_found', 'user_without_credential', 'attendee_already_exists', 'event_capacity_exceeded'])
          .nullable(),
      }),
    ),
  }),
)

const memberFields = {
  member_id: uuid,
  ...person,
  status: syncStatus,
  valid_from: time.nullable(),
  valid_until: time.nullable(),
  zone_ids: z.array(z.string()).nullable(),
  schedule: z
    .array(z.object({ days: z.array(z.int().min(1).max(7)), from: z.string(), until: z.string() }))
    .nullable()
    .describe('On the zone’s own wall clock; 1 is Monday.'),
  created_at: time,
  sync,
}
export const member = name('Member', z.object(memberFields))
export const memberPage = pageOf('MemberPage', member)
/** Of a selfie the enrolment is told as well; one that was not taken makes nobody a member. */
export const memberMade = name(
  'MemberMade',
  z.union([
    z.object({ ...memberFields, onboarding_id: uuid.optional(), result: result.optional() }),
    z.object({
      member_id: z.null(),
      user_id: z.null(),
      acs_id: z.string(),
      status: z.literal('rejected'),
      onboarding_id: uuid,
      result,
    }),
  ]),
)
export const memberRemoving = name('MemberRemoving', z.object({ member_id: z.string(), status: z.literal('removing') }))

export const zonePage = pageOf(
  'ZonePage',
  name(
    'Zone',
    z.object({
      id: z.string().describe('`<tenant>:<region>:<slug>`, and `:<space>` of a space.'),
      kind: z.enum(['facility', 'space']),
      name: z.string(),
      facility_id: z.string().nullable(),
      time_zone: z.string(),
      mode: z.enum(['identify_only', 'relay']),
      created_at: time,
    }),
  ),
)

export const accessPointPage = pageOf(
  'AccessPointPage',
  name(
    'AccessPoint',
    z.object({
      id: uuid,
      zone_id: z.string(),
      name: z.string(),
      status: z.enum(['provisioned', 'online', 'degraded', 'offline', 'retired']),
      last_seen_at: time.nullable(),
      revision: count.describe('Up to which it has acknowledged the feed.'),
      templates: count.nullable(),
      software: z.string().nullable(),
      engine: z.string().nullable(),
    }),
  ),
)

export const accessEventPage = pageOf(
  'AccessEventPage',
  name(
    'AccessEvent',
    z.object({
      access_event_id: uuid,
      type: z.enum(accessTypes),
      acs_id: z.string().nullable(),
      user_id: uuid.nullable().describe('Null where nobody was recognised, and once they are erased.'),
      event_id: uuid.nullable(),
      member_id: uuid.nullable(),
      access_point_id: uuid,
      occurred_at: time.describe('At the door.'),
      received_at: time,
      score_band: z.enum(['high', 'medium', 'low']).nullable(),
      offline: z.boolean().describe('Seen while the terminal had no connection.'),
    }),
  ),
)

const webhookFields = {
  webhook_id: uuid,
  url: z.string(),
  description: z.string(),
  types: z.array(z.enum(accessTypes)).nullable().describe('Null: every type.'),
  enabled: z.boolean(),
  disabled_at: time.nullable(),
  disabled_because: z.enum(['admin', 'failing']).nullable(),
  failing_since: time.nullable(),
  previous_secret_until: time.nullable(),
  created_at: time,
}
export const webhook = name('Webhook', z.object(webhookFields))
export const webhookPage = pageOf('WebhookPage', webhook)
export const webhookWithSecret = name(
  'WebhookWithSecret',
  z.object({ ...webhookFields, secret: z.string().describe('`whsec_…`; shown in this answer only.') }),
)

export const delivery = name(
  'WebhookDelivery',
  z.object({
    delivery_id: uuid,
    webhook_id: uuid,
    message_id: z.string(),
    type: z.enum([...accessTypes, 'test']),
    access_event_id: uuid.nullable(),
    state: z.enum(['queued', 'delivered', 'failed']),
    attempts: count,
    next_attempt_at: time.nullable(),
    last_attempt_at: time.nullable(),
    last_status: z.int().nullable(),
    last_error: z.string().nullable(),
    last_took_ms: count.nullable(),
    delivered_at: time.nullable(),
    created_at: time,
  }),
)
export const deliveryPage = pageOf('WebhookDeliveryPage', delivery)
export const webhookReplay = name(
  'WebhookReplay',
  z.object({
    queued: count,
    cursor: uuid.nullable().describe('The last line that was looked at: go on with it as `after`.'),
    has_more: z.boolean(),
  }),
)
