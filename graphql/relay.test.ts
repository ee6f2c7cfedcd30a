/** The committed contract against the Relay specifications: global object identification, cursor connections. */
import { readFileSync } from 'node:fs'
import {
  buildSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql'
import { expect, test } from 'vitest'
import { sdlFile } from './print'

const schema = buildSchema(readFileSync(sdlFile, 'utf8'))
const objects = Object.values(schema.getTypeMap()).filter(
  (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
)
const connections = objects.filter(({ name }) => name.endsWith('Connection'))
const named = (type: GraphQLOutputType) => getNamedType(type).name
const fieldsOf = (type: GraphQLObjectType) => Object.values(type.getFields())

test('There are connections and nodes to look at', () => {
  expect(connections.length).toBeGreaterThan(8)
  expect(objects.filter((type) => type.getInterfaces().some(({ name }) => name === 'Node')).length).toBeGreaterThan(8)
})

test('PageInfo has the four fields of the specification', () => {
  const fields = (schema.getType('PageInfo') as GraphQLObjectType).getFields()
  expect(String(fields.hasNextPage!.type)).toBe('Boolean!')
  expect(String(fields.hasPreviousPage!.type)).toBe('Boolean!')
  expect(String(fields.startCursor!.type)).toBe('String')
  expect(String(fields.endCursor!.type)).toBe('String')
})

test.each(connections.map((type) => [type.name, type] as const))('%s has edges and pageInfo', (name, type) => {
  const { edges, pageInfo } = type.getFields()
  expect(String(pageInfo!.type)).toBe('PageInfo!')
  expect(isListType(getNullableType(edges!.type)), `${name}.edges is a list`).toBe(true)
  const edge = getNamedType(edges!.type)
  expect(isObjectType(edge) && edge.name.endsWith('Edge'), `${edge.name} is an edge by name`).toBe(true)
  const { node, cursor } = (edge as GraphQLObjectType).getFields()
  const nodeType = getNamedType(node!.type)
  expect(isListType(getNullableType(node!.type)), 'a node is no list').toBe(false)
  expect(isObjectType(nodeType) || isInterfaceType(nodeType) || isScalarType(nodeType)).toBe(true)
  const cursorType = getNamedType(cursor!.type)
  expect(isScalarType(cursorType) && cursorType.name === 'String', 'a cursor is text').toBe(true)
  expect(node!.args).toEqual([])
  expect(cursor!.args).toEqual([])
})

test('Whatever ends in Connection, Edge or PageInfo is one', () => {
  for (const { name } of Object.values(schema.getTypeMap())) {
    if (name.endsWith('Connection')) expect(connections.map((type) => type.name)).toContain(name)
    if (name.endsWith('Edge')) {
      const owners = connections.filter((type) => named(type.getFields().edges!.type) === name)
      expect(owners.length, `${name} belongs to a connection`).toBe(1)
    }
  }
})

const connectionFields = objects.flatMap((type) =>
  fieldsOf(type)
    .filter((field) => named(field.type).endsWith('Connection'))
    .map((field) => [`${type.name}.${field.name}`, field] as [string, GraphQLField<unknown, unknown>]),
)

test.each(connectionFields)('%s takes first and after, of the right types', (_name, field) => {
  const arg = (name: string) => field.args.find((one) => one.name === name)
  expect(String(arg('first')?.type)).toBe('Int')
  expect(String(arg('after')?.type)).toBe('String')
  // Backward paging is offered nowhere; half of it would be against the specification.
  expect([arg('last'), arg('before')]).toEqual([undefined, undefined])
})

test('Every connection is used, and no list of nodes at the root is without one', () => {
  const used = new Set(connectionFields.map(([, field]) => named(field.type)))
  expect(connections.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([])
  const nodes = new Set(objects.filter((type) => type.getInterfaces().some(({ name }) => name === 'Node')))
  const bare = fieldsOf(schema.getQueryType()!).filter((field) => {
    return isListType(getNullableType(field.type)) && nodes.has(getNamedType(field.type) as GraphQLObjectType)
  })
  expect(bare.map(({ name }) => name)).toEqual([])
})

test('Node has one field, a global id, and Query.node takes one', () => {
  const node = schema.getType('Node')
  expect(isInterfaceType(node)).toBe(true)
  if (!isInterfaceType(node)) return
  expect(Object.values(node.getFields()).map((field) => `${field.name}: ${String(field.type)}`)).toEqual(['id: ID!'])
  const field = schema.getQueryType()!.getFields().node!
  expect(field.args.map((one) => `${one.name}: ${String(one.type)}`)).toEqual(['id: ID!'])
  expect(isNonNullType(field.type), 'a node that is not there is null').toBe(false)
  expect(named(field.type)).toBe('Node')
  for (const type of objects.filter((one) => one.getInterfaces().includes(node))) {
    expect(String(type.getFields().id?.type), `${type.name}.id`).toBe('ID!')
  }
})

test('Every mutation takes one input with an idempotency key and answers with a union of a payload and refusals', () => {
  for (const field of fieldsOf(schema.getMutationType()!)) {
    expect(
      field.args.map(({ name }) => name),
      field.name,
    ).toEqual(['input'])
    const input = getNamedType(field.args[0]!.type)
    expect('getFields' in input && String(input.getFields().idempotencyKey?.type), field.name).toBe('String!')
    expect(named(field.type), field.name).toBe(`${field.name.charAt(0).toUpperCase()}${field.name.slice(1)}Result`)
  }
})
