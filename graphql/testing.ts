/** What tests of the graph stand on. Nothing outside of tests imports it. */
import { graphql } from 'graphql'
import type { Context } from '@/domain/context'
import { schema } from './schema'

export interface Answer {
  // What comes back is looked at by tests only, which say what they expect of it.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data?: any
  errors?: { message: string; path?: unknown[]; extensions?: { code?: string } }[]
}

/** Executes without transport: without Apollo's limits, with the schema's own. A context of its own for each, as a request has. */
export async function ask(
  context: Context,
  source: string,
  variableValues: Record<string, unknown> = {},
): Promise<Answer> {
  const result = await graphql({ schema, source, variableValues, contextValue: { ...context } })
  // graphql-js makes objects without a prototype, and keeps errors as such.
  return JSON.parse(JSON.stringify(result)) as Answer
}

let calls = 0

/** A mutation whose result has only what every one has, or what `payload` selects. */
export async function act(context: Context, name: string, input: Record<string, unknown>, payload: string) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const source = `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ${payload} ... on Refusal { code message } } }`
  const answer = await ask(context, source, { input: { idempotencyKey: `test-call-${++calls}`, ...input } })
  if (answer.errors) throw new Error(`${name}: ${JSON.stringify(answer.errors)}`)
  return answer.data[name]
}
