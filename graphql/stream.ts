/**
 * Subscriptions from document to events: the same limits as every other question has, a context of its own for each event, so that
 * nothing that was read for one is shown again with the next, and an end when the caller may no longer look.
 */
import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  Kind,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLFormattedError,
} from 'graphql'
import { ApolloServerErrorCode } from '@apollo/server/errors'
import { complexityFromQuery } from '@pothos/plugin-complexity'
import type { Context } from '@/domain/context'
import { formatError, noteFault } from './errors'
import { limitAliases, limits, limitSelections, maxTokens, tooComplex } from './limits'
import { schema } from './schema'

export interface StreamRequest {
  query: string
  operationName?: string | null
  variables?: Record<string, unknown> | null
}

/** @returns what to execute, or what is wrong with the document */
export function readSubscription(
  { query, operationName, variables }: StreamRequest,
  contextValue: Context,
): ExecutionArgs | { errors: GraphQLError[] } {
  let document: DocumentNode
  try {
    document = parse(query, { maxTokens })
  } catch (error) {
    return { errors: [withCode(error as GraphQLError, ApolloServerErrorCode.GRAPHQL_PARSE_FAILED)] }
  }
  const errors = validate(schema, document, [...specifiedRules, limitAliases, limitSelections])
  if (errors.length > 0) {
    return { errors: errors.map((error) => withCode(error, ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED)) }
  }
  // One operation, so that what is counted below is what is executed.
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  if (operations.length !== 1 || getOperationAST(document, operationName)?.operation !== 'subscription') {
    const message = 'Only a single subscription is answered here; ask everything else at /api/graphql.'
    return { errors: [new GraphQLError(message, { extensions: { code: ApolloServerErrorCode.BAD_REQUEST } })] }
  }
  const variableValues = variables ?? {}
  // The schema counts by itself where a field is resolved, which is too late for what is subscribed to.
  let cost: ReturnType<typeof complexityFromQuery>
  try {
    cost = complexityFromQuery(document, { schema, variables: variableValues, ctx: contextValue })
  } catch (error) {
    // It reads the variables first, and throws what is wrong with them.
    if (!(error instanceof GraphQLError)) throw error
    return { errors: [withCode(error, ApolloServerErrorCode.BAD_USER_INPUT)] }
  }
  const exceeded = (['depth', 'breadth', 'complexity'] as const).find((kind) => cost[kind] > limits[kind])
  if (exceeded) return { errors: [tooComplex(exceeded) as GraphQLError] }
  return { schema, document, operationName, variableValues, contextValue }
}

/** Apollo gives each error of the library a code; here nobody does. One that has a code of ours keeps it. */
function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions, path, originalError, extensions } = error
  return new GraphQLError(message, {
    nodes,
    source,
    positions,
    path,
    originalError,
    extensions: { code, ...extensions },
  })
}

/** What Apollo does to errors of every other answer. */
export function shown({ requestId, log }: Context, result: ExecutionResult): ExecutionResult {
  if (!result.errors) return result
  const errors = result.errors.map((error) => {
    noteFault({ log }, error)
    const formatted: GraphQLFormattedError = formatError(error.toJSON(), error)
    const { nodes, source, positions } = error
    return new GraphQLError(formatted.message, {
      nodes,
      source,
      positions,
      path: formatted.path,
      extensions: { ...formatted.extensions, requestId },
    })
  })
  return { ...result, errors }
}

/**
 * @param checkMs how often `isStillWelcome` is asked, which answers whether the caller may still look
 * @returns the events; a single result where nothing can be watched
 */
export async function subscribe(
  args: ExecutionArgs,
  { isStillWelcome, checkMs = 5_000 }: { isStillWelcome: () => Promise<boolean>; checkMs?: number },
): Promise<ExecutionResult | AsyncIterableIterator<ExecutionResult>> {
  const context = args.contextValue as Context
  const ended = new AbortController()
  const signal = context.signal ? AbortSignal.any([context.signal, ended.signal]) : ended.signal
  const source = await createSourceEventStream({ ...args, contextValue: { ...context, signal } })
  if (!(Symbol.asyncIterator in source)) return shown(context, source)

  let isOut = false
  const check = setInterval(() => {
    isStillWelcome().then(
      (is) => {
        if (is) return
        isOut = true
        ended.abort()
      },
      (error: unknown) => context.log.error({ err: error }, 'could not see whether a subscriber may still look'),
    )
  }, checkMs)
  check.unref()

  async function* events(): AsyncGenerator<ExecutionResult> {
    try {
      for await (const event of source as AsyncIterable<unknown>) {
        if (isOut) break
        const one = await execute({ ...args, rootValue: event, contextValue: { ...context, signal } })
        yield shown(context, one)
      }
      if (isOut) {
        yield {
          errors: [
            new GraphQLError('You may no longer look. Sign in again.', { extensions: { code: 'UNAUTHENTICATED' } }),
          ],
        }
      }
    } catch (error) {
      yield shown(context, { errors: [new GraphQLError('', { originalError: error as Error, path: [] })] })
    } finally {
      clearInterval(check)
      ended.abort()
    }
  }
  const results = events()
  const iterator: AsyncIterableIterator<ExecutionResult> = {
    next: () => results.next(),
    // A generator that waits hears nothing: it is woken first.
    async return() {
      clearInterval(check)
      ended.abort()
      return results.return(undefined)
    },
    throw: (error) => results.throw(error),
    [Symbol.asyncIterator]: () => iterator,
  }
  return iterator
}
