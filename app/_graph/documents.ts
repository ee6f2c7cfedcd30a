/** Made by `npm run sdl` of the `.graphql` files below app/: change those. */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] }
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never }
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core'
export type AccessCredential = 'FACE' | 'QR'

export type AccessEventFilter = {
  /** Whether the bureau would have decided otherwise. */
  disputed?: boolean | null | undefined
  eventId?: string | null | undefined
  /** When it happened at the door. */
  from?: string | null | undefined
  terminalId?: string | null | undefined
  /** The moment itself is outside. */
  to?: string | null | undefined
  types?: Array<AccessType> | null | undefined
  userId?: string | null | undefined
  /** A facility means its spaces as well. */
  zoneId?: string | null | undefined
}

export type AccessType =
  | 'ACCESS_GRANTED'
  | 'ACS_DENIED'
  | 'ALREADY_INSIDE'
  | 'NOT_RECOGNISED'
  | 'OUTSIDE_WINDOW'
  | 'QUALITY_TOO_LOW'
  | 'SPOOF_SUSPECTED'

export type AcsDecision = 'DENIED' | 'GRANTED'

export type AddAttendeesByExternalIdInput = {
  eventId: string
  externalIds: Array<string>
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  /** Terminals to which they are narrowed. */
  terminalIds?: Array<string> | null | undefined
  /** A narrower window than the event's. */
  validFrom?: string | null | undefined
  validUntil?: string | null | undefined
  /** Spaces to which they are narrowed. */
  zoneIds?: Array<string> | null | undefined
}

export type AddAttendeesInput = {
  eventId: string
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  /** Terminals to which they are narrowed. */
  terminalIds?: Array<string> | null | undefined
  userIds: Array<string>
  /** A narrower window than the event's. */
  validFrom?: string | null | undefined
  validUntil?: string | null | undefined
  /** Spaces to which they are narrowed. */
  zoneIds?: Array<string> | null | undefined
}

export type AddMatchingAttendeesInput = {
  /** `endCursor` of the call before. */
  after?: string | null | undefined
  eventId: string
  /** Nothing given: every user. */
  filter: UserFilter
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  /** Terminals to which they are narrowed. */
  terminalIds?: Array<string> | null | undefined
  /** A narrower window than the event's. */
  validFrom?: string | null | undefined
  validUntil?: string | null | undefined
  /** Spaces to which they are narrowed. */
  zoneIds?: Array<string> | null | undefined
}

export type AddMembersByExternalIdInput = {
  externalIds: Array<string>
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  /** Null: at any time. */
  schedule?: Array<WeeklySpanInput> | null | undefined
  validFrom?: string | null | undefined
  validUntil?: string | null | undefined
  /** Null: every door of the tenant, those that come later included. */
  zoneIds?: Array<string> | null | undefined
}

export type AddMembersInput = {
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  /** Null: at any time. */
  schedule?: Array<WeeklySpanInput> | null | undefined
  userIds: Array<string>
  validFrom?: string | null | undefined
  validUntil?: string | null | undefined
  /** Null: every door of the tenant, those that come later included. */
  zoneIds?: Array<string> | null | undefined
}

export type ArchiveZoneInput = {
  /** False: back into use. */
  archived?: boolean | null | undefined
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  zoneId: string
}

export type AttendeeRefusal =
  'ATTENDEE_ALREADY_EXISTS' | 'EVENT_CAPACITY_EXCEEDED' | 'USER_NOT_FOUND' | 'USER_WITHOUT_CREDENTIAL'

export type CancelPairingInput = {
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  terminalId: string
}

export type CandidateRefusal =
  | 'ALREADY_ADDED'
  | 'USER_NOT_FOUND'
  /** They may not be recognised, or there is nothing to recognise them by. */
  | 'USER_WITHOUT_CREDENTIAL'

export type ChangeEventInput = {
  capacity?: number | null | undefined
  endsAt?: string | null | undefined
  entryPolicy?: EntryPolicy | null | undefined
  eventId: string
  externalId?: string | null | undefined
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  /** Null: none any more. So for every field that may be null. */
  name?: string | null | undefined
  retentionSeconds?: number | null | undefined
  startsAt?: string | null | undefined
}

export type ChangeMemberInput = {
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  memberId: string
  schedule?: Array<WeeklySpanInput> | null | undefined
  validFrom?: string | null | undefined
  validUntil?: string | null | undefined
  zoneIds?: Array<string> | null | undefined
}

export type ChangeTerminalInput = {
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  name?: string | null | undefined
  terminalId: string
  zoneId?: string | null | undefined
}

export type ChangeWebhookInput = {
  description?: string | null | undefined
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  /** Null: of everything. */
  types?: Array<AccessType> | null | undefined
  url?: string | null | undefined
  webhookId: string
}

export type ChangeZoneInput = {
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  mode?: ZoneMode | null | undefined
  name?: string | null | undefined
  timeZone?: string | null | undefined
  zoneId: string
}

export type ConfirmTerminalInput = {
  /** As it was compared: another device that waits meanwhile is not let in by it. */
  fingerprint: string
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  terminalId: string
}

export type CreateEventInput = {
  capacity?: number | null | undefined
  endsAt: string
  entryPolicy?: EntryPolicy | null | undefined
  /** The customer's own id, unique in its tenant. */
  externalId?: string | null | undefined
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  name?: string | null | undefined
  /** Default: the tenant's setting. Null: until somebody deletes it. */
  retentionSeconds?: number | null | undefined
  startsAt: string
  zoneId: string
}

export type CreateFacilityInput = {
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  mode?: ZoneMode | null | undefined
  name: string
  /** ISO 3166-1 or -2 in lower case, such as at or ar-b. */
  region?: string | null | undefined
  /** The last part of its id; made of the name where none is given. */
  slug?: string | null | undefined
  /** IANA name. */
  timeZone?: string | null | undefined
}

export type CreatePairingCodeInput = {
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  terminalId: string
}

export type CreateSpaceInput = {
  facilityId: string
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  /** Default: the facility's. */
  mode?: ZoneMode | null | undefined
  name: string
  slug?: string | null | undefined
}

export type CreateTerminalInput = {
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  name: string
  /** The facility or the space at whose door it stands. */
  zoneId: string
}

export type CreateWebhookInput = {
  description?: string | null | undefined
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  /** Of what it is told; null: of everything. */
  types?: Array<AccessType> | null | undefined
  url: string
}

export type DeleteEventInput = {
  eventId: string
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
}

export type DeleteWebhookInput = {
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  webhookId: string
}

export type Direction = 'ASC' | 'DESC'

export type DisableWebhookInput = {
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  webhookId: string
}

export type Duplicates =
  /** It is enrolled, and the pair put up for review. */
  | 'FLAG'
  /** Nobody looks. */
  | 'OFF'
  /** A face that looks like another user's is refused. */
  | 'REFUSE'

export type EnableWebhookInput = {
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  webhookId: string
}

export type EntryPolicy =
  | 'MULTIPLE'
  /** Whoever came in does not come in again. */
  | 'SINGLE'

export type EventFilter = {
  /** Events of which some part lies after this. */
  from?: string | null | undefined
  states?: Array<EventState> | null | undefined
  /** Events of which some part lies before this. */
  to?: string | null | undefined
  /** Exactly this zone. */
  zoneId?: string | null | undefined
}

export type EventState = 'ENDED' | 'LIVE' | 'SCHEDULED'

export type GrantKind = 'ATTENDEE' | 'MEMBER'

export type MemberFilter = {
  /** The customer's own id of the user. */
  externalId?: string | null | undefined
  /** Those who were removed, instead of those who stand. */
  removed?: boolean | null | undefined
  /** The beginning of an id or of an external id of a user, or a whole UUID. */
  search?: string | null | undefined
  states?: Array<MemberState> | null | undefined
  /** Who may come in there, whether or not they may elsewhere. */
  zoneId?: string | null | undefined
}

export type MemberRefusal = 'MEMBER_ALREADY_EXISTS' | 'USER_NOT_FOUND' | 'USER_WITHOUT_CREDENTIAL'

/** By the validity; a weekly schedule does not count. */
export type MemberState = 'CURRENT' | 'EXPIRED' | 'UPCOMING'

export type Modality = 'FACE' | 'NONE' | 'VOICE'

export type RemoveAttendeesInput = {
  attendeeIds: Array<string>
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
}

export type RemoveMembersInput = {
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  memberIds: Array<string>
}

export type ReplayWebhookInput = {
  /** The `accessEventId` of the last line that the receiver has; null: from the first that is kept. */
  after?: string | null | undefined
  /** Lines looked at, 1 to 1,000. */
  first?: number | null | undefined
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  /** Instead of `after`: from what came in at this moment on. */
  since?: string | null | undefined
  webhookId: string
}

export type ResendWebhookDeliveryInput = {
  deliveryId: string
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
}

export type RetireTerminalInput = {
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  terminalId: string
}

export type RotateWebhookSecretInput = {
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  /** 0 to 168; 24 where none is given. */
  overlapHours?: number | null | undefined
  webhookId: string
}

