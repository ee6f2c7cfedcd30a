/**
 * How our own pages and server actions use the GraphQL API: documents that are typed against the committed schema, executed in
 * this process for the admin who is signed in, under the same limits and errors as everybody's. What goes wrong comes out as the
 * AppError it was, so that `act` and the error pages tell it as always.
 */
import { randomUUID } from 'node:crypto'
import type { Context } from '@/domain/context'
import { AppError, errorTable, type ErrorCode } from '@/domain/errors'
import type { TypedDocumentString } from './documents'
import { server } from './server'

/** @throws AppError the first of the answer's errors */
export async function ask<Result, Variables extends Record<string, unknown>>(
  context: Context,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const { body } = await server.executeOperation(
    { query: document.toString(), variables },
    // Of the admin's context only what the API gives to everybody.
    { contextValue: context },
  )
  // Only `@defer` brings an answer in pieces, and the schema has none.
  if (body.kind !== 'single') throw new Error('an answer in pieces')
  const { data, errors } = body.singleResult
  const [error] = errors ?? []
  if (error) throw refused(error.message, error.extensions ?? {})
  // As it would come over the wire: what the executor makes has no prototype, and React takes none such to the browser.
  return structuredClone(data) as Result
}

interface Refusal {
  __typename: string
  code: string
  message: string
  fields?: { field: string; message: string }[]
  reason?: string
}

/** What a mutation answers where it was done. */
type Done<Result> = Exclude<Result[keyof Result], { code: string; message: string }>

/**
 * Runs a document of one mutation whose only variable is `input` and which spreads `...Refused`.
 * @param input without the idempotency key: a press of a button is a call of its own
 * @throws AppError the refusal
 */
export async function change<Result extends object, Input extends { idempotencyKey: string }>(
  context: Context,
  document: TypedDocumentString<Result, { input: Input }>,
  input: Omit<Input, 'idempotencyKey'>,
): Promise<Done<Result>> {
  const variables = { input: { ...input, idempotencyKey: randomUUID() } as unknown as Input }
  const [answer] = Object.values(await ask(context, document, variables)) as [Refusal | Done<Result>]
  if (isRefusal(answer)) throw refused(answer.message, answer)
  return answer
}

const isRefusal = (answer: unknown): answer is Refusal =>
  typeof answer === 'object' && answer !== null && 'code' in answer && 'message' in answer

const codes = new Map(Object.entries(errorTable).map(([code, { graphql }]) => [graphql as string, code as ErrorCode]))

function refused(message: string, { code, fields, reason }: Partial<Refusal>): Error {
  const known = codes.get(code ?? '')
  // Faults were logged where they happened, and what is wrong with a document of ours is one.
  if (!known || known === 'internal') return new Error(`GraphQL: ${code ?? 'no code'}: ${message}`)
  return new AppError(known, message, { fields, reason })
}
