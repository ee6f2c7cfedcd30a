/** Every example of the explorer can be run as it stands: valid by the schema, its variables too, and within the limits. */
import { complexityFromQuery } from '@pothos/plugin-complexity'
import { getOperationAST, getVariableValues, parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { testContext } from '@/domain/testing'
import { limits } from '@/graphql/limits'
import { schema } from '@/graphql/schema'
import { examples, variablesText } from './examples'

test.each(examples.map((one) => [one.name, one] as const))('%s', async (_name, example) => {
  const document = parse(example.query)
  expect(validate(schema, document)).toEqual([])
  const operation = getOperationAST(document)!
  const variables = JSON.parse(variablesText(example) || '{}') as Record<string, unknown>
  expect(getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors).toBeUndefined()
  const cost = complexityFromQuery(document, { schema, variables, ctx: await testContext() })
  expect(cost.complexity).toBeLessThanOrEqual(limits.complexity)
  expect(cost.depth).toBeLessThanOrEqual(limits.depth)
})

test('A key that makes a repeat harmless is a new one each time', () => {
  const changing = examples.find(({ query }) => query.startsWith('mutation'))!
  expect(variablesText(changing)).not.toBe(variablesText(changing))
  expect(variablesText(changing)).not.toContain('UUID')
})