export type ScoreBand = 'HIGH' | 'LOW' | 'MEDIUM'

/** Only what is named is changed. */
export type SettingsInput = {
  accessLogDays?: number | null | undefined
  auditorsSeePictures?: boolean | null | undefined
  documentDays?: number | null | undefined
  documentEngine?: boolean | null | undefined
  doorMovements?: number | null | undefined
  dumpDays?: number | null | undefined
  duplicates?: Duplicates | null | undefined
  emotions?: boolean | null | undefined
  eventLongestDays?: number | null | undefined
  eventRetentionHours?: number | null | undefined
  faceEngine?: boolean | null | undefined
  keepSamples?: boolean | null | undefined
  liveness?: boolean | null | undefined
  minEyeDistancePx?: number | null | undefined
  qrCredentialDays?: number | null | undefined
  revocationAlarmMinutes?: number | null | undefined
  searchFpir?: number | null | undefined
  terminalStalenessHours?: number | null | undefined
  verifyFmr?: number | null | undefined
  voiceEngine?: boolean | null | undefined
  voiceFmr?: number | null | undefined
  voiceLanguage?: string | null | undefined
  voiceLanguages?: Array<string> | null | undefined
  walletIssuer?: string | null | undefined
  walletOpen?: boolean | null | undefined
  walletRequestsPerHour?: number | null | undefined
  walletValidityDays?: number | null | undefined
}

/** Only what a terminal has acknowledged counts as known there. */
export type SyncState =
  /** Applied, as the terminal says. */
  | 'ACKNOWLEDGED'
  /** Sent. */
  | 'DELIVERED'
  /** Not acknowledged in time. */
  | 'OVERDUE'
  /** Not sent yet. */
  | 'PENDING'

export type SyncWish =
  /** It is to hold what recognises them. */
  | 'HOLD'
  /** It is to hold it no longer. */
  | 'LET_GO'

export type TerminalHealth =
  /** It is there, and behind with the feed, or its clock is wrong. */
  | 'DEGRADED'
  /** Nothing was heard of it for three heartbeats. */
  | 'OFFLINE'
  | 'ONLINE'
  /** It has no device yet. */
  | 'PROVISIONED'
  | 'RETIRED'

export type TerminalState =
  | 'ACTIVE'
  /** A device answered the pairing code; somebody has to compare its key's fingerprint. */
  | 'CLAIMED'
  | 'RETIRED'
  | 'UNPAIRED'

export type TestWebhookInput = {
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  webhookId: string
}

export type UpdateSettingsInput = {
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  name?: string | null | undefined
  settings?: SettingsInput | null | undefined
}

/** Only users for whom everything that is given holds. */
export type UserFilter = {
  /** Exactly this one; at most one user has it. */
  externalId?: string | null | undefined
  /** Only who waits for review as possibly the double of somebody else. */
  flagged?: boolean | null | undefined
  /** First day on which they were created, YYYY-MM-DD, UTC. */
  from?: string | null | undefined
  /** What they can be recognised by; NONE for who cannot be. */
  modality?: Modality | null | undefined
  /** The beginning of an id or of an external id, or a whole UUID. */
  search?: string | null | undefined
  status?: Array<UserStatus> | null | undefined
  /** Last day. */
  to?: string | null | undefined
}

export type UserStatus =
  | 'ACTIVE'
  /** There is nothing to recognise them by yet. */
  | 'PENDING'
  /** They may not be recognised. */
  | 'REVOKED'

export type WebhookDeliveryFilter = {
  states?: Array<WebhookDeliveryState> | null | undefined
  types?: Array<AccessType> | null | undefined
  webhookId?: string | null | undefined
}

export type WebhookDeliveryState =
  | 'DELIVERED'
  /** Every attempt of some days has failed. */
  | 'FAILED'
  | 'QUEUED'

export type WebhookDisabledBecause =
  /** By hand. */
  | 'ADMIN'
  /** By itself, after days without an answer. */
  | 'FAILING'

export type WeeklySpanInput = {
  /** 1 Monday to 7 Sunday. */
  days: Array<number>
  /** HH:MM in the time of the zone. */
  from: string
  /** HH:MM; 24:00 is the end of the day. */
  until: string
}

export type ZoneKind = 'FACILITY' | 'SPACE'

export type ZoneMode =
  /** The customer's system decides and opens. */
  | 'IDENTIFY_ONLY'
  /** The terminal opens by itself. */
  | 'RELAY'

export type AllZonesQueryVariables = Exact<{
  after?: string | null | undefined
}>

export type AllZonesQuery = {
  zones: {
    edges: Array<{
      node: {
        id: string
        name: string
        kind: ZoneKind
        timeZone: string
        archivedAt: string | null
        facility: { id: string; name: string } | null
      }
    }>
    pageInfo: { hasNextPage: boolean; endCursor: string | null }
  }
}

export type CandidatesQueryVariables = Exact<{
  externalIds: Array<string> | string
  eventId?: string | null | undefined
}>

export type CandidatesQuery = {
  candidates: Array<{ refusal: CandidateRefusal | null; isRecognisable: boolean; user: { userId: string } | null }>
}

export type FindUsersQueryVariables = Exact<{
  search: string
}>

export type FindUsersQuery = {
  users: {
    edges: Array<{
      node: { id: string; userId: string; externalId: string | null; status: UserStatus; faceEnrolled: boolean }
    }>
  }
}

export type CountUsersQueryVariables = Exact<{
  filter?: UserFilter | null | undefined
}>

export type CountUsersQuery = { users: { totalCount: number } }

export type AccessOfUserQueryVariables = Exact<{
  id: string
}>

export type AccessOfUserQuery = {
  node:
    | {
        grants: Array<
          | {
              __typename: 'Attendee'
              id: string
              enteredAt: string | null
              validFrom: string | null
              validUntil: string | null
              createdAt: string
              event: {
                eventId: string
                name: string | null
                startsAt: string
                endsAt: string
                state: EventState
                zone: { name: string; timeZone: string }
              } | null
            }
          | {
              __typename: 'Member'
              id: string
              memberId: string
              state: MemberState
              validFrom: string | null
              validUntil: string | null
              createdAt: string
              schedule: Array<{ days: Array<number>; from: string; until: string }> | null
              zones: Array<{ name: string }> | null
            }
        > | null
      }
    | Record<PropertyKey, never>
    | null
}

export type AccessLineFragment = {
  id: string
  type: AccessType
  occurredAt: string
  receivedAt: string
  scoreBand: ScoreBand | null
  credential: AccessCredential | null
  offline: boolean
  dispute: string | null
  acsDecision: AcsDecision | null
  acsReason: string | null
  grantKind: GrantKind | null
  terminal: { terminalId: string; name: string }
  zone: { name: string; facility: { name: string } | null }
  user: { userId: string; externalId: string | null } | null
  event: { eventId: string; name: string | null } | null
}

export type AccessLogQueryVariables = Exact<{
  filter?: AccessEventFilter | null | undefined
  after?: string | null | undefined
}>

export type AccessLogQuery = {
  accessEvents: {
    edges: Array<{
      cursor: string
      node: {
        id: string
        type: AccessType
        occurredAt: string
        receivedAt: string
        scoreBand: ScoreBand | null
        credential: AccessCredential | null
        offline: boolean
        dispute: string | null
        acsDecision: AcsDecision | null
        acsReason: string | null
        grantKind: GrantKind | null
        terminal: { terminalId: string; name: string }
        zone: { name: string; facility: { name: string } | null }
        user: { userId: string; externalId: string | null } | null
        event: { eventId: string; name: string | null } | null
      }
    }>
    pageInfo: { hasNextPage: boolean; endCursor: string | null }
  }
}

export type AccessDayQueryVariables = Exact<{
  day: string
  timeZone: string
  filter?: AccessEventFilter | null | undefined
}>

export type AccessDayQuery = {
  accessFigures: {
    from: string
    to: string
    granted: number
    refused: number
    disputed: number
    offline: number
    byType: Array<{ type: AccessType; count: number }>
    quarters: Array<{ at: string; granted: number; refused: number }>
  }
}

export type AccessZonesQueryVariables = Exact<{
  after?: string | null | undefined
}>

export type AccessZonesQuery = {
  zones: {
    edges: Array<{
      node: {
        id: string
        kind: ZoneKind
        name: string
        timeZone: string
        archivedAt: string | null
        facility: { id: string } | null
      }
    }>
    pageInfo: { hasNextPage: boolean; endCursor: string | null }
  }
}

export type AccessTerminalsQueryVariables = Exact<{
  after?: string | null | undefined
}>

export type AccessTerminalsQuery = {
  terminals: {
    edges: Array<{
      node: { id: string; terminalId: string; name: string; retiredAt: string | null; zone: { id: string } }
    }>
    pageInfo: { hasNextPage: boolean; endCursor: string | null }
  }
}

export type AccessOccasionsQueryVariables = Exact<{
  from: string
  to: string
}>

export type AccessOccasionsQuery = {
  events: {
    edges: Array<{ node: { eventId: string; name: string | null; externalId: string | null; startsAt: string } }>
  }
}

