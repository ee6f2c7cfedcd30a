/** Made by `npm run sdl` of the `.graphql` files below app/: change those. */
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never }
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core'
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
