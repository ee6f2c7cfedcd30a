/** Apollo over the schema, with every limit on. Who calls, and how bytes come in, is the route's business. */
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server'
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import { GraphQLError } from 'graphql'
import type { Context } from '@/domain/context'
import { formatError, noteFault } from './errors'
import { limitAliases, maxTokens } from './limits'
import { schema } from './schema'

/** What callers are not told, the log is, without variables, which may hold pictures; both name the same request. */
const nameFaults: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async didEncounterErrors({ errors, contextValue }) {
        for (const error of errors) noteFault(contextValue, error)
      },
      async willSendResponse({ response: { body }, contextValue: { requestId } }) {
        if (body.kind !== 'single') return
        const { errors } = body.singleResult
        if (!errors) return
        body.singleResult.errors = errors.map((error) => ({ ...error, extensions: { ...error.extensions, requestId } }))
      },
    }
  },
}

/**
 * GraphQL over HTTP: who accepts `application/json` and nothing newer may stand behind a proxy that makes its own of a 400, so that a
 * document that cannot be executed is answered with 200 and its errors. Whoever names the newer type, or none, gets the 400.
 */
const spareOldClients: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response }) {
        const accept = request.http?.headers.get('accept') ?? ''
        const isOld = accept.includes('application/json') && !accept.includes('application/graphql-response+json')
        if (isOld && response.http.status === 400) response.http.status = 200
      },
    }
  },
}

/** Apollo would run a subscription as if it were a query, and find nothing. */
const sendSubscriptionsOn: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation }) {
        if (operation?.operation !== 'subscription') return
        throw new GraphQLError('Subscriptions are answered at /api/graphql/stream, as server-sent events.', {
          extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
        })
      },
    }
  },
}

export function createGraphqlServer(): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema,
    // The schema is committed, so there is nothing to hide; the route lets nobody ask without credentials.
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    parseOptions: { maxTokens },
    validationRules: [limitAliases],
    // Fields that repeat through fragments can multiply without making the document longer.
    maxRecursiveSelections: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    // The front server ends the process; two listeners would fight over it.
    stopOnTerminationSignals: false,
    formatError,
    plugins: [ApolloServerPluginLandingPageDisabled(), nameFaults, spareOldClients, sendSubscriptionsOn],
  })
}