export type AccessEventNameQueryVariables = Exact<{
  id: string
}>

export type AccessEventNameQuery = {
  node:
    | { eventId: string; name: string | null; externalId: string | null; startsAt: string }
    | Record<PropertyKey, never>
    | null
}

export type AccessPersonQueryVariables = Exact<{
  externalId: string
  search: string
}>

export type AccessPersonQuery = {
  exact: { edges: Array<{ node: { id: string; userId: string; externalId: string | null } }> }
  alike: { edges: Array<{ node: { id: string; userId: string; externalId: string | null } }> }
}

export type AccessFeedSubscriptionVariables = Exact<{
  filter?: AccessEventFilter | null | undefined
}>

export type AccessFeedSubscription = {
  accessEvents: {
    id: string
    type: AccessType
    occurredAt: string
    receivedAt: string
    scoreBand: ScoreBand | null
    credential: AccessCredential | null
    offline: boolean
    dispute: string | null
    acsDecision: AcsDecision | null
    acsReason: string | null
    grantKind: GrantKind | null
    terminal: { terminalId: string; name: string }
    zone: { name: string; facility: { name: string } | null }
    user: { userId: string; externalId: string | null } | null
    event: { eventId: string; name: string | null } | null
  }
}

export type EventQueryVariables = Exact<{
  id: string
}>

export type EventQuery = {
  node:
    | {
        id: string
        eventId: string
        name: string | null
        externalId: string | null
        startsAt: string
        endsAt: string
        state: EventState
        entryPolicy: EntryPolicy
        retentionSeconds: number | null
        capacity: number | null
        freedAt: string | null
        createdAt: string
        attendeeCount: number
        zone: { id: string; name: string; kind: ZoneKind; timeZone: string; facility: { name: string } | null }
      }
    | Record<PropertyKey, never>
    | null
}

export type EventReadinessQueryVariables = Exact<{
  id: string
}>

export type EventReadinessQuery = {
  node:
    | {
        readiness: {
          attendees: number
          synced: number
          terminals: number
          terminalsReady: number
          withoutCredential: number
        } | null
        doors: Array<{
          pending: number
          delivered: number
          acknowledged: number
          overdue: number
          withoutCredential: number
          terminal: {
            terminalId: string
            name: string
            health: TerminalHealth
            lastSeenAt: string | null
            zone: { name: string }
          }
        }>
        missing: {
          edges: Array<{
            node: {
              isRecognisable: boolean
              isNowhere: boolean
              at: Array<{ state: SyncState; terminal: { name: string } }>
              attendee: { user: { userId: string; externalId: string | null } }
            }
          }>
          pageInfo: { hasNextPage: boolean }
        }
      }
    | Record<PropertyKey, never>
    | null
}

export type AttendeesQueryVariables = Exact<{
  eventId: string
  first: number
  after?: string | null | undefined
  search?: string | null | undefined
  withoutCredential?: boolean | null | undefined
}>

export type AttendeesQuery = {
  attendees: {
    edges: Array<{
      node: {
        id: string
        createdAt: string
        validFrom: string | null
        validUntil: string | null
        enteredAt: string | null
        user: { id: string; userId: string; externalId: string | null; status: UserStatus; faceEnrolled: boolean }
        zones: Array<{ id: string; name: string }> | null
        terminals: Array<{ id: string; name: string }> | null
        terminalSync: Array<{ state: SyncState; terminal: { name: string } }> | null
      }
    }>
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null }
  }
}

export type AddAttendeesMutationVariables = Exact<{
  input: AddAttendeesInput
}>

export type AddAttendeesMutation = {
  addAttendees:
    | { added: number; results: Array<{ refusal: AttendeeRefusal | null; attendee: { id: string } | null }> }
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { __typename: 'RuleBroken'; reason: string; code: string; message: string }
}

export type AddAttendeesByExternalIdMutationVariables = Exact<{
  input: AddAttendeesByExternalIdInput
}>

export type AddAttendeesByExternalIdMutation = {
  addAttendeesByExternalId:
    | {
        added: number
        results: Array<{
          refusal: AttendeeRefusal | null
          user: { userId: string } | null
          attendee: { id: string } | null
        }>
      }
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { __typename: 'RuleBroken'; reason: string; code: string; message: string }
}

export type AddMatchingAttendeesMutationVariables = Exact<{
  input: AddMatchingAttendeesInput
}>

export type AddMatchingAttendeesMutation = {
  addMatchingAttendees:
    | {
        added: number
        endCursor: string | null
        results: Array<{
          refusal: AttendeeRefusal | null
          user: { userId: string; externalId: string | null } | null
          attendee: { id: string } | null
        }>
      }
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { __typename: 'RuleBroken'; reason: string; code: string; message: string }
}

export type RemoveAttendeesMutationVariables = Exact<{
  input: RemoveAttendeesInput
}>

export type RemoveAttendeesMutation = {
  removeAttendees:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { removed: number }
}

export type EventFactsFragment = {
  id: string
  eventId: string
  name: string | null
  externalId: string | null
  startsAt: string
  endsAt: string
  state: EventState
  entryPolicy: EntryPolicy
  retentionSeconds: number | null
  capacity: number | null
  freedAt: string | null
  createdAt: string
  attendeeCount: number
  zone: { id: string; name: string; kind: ZoneKind; timeZone: string; facility: { name: string } | null }
}

export type EventsQueryVariables = Exact<{
  first: number
  after?: string | null | undefined
  filter?: EventFilter | null | undefined
  direction?: Direction | null | undefined
}>

export type EventsQuery = {
  events: {
    edges: Array<{
      node: {
        id: string
        eventId: string
        name: string | null
        externalId: string | null
        startsAt: string
        endsAt: string
        state: EventState
        entryPolicy: EntryPolicy
        retentionSeconds: number | null
        capacity: number | null
        freedAt: string | null
        createdAt: string
        attendeeCount: number
        zone: { id: string; name: string; kind: ZoneKind; timeZone: string; facility: { name: string } | null }
      }
    }>
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null }
  }
}

export type EventDefaultsQueryVariables = Exact<{ [key: string]: never }>

export type EventDefaultsQuery = { settings: { eventRetentionHours: number | null; eventLongestDays: number } }

export type CreateEventMutationVariables = Exact<{
  input: CreateEventInput
}>

export type CreateEventMutation = {
  createEvent:
    | { __typename: 'AlreadyExists'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'Conflict'; code: string; message: string }
    | { event: { id: string; eventId: string } }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { __typename: 'RuleBroken'; reason: string; code: string; message: string }
}

export type ChangeEventMutationVariables = Exact<{
  input: ChangeEventInput
}>

export type ChangeEventMutation = {
  changeEvent:
    | { __typename: 'AlreadyExists'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'Conflict'; code: string; message: string }
    | { event: { id: string; eventId: string } }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { __typename: 'RuleBroken'; reason: string; code: string; message: string }
}

export type DeleteEventMutationVariables = Exact<{
  input: DeleteEventInput
}>

export type DeleteEventMutation = {
  deleteEvent:
    | { __typename: 'Conflict'; code: string; message: string }
    | { attendees: number }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
}

export type PlaceFactsFragment = {
  id: string
  zoneId: string
  kind: ZoneKind
  name: string
  timeZone: string
  mode: ZoneMode
  archivedAt: string | null
  facility: { id: string } | null
}

export type PlacesQueryVariables = Exact<{
  after?: string | null | undefined
}>

export type PlacesQuery = {
  zones: {
    edges: Array<{
      node: {
        id: string
        zoneId: string
        kind: ZoneKind
        name: string
        timeZone: string
        mode: ZoneMode
        archivedAt: string | null
        facility: { id: string } | null
      }
    }>
    pageInfo: { hasNextPage: boolean; endCursor: string | null }
  }
}

export type CreateFacilityMutationVariables = Exact<{
  input: CreateFacilityInput
}>

