/** Configures Pothos and defines no type: each noun has its own file, schema.ts puts them together. */
import SchemaBuilder from '@pothos/core'
import ComplexityPlugin from '@pothos/plugin-complexity'
import DataloaderPlugin from '@pothos/plugin-dataloader'
import ErrorsPlugin from '@pothos/plugin-errors'
import RelayPlugin from '@pothos/plugin-relay'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'
import { isObjectType, type GraphQLNamedType } from 'graphql'
import { z } from 'zod'
import type { Context } from '@/domain/context'
import { isStorableTime } from '@/domain/parse'
import { assertMay, may, type Action } from '@/domain/permissions'
import { decodeId, encodeId } from './ids'
import { limits, tooComplex } from './limits'

export const builder = new SchemaBuilder<{
  Context: Context
  DefaultFieldNullability: false
  Scalars: {
    DateTime: { Input: Date; Output: Date }
    ID: { Input: string; Output: string }
  }
  AuthScopes: { may: Action }
}>({
  // Outermost first: an error that a later plugin throws may still become part of a typed result.
  plugins: [ErrorsPlugin, ScopeAuthPlugin, ComplexityPlugin, RelayPlugin, DataloaderPlugin],
  defaultFieldNullability: false,
  errors: {
    directResult: true,
    defaultUnionOptions: { name: ({ fieldName }) => `${capital(fieldName)}Result` },
  },
  // The same grammar that guards the domain; a field asks it only where its resolver calls no domain function that does.
  scopeAuth: {
    authScopes: (context) => ({ may: (action) => may(context.actor, action) }),
    unauthorizedError: (_parent, context, _info, result) => {
      const { failure } = result
      if ('parameter' in failure) assertMay(context, failure.parameter as Action)
      return new Error(result.message)
    },
  },
  complexity: {
    defaultComplexity: 1,
    // Lists say themselves how many they bring; `edges` must not count a second time.
    defaultListMultiplier: 1,
    limit: limits,
    complexityError: tooComplex,
  },
  relay: {
    cursorType: 'String',
    encodeGlobalID: encodeId,
    decodeGlobalID: decodeId,
    nodeQueryOptions: {
      description: 'Any object by its global id; null when there is none, or it is not yours.',
      // The plugin takes the id of something that is no node for a fault of ours.
      resolve: (_root, { id }, _context, { schema }, load) => (isNode(schema.getType(id.typename)) ? load(id) : null),
    },
    nodesQueryOptions: false,
  },
})

builder.queryType({ description: 'What may be read. Nothing ever shows what belongs to another tenant.' })
builder.mutationType({
  description:
    'What may be changed. Expected refusals are members of the result; every mutation takes an idempotency key.',
})

function isNode(type: GraphQLNamedType | undefined): boolean {
  return isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node')
}

/** What JavaScript reads besides, such as `1` or a year of six digits, is no time that anybody meant. */
const rfc3339 = z.iso.datetime({ offset: true })

builder.scalarType('DateTime', {
  description: 'RFC 3339, UTC, to the millisecond.',
  serialize: (value) => value.toISOString(),
  parseValue: (value) => {
    const given = rfc3339.safeParse(value)
    const date = new Date(given.success ? given.data : NaN)
    if (!isStorableTime(date)) throw new TypeError('Expected a time such as 2026-11-20T10:00:00Z.')
    return date
  },
})

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
