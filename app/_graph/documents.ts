/** Made by `npm run sdl` of the `.graphql` files below app/: change those. */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] }
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never }
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core'
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

export type AttendeeRefusal =
  'ATTENDEE_ALREADY_EXISTS' | 'EVENT_CAPACITY_EXCEEDED' | 'USER_NOT_FOUND' | 'USER_WITHOUT_CREDENTIAL'

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

export type DeleteEventInput = {
  eventId: string
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
}

export type Direction = 'ASC' | 'DESC'

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

export type WeeklySpanInput = {
  /** 1 Monday to 7 Sunday. */
  days: Array<number>
  /** HH:MM in the time of the zone. */
  from: string
  /** HH:MM; 24:00 is the end of the day. */
  until: string
}

export type ZoneKind = 'FACILITY' | 'SPACE'

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

export type TerminalMovesSubscriptionVariables = Exact<{
  zoneId?: string | null | undefined
}>

export type TerminalMovesSubscription = { terminalState: { id: string; ackedRevision: number } }

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
export const TerminalMovesDocument = new TypedDocumentString(`
    subscription TerminalMoves($zoneId: ID) {
  terminalState(zoneId: $zoneId) {
    id
    ackedRevision
  }
}
    `) as unknown as TypedDocumentString<TerminalMovesSubscription, TerminalMovesSubscriptionVariables>
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
    ... on AddMembersPayload {
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
}`) as unknown as TypedDocumentString<AddMembersMutation, AddMembersMutationVariables>
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