export type CreateFacilityMutation = {
  createFacility:
    | { __typename: 'AlreadyExists'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { zone: { id: string; name: string } }
}

export type CreateSpaceMutationVariables = Exact<{
  input: CreateSpaceInput
}>

export type CreateSpaceMutation = {
  createSpace:
    | { __typename: 'AlreadyExists'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { zone: { id: string; name: string } }
}

export type ChangePlaceMutationVariables = Exact<{
  input: ChangeZoneInput
}>

export type ChangePlaceMutation = {
  changeZone:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { zone: { id: string } }
}

export type ArchivePlaceMutationVariables = Exact<{
  input: ArchiveZoneInput
}>

export type ArchivePlaceMutation = {
  archiveZone:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { zone: { id: string } }
}

export type MemberFactsFragment = {
  id: string
  memberId: string
  createdAt: string
  validFrom: string | null
  validUntil: string | null
  removedAt: string | null
  state: MemberState
  user: { id: string; userId: string; externalId: string | null; status: UserStatus; faceEnrolled: boolean }
  zones: Array<{ id: string; name: string; timeZone: string }> | null
  schedule: Array<{ days: Array<number>; from: string; until: string }> | null
  terminalSync: Array<{ state: SyncState; wants: SyncWish; terminal: { id: string; name: string } }> | null
}

export type MembersQueryVariables = Exact<{
  first: number
  after?: string | null | undefined
  filter?: MemberFilter | null | undefined
}>

export type MembersQuery = {
  members: {
    edges: Array<{
      node: {
        id: string
        memberId: string
        createdAt: string
        validFrom: string | null
        validUntil: string | null
        removedAt: string | null
        state: MemberState
        user: { id: string; userId: string; externalId: string | null; status: UserStatus; faceEnrolled: boolean }
        zones: Array<{ id: string; name: string; timeZone: string }> | null
        schedule: Array<{ days: Array<number>; from: string; until: string }> | null
        terminalSync: Array<{ state: SyncState; wants: SyncWish; terminal: { id: string; name: string } }> | null
      }
    }>
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null }
  }
}

export type MemberQueryVariables = Exact<{
  id: string
}>

export type MemberQuery = {
  node:
    | {
        id: string
        memberId: string
        createdAt: string
        validFrom: string | null
        validUntil: string | null
        removedAt: string | null
        state: MemberState
        user: { id: string; userId: string; externalId: string | null; status: UserStatus; faceEnrolled: boolean }
        zones: Array<{ id: string; name: string; timeZone: string }> | null
        schedule: Array<{ days: Array<number>; from: string; until: string }> | null
        terminalSync: Array<{ state: SyncState; wants: SyncWish; terminal: { id: string; name: string } }> | null
      }
    | Record<PropertyKey, never>
    | null
}

export type MembersAddedFragment = {
  added: number
  results: Array<{
    refusal: MemberRefusal | null
    user: { userId: string } | null
    member: { id: string; memberId: string } | null
  }>
}

export type AddMembersMutationVariables = Exact<{
  input: AddMembersInput
}>

export type AddMembersMutation = {
  addMembers:
    | {
        added: number
        results: Array<{
          refusal: MemberRefusal | null
          user: { userId: string } | null
          member: { id: string; memberId: string } | null
        }>
      }
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
}

export type AddMembersByExternalIdMutationVariables = Exact<{
  input: AddMembersByExternalIdInput
}>

export type AddMembersByExternalIdMutation = {
  addMembersByExternalId:
    | {
        added: number
        results: Array<{
          refusal: MemberRefusal | null
          user: { userId: string } | null
          member: { id: string; memberId: string } | null
        }>
      }
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
}

export type ChangeMemberMutationVariables = Exact<{
  input: ChangeMemberInput
}>

export type ChangeMemberMutation = {
  changeMember:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { member: { id: string } }
    | { __typename: 'NotFound'; code: string; message: string }
}

export type RemoveMembersMutationVariables = Exact<{
  input: RemoveMembersInput
}>

export type RemoveMembersMutation = {
  removeMembers:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { removed: number }
}

export type AccessSettingsFragment = {
  eventLongestDays: number
  eventRetentionHours: number | null
  accessLogDays: number
  terminalStalenessHours: number
  revocationAlarmMinutes: number
  qrCredentialDays: number
  doorMovements: number
}

export type AccessSettingsNowQueryVariables = Exact<{ [key: string]: never }>

export type AccessSettingsNowQuery = {
  settings: {
    eventLongestDays: number
    eventRetentionHours: number | null
    accessLogDays: number
    terminalStalenessHours: number
    revocationAlarmMinutes: number
    qrCredentialDays: number
    doorMovements: number
  }
}

export type ChangeAccessSettingsMutationVariables = Exact<{
  input: UpdateSettingsInput
}>

export type ChangeAccessSettingsMutation = {
  updateSettings:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'FreshSignInRequired'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | {
        settings: {
          eventLongestDays: number
          eventRetentionHours: number | null
          accessLogDays: number
          terminalStalenessHours: number
          revocationAlarmMinutes: number
          qrCredentialDays: number
          doorMovements: number
        }
      }
}

export type TerminalPageQueryVariables = Exact<{
  id: string
}>

export type TerminalPageQuery = {
  node:
    | {
        createdAt: string
        pairedAt: string | null
        fingerprint: string | null
        pairingTriesLeft: number | null
        id: string
        terminalId: string
        name: string
        state: TerminalState
        health: TerminalHealth
        lastSeenAt: string | null
        ackedAt: string | null
        retiredAt: string | null
        wipedAt: string | null
        revisionsBehind: number
        softwareVersion: string | null
        engineVersion: string | null
        clockDriftMs: number | null
        heldUsers: number | null
        pairingExpiresAt: string | null
        sync: { pending: number; delivered: number; acknowledged: number; overdue: number }
        overdueRevocations: { people: number; since: string } | null
        zone: { id: string }
      }
    | Record<PropertyKey, never>
    | null
}

export type TerminalPeopleQueryVariables = Exact<{
  id: string
  first: number
  after?: string | null | undefined
  states?: Array<SyncState> | SyncState | null | undefined
}>

export type TerminalPeopleQuery = {
  node:
    | {
        people: {
          edges: Array<{
            node: { state: SyncState; wants: SyncWish; user: { userId: string; externalId: string | null } }
          }>
          pageInfo: { hasNextPage: boolean; endCursor: string | null }
        }
      }
    | Record<PropertyKey, never>
    | null
}

export type ShowPairingCodeMutationVariables = Exact<{
  input: CreatePairingCodeInput
}>

export type ShowPairingCodeMutation = {
  createPairingCode:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { code: string; expiresAt: string }
}

export type CancelPairingMutationVariables = Exact<{
  input: CancelPairingInput
}>

export type CancelPairingMutation = {
  cancelPairing:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { terminal: { id: string } }
}

export type ConfirmTerminalMutationVariables = Exact<{
  input: ConfirmTerminalInput
}>

export type ConfirmTerminalMutation = {
  confirmTerminal:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { terminal: { id: string } }
}

export type TerminalGlanceFragment = {
  id: string
  terminalId: string
  name: string
  state: TerminalState
  health: TerminalHealth
  lastSeenAt: string | null
  ackedAt: string | null
  retiredAt: string | null
  wipedAt: string | null
  revisionsBehind: number
  softwareVersion: string | null
  engineVersion: string | null
  clockDriftMs: number | null
  heldUsers: number | null
  pairingExpiresAt: string | null
  overdueRevocations: { people: number; since: string } | null
  zone: { id: string }
}

export type TerminalListQueryVariables = Exact<{
  after?: string | null | undefined
}>

export type TerminalListQuery = {
  terminals: {
    edges: Array<{
      node: {
        id: string
        terminalId: string
        name: string
        state: TerminalState
        health: TerminalHealth
        lastSeenAt: string | null
        ackedAt: string | null
        retiredAt: string | null
        wipedAt: string | null
        revisionsBehind: number
        softwareVersion: string | null
        engineVersion: string | null
        clockDriftMs: number | null
        heldUsers: number | null
        pairingExpiresAt: string | null
        overdueRevocations: { people: number; since: string } | null
        zone: { id: string }
      }
    }>
    pageInfo: { hasNextPage: boolean; endCursor: string | null }
  }
}

export type TerminalChangesSubscriptionVariables = Exact<{
  zoneId?: string | null | undefined
}>

export type TerminalChangesSubscription = {
  terminalState: {
    id: string
    name: string
    state: TerminalState
    health: TerminalHealth
    ackedRevision: number
    sentRevision: number
    wipedAt: string | null
  }
}

export type CreateTerminalMutationVariables = Exact<{
  input: CreateTerminalInput
}>

export type CreateTerminalMutation = {
  createTerminal:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { terminal: { terminalId: string } }
}

export type ChangeTerminalMutationVariables = Exact<{
  input: ChangeTerminalInput
}>

export type ChangeTerminalMutation = {
  changeTerminal:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { terminal: { id: string } }
}

export type RetireTerminalMutationVariables = Exact<{
  input: RetireTerminalInput
}>

export type RetireTerminalMutation = {
  retireTerminal:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { terminal: { id: string } }
}

export type TerminalsOfUserQueryVariables = Exact<{
  id: string
}>

export type TerminalsOfUserQuery = {
  node:
    | {
        terminalSync: Array<{
          grantId: string
          state: SyncState
          wants: SyncWish
          terminal: { terminalId: string; name: string; health: TerminalHealth }
          grant:
            | {
                __typename: 'Attendee'
                validFrom: string | null
                validUntil: string | null
                removedAt: string | null
                event: { eventId: string; name: string | null; startsAt: string; endsAt: string } | null
              }
            | { __typename: 'Member'; validFrom: string | null; validUntil: string | null; removedAt: string | null }
        }> | null
      }
    | Record<PropertyKey, never>
    | null
}

export type WebhookShownFragment = {
  id: string
  webhookId: string
  url: string
  description: string
  types: Array<AccessType> | null
  createdAt: string
  disabledAt: string | null
  disabledBecause: WebhookDisabledBecause | null
  failingSince: string | null
  failingStatus: number | null
  previousSecretUntil: string | null
  waiting: number
}

export type WebhookListQueryVariables = Exact<{ [key: string]: never }>

export type WebhookListQuery = {
  webhooks: {
    edges: Array<{
      node: {
        id: string
        webhookId: string
        url: string
        description: string
        types: Array<AccessType> | null
        createdAt: string
        disabledAt: string | null
        disabledBecause: WebhookDisabledBecause | null
        failingSince: string | null
        failingStatus: number | null
        previousSecretUntil: string | null
        waiting: number
      }
    }>
  }
}

export type WebhookPageQueryVariables = Exact<{
  id: string
  filter?: WebhookDeliveryFilter | null | undefined
  after?: string | null | undefined
}>

export type WebhookPageQuery = {
  node:
    | {
        id: string
        webhookId: string
        url: string
        description: string
        types: Array<AccessType> | null
        createdAt: string
        disabledAt: string | null
        disabledBecause: WebhookDisabledBecause | null
        failingSince: string | null
        failingStatus: number | null
        previousSecretUntil: string | null
        waiting: number
      }
    | Record<PropertyKey, never>
    | null
  webhookDeliveries: {
    edges: Array<{
      node: {
        id: string
        deliveryId: string
        messageId: string
        type: string
        state: WebhookDeliveryState
        attempts: number
        createdAt: string
        nextAttemptAt: string | null
        lastAttemptAt: string | null
        lastStatus: number | null
        lastError: string | null
        lastTookMs: number | null
        deliveredAt: string | null
      }
    }>
    pageInfo: { hasNextPage: boolean; endCursor: string | null }
  }
}

export type WebhookMessageQueryVariables = Exact<{
  id: string
}>

export type WebhookMessageQuery = {
  node: { messageId: string; body: string | null } | Record<PropertyKey, never> | null
}

export type MakeWebhookMutationVariables = Exact<{
  input: CreateWebhookInput
}>

export type MakeWebhookMutation = {
  createWebhook:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'FreshSignInRequired'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { __typename: 'RuleBroken'; reason: string; code: string; message: string }
    | { secret: string; webhook: { webhookId: string } }
}

export type AlterWebhookMutationVariables = Exact<{
  input: ChangeWebhookInput
}>

export type AlterWebhookMutation = {
  changeWebhook:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'FreshSignInRequired'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { webhook: { webhookId: string } }
}

export type RenewWebhookSecretMutationVariables = Exact<{
  input: RotateWebhookSecretInput
}>

export type RenewWebhookSecretMutation = {
  rotateWebhookSecret:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'FreshSignInRequired'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { secret: string; webhook: { previousSecretUntil: string | null } }
}

export type TurnWebhookOnMutationVariables = Exact<{
  input: EnableWebhookInput
}>

export type TurnWebhookOnMutation = {
  enableWebhook:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { webhook: { webhookId: string } }
}

export type TurnWebhookOffMutationVariables = Exact<{
  input: DisableWebhookInput
}>

export type TurnWebhookOffMutation = {
  disableWebhook:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { webhook: { webhookId: string } }
}

export type RemoveWebhookMutationVariables = Exact<{
  input: DeleteWebhookInput
}>

export type RemoveWebhookMutation = {
  deleteWebhook:
    | { __typename: 'Conflict'; code: string; message: string }
    | { webhookId: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
}

export type TryWebhookMutationVariables = Exact<{
  input: TestWebhookInput
}>

export type TryWebhookMutation = {
  testWebhook:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { delivery: { deliveryId: string } }
}

export type SendAgainMutationVariables = Exact<{
  input: ResendWebhookDeliveryInput
}>

export type SendAgainMutation = {
  resendWebhookDelivery:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { delivery: { deliveryId: string } }
}

export type TellAgainMutationVariables = Exact<{
  input: ReplayWebhookInput
}>

export type TellAgainMutation = {
  replayWebhook:
    | { __typename: 'Conflict'; code: string; message: string }
    | { __typename: 'IdempotencyConflict'; code: string; message: string }
    | { __typename: 'InvalidInput'; code: string; message: string; fields: Array<{ field: string; message: string }> }
    | { __typename: 'NotFound'; code: string; message: string }
    | { queued: number; endCursor: string | null; hasMore: boolean }
}

type Refused_AlreadyExists_Fragment = {
  __typename: 'AlreadyExists'
  code: string
  message: string
  fields: Array<{ field: string; message: string }>
}

type Refused_Conflict_Fragment = { __typename: 'Conflict'; code: string; message: string }

type Refused_FreshSignInRequired_Fragment = { __typename: 'FreshSignInRequired'; code: string; message: string }

type Refused_IdempotencyConflict_Fragment = { __typename: 'IdempotencyConflict'; code: string; message: string }

type Refused_InvalidInput_Fragment = {
  __typename: 'InvalidInput'
  code: string
  message: string
  fields: Array<{ field: string; message: string }>
}

type Refused_LivenessRequired_Fragment = { __typename: 'LivenessRequired'; code: string; message: string }

type Refused_NotEnrolled_Fragment = { __typename: 'NotEnrolled'; code: string; message: string }

type Refused_NotFound_Fragment = { __typename: 'NotFound'; code: string; message: string }

type Refused_PictureRefused_Fragment = { __typename: 'PictureRefused'; code: string; message: string }

type Refused_RecordingRefused_Fragment = { __typename: 'RecordingRefused'; code: string; message: string }

type Refused_RuleBroken_Fragment = { __typename: 'RuleBroken'; reason: string; code: string; message: string }

type Refused_TooLarge_Fragment = { __typename: 'TooLarge'; code: string; message: string }

type Refused_UserQuotaReached_Fragment = { __typename: 'UserQuotaReached'; code: string; message: string }

export type RefusedFragment =
  | Refused_AlreadyExists_Fragment
  | Refused_Conflict_Fragment
  | Refused_FreshSignInRequired_Fragment
  | Refused_IdempotencyConflict_Fragment
  | Refused_InvalidInput_Fragment
  | Refused_LivenessRequired_Fragment
  | Refused_NotEnrolled_Fragment
  | Refused_NotFound_Fragment
  | Refused_PictureRefused_Fragment
  | Refused_RecordingRefused_Fragment
  | Refused_RuleBroken_Fragment
  | Refused_TooLarge_Fragment
  | Refused_UserQuotaReached_Fragment

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>
  private value: string
  public __meta__?: Record<string, any> | undefined

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value)
    this.value = value
    this.__meta__ = __meta__
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value
  }
}
export const AccessLineFragmentDoc = new TypedDocumentString(
  `
    fragment AccessLine on AccessEvent {
  id
  type
  occurredAt
  receivedAt
  scoreBand
  credential
  offline
  dispute
  acsDecision
  acsReason
  grantKind
  terminal {
    terminalId
    name
  }
  zone {
    name
    facility {
      name
    }
  }
  user {
    userId
    externalId
  }
  event {
    eventId
    name
  }
}
    `,
  { fragmentName: 'AccessLine' },
) as unknown as TypedDocumentString<AccessLineFragment, unknown>
export const EventFactsFragmentDoc = new TypedDocumentString(
  `
    fragment EventFacts on Event {
  id
  eventId
  name
  externalId
  startsAt
  endsAt
  state
  entryPolicy
  retentionSeconds
  capacity
  freedAt
  createdAt
  attendeeCount
  zone {
    id
    name
    kind
    timeZone
    facility {
      name
    }
  }
}
    `,
  { fragmentName: 'EventFacts' },
) as unknown as TypedDocumentString<EventFactsFragment, unknown>
export const PlaceFactsFragmentDoc = new TypedDocumentString(
  `
    fragment PlaceFacts on Zone {
  id
  zoneId
  kind
  name
  timeZone
  mode
  archivedAt
  facility {
    id
  }
}
    `,
  { fragmentName: 'PlaceFacts' },
) as unknown as TypedDocumentString<PlaceFactsFragment, unknown>
export const MemberFactsFragmentDoc = new TypedDocumentString(
  `
    fragment MemberFacts on Member {
  id
  memberId
  createdAt
  validFrom
  validUntil
  removedAt
  state
  user {
    id
    userId
    externalId
    status
    faceEnrolled
  }
  zones {
    id
    name
    timeZone
  }
  schedule {
    days
    from
    until
  }
  terminalSync {
    state
    wants
    terminal {
      id
      name
    }
  }
}
    `,
  { fragmentName: 'MemberFacts' },
) as unknown as TypedDocumentString<MemberFactsFragment, unknown>
export const MembersAddedFragmentDoc = new TypedDocumentString(
  `
    fragment MembersAdded on AddMembersPayload {
  added
  results {
    refusal
    user {
      userId
    }
    member {
      id
      memberId
    }
  }
}
    `,
  { fragmentName: 'MembersAdded' },
) as unknown as TypedDocumentString<MembersAddedFragment, unknown>
export const AccessSettingsFragmentDoc = new TypedDocumentString(
  `
    fragment AccessSettings on Settings {
  eventLongestDays
  eventRetentionHours
  accessLogDays
  terminalStalenessHours
  revocationAlarmMinutes
  qrCredentialDays
  doorMovements
}
    `,
  { fragmentName: 'AccessSettings' },
) as unknown as TypedDocumentString<AccessSettingsFragment, unknown>
export const TerminalGlanceFragmentDoc = new TypedDocumentString(
  `
    fragment TerminalGlance on Terminal {
  id
  terminalId
  name
  state
  health
  lastSeenAt
  ackedAt
  retiredAt
  wipedAt
  revisionsBehind
  softwareVersion
  engineVersion
  clockDriftMs
  heldUsers
  pairingExpiresAt
  overdueRevocations {
    people
    since
  }
  zone {
    id
  }
}
    `,
  { fragmentName: 'TerminalGlance' },
) as unknown as TypedDocumentString<TerminalGlanceFragment, unknown>
export const WebhookShownFragmentDoc = new TypedDocumentString(
  `
    fragment WebhookShown on Webhook {
  id
  webhookId
  url
  description
  types
  createdAt
  disabledAt
  disabledBecause
  failingSince
  failingStatus
  previousSecretUntil
  waiting
}
    `,
  { fragmentName: 'WebhookShown' },
) as unknown as TypedDocumentString<WebhookShownFragment, unknown>
export const RefusedFragmentDoc = new TypedDocumentString(
  `
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}
    `,
  { fragmentName: 'Refused' },
) as unknown as TypedDocumentString<RefusedFragment, unknown>
export const AllZonesDocument = new TypedDocumentString(`
    query AllZones($after: String) {
  zones(first: 200, after: $after, filter: {archived: true}) {
    edges {
      node {
        id
        name
        kind
        timeZone
        archivedAt
        facility {
          id
          name
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AllZonesQuery, AllZonesQueryVariables>
export const CandidatesDocument = new TypedDocumentString(`
    query Candidates($externalIds: [String!]!, $eventId: ID) {
  candidates(externalIds: $externalIds, eventId: $eventId) {
    refusal
    isRecognisable
    user {
      userId
    }
  }
}
    `) as unknown as TypedDocumentString<CandidatesQuery, CandidatesQueryVariables>
export const FindUsersDocument = new TypedDocumentString(`
    query FindUsers($search: String!) {
  users(first: 8, filter: {search: $search}, orderBy: {by: EXTERNAL_ID}) {
    edges {
      node {
        id
        userId
        externalId
        status
        faceEnrolled
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FindUsersQuery, FindUsersQueryVariables>
export const CountUsersDocument = new TypedDocumentString(`
    query CountUsers($filter: UserFilter) {
  users(first: 1, filter: $filter) {
    totalCount
  }
}
    `) as unknown as TypedDocumentString<CountUsersQuery, CountUsersQueryVariables>
export const AccessOfUserDocument = new TypedDocumentString(`
    query AccessOfUser($id: ID!) {
  node(id: $id) {
    ... on User {
      grants {
        __typename
        validFrom
        validUntil
        createdAt
        ... on Attendee {
          id
          enteredAt
          event {
            eventId
            name
            startsAt
            endsAt
            state
            zone {
              name
              timeZone
            }
          }
        }
        ... on Member {
          id
          memberId
          state
          schedule {
            days
            from
            until
          }
          zones {
            name
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AccessOfUserQuery, AccessOfUserQueryVariables>
export const AccessLogDocument = new TypedDocumentString(`
    query AccessLog($filter: AccessEventFilter, $after: String) {
  accessEvents(first: 50, after: $after, filter: $filter) {
    edges {
      cursor
      node {
        ...AccessLine
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment AccessLine on AccessEvent {
  id
  type
  occurredAt
  receivedAt
  scoreBand
  credential
  offline
  dispute
  acsDecision
  acsReason
  grantKind
  terminal {
    terminalId
    name
  }
  zone {
    name
    facility {
      name
    }
  }
  user {
    userId
    externalId
  }
  event {
    eventId
    name
  }
}`) as unknown as TypedDocumentString<AccessLogQuery, AccessLogQueryVariables>
export const AccessDayDocument = new TypedDocumentString(`
    query AccessDay($day: String!, $timeZone: String!, $filter: AccessEventFilter) {
  accessFigures(day: $day, timeZone: $timeZone, filter: $filter) {
    from
    to
    granted
    refused
    disputed
    offline
    byType {
      type
      count
    }
    quarters {
      at
      granted
      refused
    }
  }
}
    `) as unknown as TypedDocumentString<AccessDayQuery, AccessDayQueryVariables>
export const AccessZonesDocument = new TypedDocumentString(`
    query AccessZones($after: String) {
  zones(first: 200, after: $after, filter: {archived: true}) {
    edges {
      node {
        id
        kind
        name
        timeZone
        archivedAt
        facility {
          id
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AccessZonesQuery, AccessZonesQueryVariables>
export const AccessTerminalsDocument = new TypedDocumentString(`
    query AccessTerminals($after: String) {
  terminals(first: 200, after: $after) {
    edges {
      node {
        id
        terminalId
        name
        retiredAt
        zone {
          id
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AccessTerminalsQuery, AccessTerminalsQueryVariables>
export const AccessOccasionsDocument = new TypedDocumentString(`
    query AccessOccasions($from: DateTime!, $to: DateTime!) {
  events(first: 200, direction: DESC, filter: {from: $from, to: $to}) {
    edges {
      node {
        eventId
        name
        externalId
        startsAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AccessOccasionsQuery, AccessOccasionsQueryVariables>
export const AccessEventNameDocument = new TypedDocumentString(`
    query AccessEventName($id: ID!) {
  node(id: $id) {
    ... on Event {
      eventId
      name
      externalId
      startsAt
    }
  }
}
    `) as unknown as TypedDocumentString<AccessEventNameQuery, AccessEventNameQueryVariables>
export const AccessPersonDocument = new TypedDocumentString(`
    query AccessPerson($externalId: String!, $search: String!) {
  exact: users(first: 1, filter: {externalId: $externalId}) {
    edges {
      node {
        id
        userId
        externalId
      }
    }
  }
  alike: users(first: 6, filter: {search: $search}, orderBy: {by: EXTERNAL_ID}) {
    edges {
      node {
        id
        userId
        externalId
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AccessPersonQuery, AccessPersonQueryVariables>
export const AccessFeedDocument = new TypedDocumentString(`
    subscription AccessFeed($filter: AccessEventFilter) {
  accessEvents(filter: $filter) {
    ...AccessLine
  }
}
    fragment AccessLine on AccessEvent {
  id
  type
  occurredAt
  receivedAt
  scoreBand
  credential
  offline
  dispute
  acsDecision
  acsReason
  grantKind
  terminal {
    terminalId
    name
  }
  zone {
    name
    facility {
      name
    }
  }
  user {
    userId
    externalId
  }
  event {
    eventId
    name
  }
}`) as unknown as TypedDocumentString<AccessFeedSubscription, AccessFeedSubscriptionVariables>
export const EventDocument = new TypedDocumentString(`
    query Event($id: ID!) {
  node(id: $id) {
    ... on Event {
      ...EventFacts
    }
  }
}
    fragment EventFacts on Event {
  id
  eventId
  name
  externalId
  startsAt
  endsAt
  state
  entryPolicy
  retentionSeconds
  capacity
  freedAt
  createdAt
  attendeeCount
  zone {
    id
    name
    kind
    timeZone
    facility {
      name
    }
  }
}`) as unknown as TypedDocumentString<EventQuery, EventQueryVariables>
export const EventReadinessDocument = new TypedDocumentString(`
    query EventReadiness($id: ID!) {
  node(id: $id) {
    ... on Event {
      readiness {
        attendees
        synced
        terminals
        terminalsReady
        withoutCredential
      }
      doors {
        pending
        delivered
        acknowledged
        overdue
        withoutCredential
        terminal {
          terminalId
          name
          health
          lastSeenAt
          zone {
            name
          }
        }
      }
      missing(first: 10) {
        edges {
          node {
            isRecognisable
            isNowhere
            at {
              state
              terminal {
                name
              }
            }
            attendee {
              user {
                userId
                externalId
              }
            }
          }
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<EventReadinessQuery, EventReadinessQueryVariables>
export const AttendeesDocument = new TypedDocumentString(`
    query Attendees($eventId: ID!, $first: Int!, $after: String, $search: String, $withoutCredential: Boolean) {
  attendees(
    eventId: $eventId
    first: $first
    after: $after
    search: $search
    withoutCredential: $withoutCredential
  ) {
    edges {
      node {
        id
        createdAt
        validFrom
        validUntil
        enteredAt
        user {
          id
          userId
          externalId
          status
          faceEnrolled
        }
        zones {
          id
          name
        }
        terminals {
          id
          name
        }
        terminalSync {
          state
          terminal {
            name
          }
        }
      }
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AttendeesQuery, AttendeesQueryVariables>
export const AddAttendeesDocument = new TypedDocumentString(`
    mutation AddAttendees($input: AddAttendeesInput!) {
  addAttendees(input: $input) {
    ... on AddAttendeesPayload {
      added
      results {
        refusal
        attendee {
          id
        }
      }
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<AddAttendeesMutation, AddAttendeesMutationVariables>
export const AddAttendeesByExternalIdDocument = new TypedDocumentString(`
    mutation AddAttendeesByExternalId($input: AddAttendeesByExternalIdInput!) {
  addAttendeesByExternalId(input: $input) {
    ... on AddAttendeesPayload {
      added
      results {
        refusal
        user {
          userId
        }
        attendee {
          id
        }
      }
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<AddAttendeesByExternalIdMutation, AddAttendeesByExternalIdMutationVariables>
export const AddMatchingAttendeesDocument = new TypedDocumentString(`
    mutation AddMatchingAttendees($input: AddMatchingAttendeesInput!) {
  addMatchingAttendees(input: $input) {
    ... on AddMatchingAttendeesPayload {
      added
      endCursor
      results {
        refusal
        user {
          userId
          externalId
        }
        attendee {
          id
        }
      }
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<AddMatchingAttendeesMutation, AddMatchingAttendeesMutationVariables>
export const RemoveAttendeesDocument = new TypedDocumentString(`
    mutation RemoveAttendees($input: RemoveAttendeesInput!) {
  removeAttendees(input: $input) {
    ... on RemovedPayload {
      removed
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<RemoveAttendeesMutation, RemoveAttendeesMutationVariables>
export const EventsDocument = new TypedDocumentString(`
    query Events($first: Int!, $after: String, $filter: EventFilter, $direction: Direction) {
  events(first: $first, after: $after, filter: $filter, direction: $direction) {
    edges {
      node {
        ...EventFacts
      }
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      endCursor
    }
  }
}
    fragment EventFacts on Event {
  id
  eventId
  name
  externalId
  startsAt
  endsAt
  state
  entryPolicy
  retentionSeconds
  capacity
  freedAt
  createdAt
  attendeeCount
  zone {
    id
    name
    kind
    timeZone
    facility {
      name
    }
  }
}`) as unknown as TypedDocumentString<EventsQuery, EventsQueryVariables>
export const EventDefaultsDocument = new TypedDocumentString(`
    query EventDefaults {
  settings {
    eventRetentionHours
    eventLongestDays
  }
}
    `) as unknown as TypedDocumentString<EventDefaultsQuery, EventDefaultsQueryVariables>
export const CreateEventDocument = new TypedDocumentString(`
    mutation CreateEvent($input: CreateEventInput!) {
  createEvent(input: $input) {
    ... on EventPayload {
      event {
        id
        eventId
      }
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<CreateEventMutation, CreateEventMutationVariables>
export const ChangeEventDocument = new TypedDocumentString(`
    mutation ChangeEvent($input: ChangeEventInput!) {
  changeEvent(input: $input) {
    ... on EventPayload {
      event {
        id
        eventId
      }
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<ChangeEventMutation, ChangeEventMutationVariables>
export const DeleteEventDocument = new TypedDocumentString(`
    mutation DeleteEvent($input: DeleteEventInput!) {
  deleteEvent(input: $input) {
    ... on DeletedEventPayload {
      attendees
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<DeleteEventMutation, DeleteEventMutationVariables>
export const PlacesDocument = new TypedDocumentString(`
    query Places($after: String) {
  zones(first: 200, after: $after, filter: {archived: true}) {
    edges {
      node {
        ...PlaceFacts
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment PlaceFacts on Zone {
  id
  zoneId
  kind
  name
  timeZone
  mode
  archivedAt
  facility {
    id
  }
}`) as unknown as TypedDocumentString<PlacesQuery, PlacesQueryVariables>
export const CreateFacilityDocument = new TypedDocumentString(`
    mutation CreateFacility($input: CreateFacilityInput!) {
  createFacility(input: $input) {
    ...Refused
    ... on ZonePayload {
      zone {
        id
        name
      }
    }
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<CreateFacilityMutation, CreateFacilityMutationVariables>
export const CreateSpaceDocument = new TypedDocumentString(`
    mutation CreateSpace($input: CreateSpaceInput!) {
  createSpace(input: $input) {
    ...Refused
    ... on ZonePayload {
      zone {
        id
        name
      }
    }
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<CreateSpaceMutation, CreateSpaceMutationVariables>
export const ChangePlaceDocument = new TypedDocumentString(`
    mutation ChangePlace($input: ChangeZoneInput!) {
  changeZone(input: $input) {
    ...Refused
    ... on ZonePayload {
      zone {
        id
      }
    }
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<ChangePlaceMutation, ChangePlaceMutationVariables>
export const ArchivePlaceDocument = new TypedDocumentString(`
    mutation ArchivePlace($input: ArchiveZoneInput!) {
  archiveZone(input: $input) {
    ...Refused
    ... on ZonePayload {
      zone {
        id
      }
    }
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<ArchivePlaceMutation, ArchivePlaceMutationVariables>
export const MembersDocument = new TypedDocumentString(`
    query Members($first: Int!, $after: String, $filter: MemberFilter) {
  members(first: $first, after: $after, filter: $filter) {
    edges {
      node {
        ...MemberFacts
      }
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      endCursor
    }
  }
}
    fragment MemberFacts on Member {
  id
  memberId
  createdAt
  validFrom
  validUntil
  removedAt
  state
  user {
    id
    userId
    externalId
    status
    faceEnrolled
  }
  zones {
    id
    name
    timeZone
  }
  schedule {
    days
    from
    until
  }
  terminalSync {
    state
    wants
    terminal {
      id
      name
    }
  }
}`) as unknown as TypedDocumentString<MembersQuery, MembersQueryVariables>
export const MemberDocument = new TypedDocumentString(`
    query Member($id: ID!) {
  node(id: $id) {
    ... on Member {
      ...MemberFacts
    }
  }
}
    fragment MemberFacts on Member {
  id
  memberId
  createdAt
  validFrom
  validUntil
  removedAt
  state
  user {
    id
    userId
    externalId
    status
    faceEnrolled
  }
  zones {
    id
    name
    timeZone
  }
  schedule {
    days
    from
    until
  }
  terminalSync {
    state
    wants
    terminal {
      id
      name
    }
  }
}`) as unknown as TypedDocumentString<MemberQuery, MemberQueryVariables>
export const AddMembersDocument = new TypedDocumentString(`
    mutation AddMembers($input: AddMembersInput!) {
  addMembers(input: $input) {
    ...MembersAdded
    ...Refused
  }
}
    fragment MembersAdded on AddMembersPayload {
  added
  results {
    refusal
    user {
      userId
    }
    member {
      id
      memberId
    }
  }
}
fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<AddMembersMutation, AddMembersMutationVariables>
export const AddMembersByExternalIdDocument = new TypedDocumentString(`
    mutation AddMembersByExternalId($input: AddMembersByExternalIdInput!) {
  addMembersByExternalId(input: $input) {
    ...MembersAdded
    ...Refused
  }
}
    fragment MembersAdded on AddMembersPayload {
  added
  results {
    refusal
    user {
      userId
    }
    member {
      id
      memberId
    }
  }
}
fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<AddMembersByExternalIdMutation, AddMembersByExternalIdMutationVariables>
export const ChangeMemberDocument = new TypedDocumentString(`
    mutation ChangeMember($input: ChangeMemberInput!) {
  changeMember(input: $input) {
    ... on MemberPayload {
      member {
        id
      }
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<ChangeMemberMutation, ChangeMemberMutationVariables>
export const RemoveMembersDocument = new TypedDocumentString(`
    mutation RemoveMembers($input: RemoveMembersInput!) {
  removeMembers(input: $input) {
    ... on RemovedPayload {
      removed
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<RemoveMembersMutation, RemoveMembersMutationVariables>
export const AccessSettingsNowDocument = new TypedDocumentString(`
    query AccessSettingsNow {
  settings {
    ...AccessSettings
  }
}
    fragment AccessSettings on Settings {
  eventLongestDays
  eventRetentionHours
  accessLogDays
  terminalStalenessHours
  revocationAlarmMinutes
  qrCredentialDays
  doorMovements
}`) as unknown as TypedDocumentString<AccessSettingsNowQuery, AccessSettingsNowQueryVariables>
export const ChangeAccessSettingsDocument = new TypedDocumentString(`
    mutation ChangeAccessSettings($input: UpdateSettingsInput!) {
  updateSettings(input: $input) {
    ... on SettingsPayload {
      settings {
        ...AccessSettings
      }
    }
    ...Refused
  }
}
    fragment AccessSettings on Settings {
  eventLongestDays
  eventRetentionHours
  accessLogDays
  terminalStalenessHours
  revocationAlarmMinutes
  qrCredentialDays
  doorMovements
}
fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<ChangeAccessSettingsMutation, ChangeAccessSettingsMutationVariables>
export const TerminalPageDocument = new TypedDocumentString(`
    query TerminalPage($id: ID!) {
  node(id: $id) {
    ... on Terminal {
      ...TerminalGlance
      createdAt
      pairedAt
      fingerprint
      pairingTriesLeft
      sync {
        pending
        delivered
        acknowledged
        overdue
      }
    }
  }
}
    fragment TerminalGlance on Terminal {
  id
  terminalId
  name
  state
  health
  lastSeenAt
  ackedAt
  retiredAt
  wipedAt
  revisionsBehind
  softwareVersion
  engineVersion
  clockDriftMs
  heldUsers
  pairingExpiresAt
  overdueRevocations {
    people
    since
  }
  zone {
    id
  }
}`) as unknown as TypedDocumentString<TerminalPageQuery, TerminalPageQueryVariables>
export const TerminalPeopleDocument = new TypedDocumentString(`
    query TerminalPeople($id: ID!, $first: Int!, $after: String, $states: [SyncState!]) {
  node(id: $id) {
    ... on Terminal {
      people(first: $first, after: $after, states: $states) {
        edges {
          node {
            state
            wants
            user {
              userId
              externalId
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TerminalPeopleQuery, TerminalPeopleQueryVariables>
export const ShowPairingCodeDocument = new TypedDocumentString(`
    mutation ShowPairingCode($input: CreatePairingCodeInput!) {
  createPairingCode(input: $input) {
    ...Refused
    ... on PairingCodePayload {
      code
      expiresAt
    }
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<ShowPairingCodeMutation, ShowPairingCodeMutationVariables>
export const CancelPairingDocument = new TypedDocumentString(`
    mutation CancelPairing($input: CancelPairingInput!) {
  cancelPairing(input: $input) {
    ...Refused
    ... on TerminalPayload {
      terminal {
        id
      }
    }
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<CancelPairingMutation, CancelPairingMutationVariables>
export const ConfirmTerminalDocument = new TypedDocumentString(`
    mutation ConfirmTerminal($input: ConfirmTerminalInput!) {
  confirmTerminal(input: $input) {
    ...Refused
    ... on TerminalPayload {
      terminal {
        id
      }
    }
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<ConfirmTerminalMutation, ConfirmTerminalMutationVariables>
export const TerminalListDocument = new TypedDocumentString(`
    query TerminalList($after: String) {
  terminals(first: 100, after: $after) {
    edges {
      node {
        ...TerminalGlance
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment TerminalGlance on Terminal {
  id
  terminalId
  name
  state
  health
  lastSeenAt
  ackedAt
  retiredAt
  wipedAt
  revisionsBehind
  softwareVersion
  engineVersion
  clockDriftMs
  heldUsers
  pairingExpiresAt
  overdueRevocations {
    people
    since
  }
  zone {
    id
  }
}`) as unknown as TypedDocumentString<TerminalListQuery, TerminalListQueryVariables>
export const TerminalChangesDocument = new TypedDocumentString(`
    subscription TerminalChanges($zoneId: ID) {
  terminalState(zoneId: $zoneId) {
    id
    name
    state
    health
    ackedRevision
    sentRevision
    wipedAt
  }
}
    `) as unknown as TypedDocumentString<TerminalChangesSubscription, TerminalChangesSubscriptionVariables>
export const CreateTerminalDocument = new TypedDocumentString(`
    mutation CreateTerminal($input: CreateTerminalInput!) {
  createTerminal(input: $input) {
    ...Refused
    ... on TerminalPayload {
      terminal {
        terminalId
      }
    }
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<CreateTerminalMutation, CreateTerminalMutationVariables>
export const ChangeTerminalDocument = new TypedDocumentString(`
    mutation ChangeTerminal($input: ChangeTerminalInput!) {
  changeTerminal(input: $input) {
    ...Refused
    ... on TerminalPayload {
      terminal {
        id
      }
    }
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<ChangeTerminalMutation, ChangeTerminalMutationVariables>
export const RetireTerminalDocument = new TypedDocumentString(`
    mutation RetireTerminal($input: RetireTerminalInput!) {
  retireTerminal(input: $input) {
    ...Refused
    ... on TerminalPayload {
      terminal {
        id
      }
    }
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<RetireTerminalMutation, RetireTerminalMutationVariables>
export const TerminalsOfUserDocument = new TypedDocumentString(`
    query TerminalsOfUser($id: ID!) {
  node(id: $id) {
    ... on User {
      terminalSync {
        grantId
        state
        wants
        terminal {
          terminalId
          name
          health
        }
        grant {
          __typename
          validFrom
          validUntil
          removedAt
          ... on Attendee {
            event {
              eventId
              name
              startsAt
              endsAt
            }
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TerminalsOfUserQuery, TerminalsOfUserQueryVariables>
export const WebhookListDocument = new TypedDocumentString(`
    query WebhookList {
  webhooks(first: 50) {
    edges {
      node {
        ...WebhookShown
      }
    }
  }
}
    fragment WebhookShown on Webhook {
  id
  webhookId
  url
  description
  types
  createdAt
  disabledAt
  disabledBecause
  failingSince
  failingStatus
  previousSecretUntil
  waiting
}`) as unknown as TypedDocumentString<WebhookListQuery, WebhookListQueryVariables>
export const WebhookPageDocument = new TypedDocumentString(`
    query WebhookPage($id: ID!, $filter: WebhookDeliveryFilter, $after: String) {
  node(id: $id) {
    ... on Webhook {
      ...WebhookShown
    }
  }
  webhookDeliveries(first: 30, after: $after, filter: $filter) {
    edges {
      node {
        id
        deliveryId
        messageId
        type
        state
        attempts
        createdAt
        nextAttemptAt
        lastAttemptAt
        lastStatus
        lastError
        lastTookMs
        deliveredAt
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment WebhookShown on Webhook {
  id
  webhookId
  url
  description
  types
  createdAt
  disabledAt
  disabledBecause
  failingSince
  failingStatus
  previousSecretUntil
  waiting
}`) as unknown as TypedDocumentString<WebhookPageQuery, WebhookPageQueryVariables>
export const WebhookMessageDocument = new TypedDocumentString(`
    query WebhookMessage($id: ID!) {
  node(id: $id) {
    ... on WebhookDelivery {
      messageId
      body
    }
  }
}
    `) as unknown as TypedDocumentString<WebhookMessageQuery, WebhookMessageQueryVariables>
export const MakeWebhookDocument = new TypedDocumentString(`
    mutation MakeWebhook($input: CreateWebhookInput!) {
  createWebhook(input: $input) {
    ... on WebhookSecretPayload {
      secret
      webhook {
        webhookId
      }
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<MakeWebhookMutation, MakeWebhookMutationVariables>
export const AlterWebhookDocument = new TypedDocumentString(`
    mutation AlterWebhook($input: ChangeWebhookInput!) {
  changeWebhook(input: $input) {
    ... on WebhookPayload {
      webhook {
        webhookId
      }
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<AlterWebhookMutation, AlterWebhookMutationVariables>
export const RenewWebhookSecretDocument = new TypedDocumentString(`
    mutation RenewWebhookSecret($input: RotateWebhookSecretInput!) {
  rotateWebhookSecret(input: $input) {
    ... on WebhookSecretPayload {
      secret
      webhook {
        previousSecretUntil
      }
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<RenewWebhookSecretMutation, RenewWebhookSecretMutationVariables>
export const TurnWebhookOnDocument = new TypedDocumentString(`
    mutation TurnWebhookOn($input: EnableWebhookInput!) {
  enableWebhook(input: $input) {
    ... on WebhookPayload {
      webhook {
        webhookId
      }
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<TurnWebhookOnMutation, TurnWebhookOnMutationVariables>
export const TurnWebhookOffDocument = new TypedDocumentString(`
    mutation TurnWebhookOff($input: DisableWebhookInput!) {
  disableWebhook(input: $input) {
    ... on WebhookPayload {
      webhook {
        webhookId
      }
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<TurnWebhookOffMutation, TurnWebhookOffMutationVariables>
export const RemoveWebhookDocument = new TypedDocumentString(`
    mutation RemoveWebhook($input: DeleteWebhookInput!) {
  deleteWebhook(input: $input) {
    ... on DeletedWebhookPayload {
      webhookId
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<RemoveWebhookMutation, RemoveWebhookMutationVariables>
export const TryWebhookDocument = new TypedDocumentString(`
    mutation TryWebhook($input: TestWebhookInput!) {
  testWebhook(input: $input) {
    ... on WebhookDeliveryPayload {
      delivery {
        deliveryId
      }
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<TryWebhookMutation, TryWebhookMutationVariables>
export const SendAgainDocument = new TypedDocumentString(`
    mutation SendAgain($input: ResendWebhookDeliveryInput!) {
  resendWebhookDelivery(input: $input) {
    ... on WebhookDeliveryPayload {
      delivery {
        deliveryId
      }
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<SendAgainMutation, SendAgainMutationVariables>
export const TellAgainDocument = new TypedDocumentString(`
    mutation TellAgain($input: ReplayWebhookInput!) {
  replayWebhook(input: $input) {
    ... on ReplayWebhookPayload {
      queued
      endCursor
      hasMore
    }
    ...Refused
  }
}
    fragment Refused on Refusal {
  __typename
  code
  message
  ... on InvalidInput {
    fields {
      field
      message
    }
  }
  ... on AlreadyExists {
    fields {
      field
      message
    }
  }
  ... on RuleBroken {
    reason
  }
}`) as unknown as TypedDocumentString<TellAgainMutation, TellAgainMutationVariables>
