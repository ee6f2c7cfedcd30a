/** The committed contract under the Relay rules of graphql-eslint, as `npm run lint` runs them; and that they see what is broken. */
import { ESLint } from 'eslint'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sdlFile } from './print'

const eslint = new ESLint()
const sdl = readFileSync(sdlFile, 'utf8')

async function rulesBroken(text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: sdlFile })
  return [...new Set(result!.messages.map(({ ruleId, message }) => ruleId ?? message))]
}

test('The SDL breaks no Relay rule', async () => {
  expect(await rulesBroken(sdl)).toEqual([])
})

const breaks: [rule: string, from: string, to: string][] = [
  ['relay-arguments', 'admins(', 'admins(size: Int): AdminConnection!\n  others('],
  [
    'relay-connection-types',
    'type UserConnection {\n  edges: [UserEdge!]!',
    'type UserConnection {\n  rows: [UserEdge!]!',
  ],
  ['relay-edge-types', 'type UserEdge {\n  cursor: String!', 'type UserEdge {\n  mark: String!'],
  ['relay-page-info', 'hasNextPage: Boolean!', 'hasNextPage: String!'],
]

test.each(breaks)('%s is broken by a change that breaks it', async (rule, from, to) => {
  expect(sdl.split(from).length).toBeGreaterThan(1)
  expect(await rulesBroken(sdl.replace(from, to))).toEqual([`@graphql-eslint/${rule}`])
})
