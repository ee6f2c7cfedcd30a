/** Made by `npm run sdl` of the `.graphql` files below app/: change those. */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] }
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never }
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core'
export type Duplicates =
  /** It is enrolled, and the pair put up for review. */
  | 'FLAG'
  /** Nobody looks. */
  | 'OFF'
  /** A face that looks like another user's is refused. */
  | 'REFUSE'

/** Only what is named is changed. */
export type SettingsInput = {
  accessLogDays?: number | null | undefined
  auditorsSeePictures?: boolean | null | undefined
  dumpDays?: number | null | undefined
  duplicates?: Duplicates | null | undefined
  emotions?: boolean | null | undefined
  eventLongestDays?: number | null | undefined
  eventRetentionHours?: number | null | undefined
  faceEngine?: boolean | null | undefined
  keepSamples?: boolean | null | undefined
  liveness?: boolean | null | undefined
  minEyeDistancePx?: number | null | undefined
  revocationAlarmMinutes?: number | null | undefined
  searchFpir?: number | null | undefined
  terminalStalenessHours?: number | null | undefined
  verifyFmr?: number | null | undefined
  walletIssuer?: string | null | undefined
  walletOpen?: boolean | null | undefined
  walletRequestsPerHour?: number | null | undefined
  walletValidityDays?: number | null | undefined
}

export type UpdateSettingsInput = {
  /** 8 to 128 characters of your choice: a repeated call under it within a day does nothing anew. */
  idempotencyKey: string
  name?: string | null | undefined
  settings?: SettingsInput | null | undefined
}

export type AccessSettingsFragment = {
  eventLongestDays: number
  eventRetentionHours: number | null
  accessLogDays: number
  terminalStalenessHours: number
  revocationAlarmMinutes: number
}

export type AccessSettingsNowQueryVariables = Exact<{ [key: string]: never }>

export type AccessSettingsNowQuery = {
  settings: {
    eventLongestDays: number
    eventRetentionHours: number | null
    accessLogDays: number
    terminalStalenessHours: number
    revocationAlarmMinutes: number
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
        }
      }
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
export const AccessSettingsFragmentDoc = new TypedDocumentString(
  `
    fragment AccessSettings on Settings {
  eventLongestDays
  eventRetentionHours
  accessLogDays
  terminalStalenessHours
  revocationAlarmMinutes
}
    `,
  { fragmentName: 'AccessSettings' },
) as unknown as TypedDocumentString<AccessSettingsFragment, unknown>
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
