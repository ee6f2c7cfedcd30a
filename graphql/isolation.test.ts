/**
 * Tenants apart, for every field of the contract: the test walks the schema and asks, as an owner of one tenant, for everything
 * that another has, by each argument alone. Whatever a field is asked by has to stand in the table below, so that no new field
 * comes in untested; and each question is asked by the owner of it all as well, so that none is refused for another reason.
 */
import {
  getNamedType,
  getNullableType,
  graphql,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '@/domain/context'
import { testEngines, type TestEngines } from '@/domain/faces/testing'
import { builder } from './builder'
import { newId, newUserId } from '@/domain/ids'
import { found } from '@/domain/isolation-testing'
import { encodeId } from './ids'
import { readSubscription, subscribe } from './stream'
import { annasFace, annasPassport, annasVoice, everythingOf, mark, namesOf, twoTenants } from './isolation-testing'
import './schema'

// Everything is selected at once here, which no caller may.
const schema = builder.toSchema({ complexity: { disabled: true } })
const queries = Object.values(schema.getQueryType()!.getFields())
const mutations = Object.values(schema.getMutationType()!.getFields())

let engines: TestEngines
beforeAll(() => void (engines = testEngines()))
afterAll(() => engines.close())

type Bureau = Awaited<ReturnType<typeof twoTenants>>

const later = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
const id = (type: keyof Bureau['rows']) => (of: Bureau) => encodeId(type, of.rows[type])

/** Names something of the first tenant, so that another's owner must find nothing by it. By name, or by field and name. */
const naming: Record<string, (of: Bureau) => unknown> = {
  userId: id('User'),
  userIds: (of) => [encodeId('User', of.rows.User)],
  'addAttendees.userIds': (of) => [encodeId('User', of.ids.doraId)],
  'bulkErasureConsequences.userIds': (of) => [encodeId('User', of.rows.User)],
  'addMembers.userIds': (of) => [encodeId('User', of.ids.doraId)],
  'reissueUsers.userIds': (of) => [encodeId('User', of.rows.User)],
  zoneId: id('Zone'),
  'addAttendees.zoneIds': (of) => [encodeId('Zone', of.ids.spaceId)],
  'archiveZone.zoneId': (of) => encodeId('Zone', of.ids.spaceId),
  zoneIds: (of) => [encodeId('Zone', of.rows.Zone)],
  facilityId: id('Zone'),
  terminalId: id('Terminal'),
  terminalIds: (of) => [encodeId('Terminal', of.rows.Terminal)],
  eventId: id('Event'),
  attendeeIds: (of) => [encodeId('Attendee', of.rows.Attendee)],
  memberId: id('Member'),
  memberIds: (of) => [encodeId('Member', of.rows.Member)],
  credentialId: id('Credential'),
  qrCredentialId: id('QrCredential'),
  dumpId: id('Dump'),
  adminId: id('Admin'),
  clientId: id('Client'),
  webhookId: id('Webhook'),
  deliveryId: id('WebhookDelivery'),
  importId: id('Import'),
  'retryJob.jobId': id('Job'),
  'stopJob.jobId': id('Job'),
  registrationId: ({ ids }) => ids.registrationId,
  passkeyId: ({ ids }) => ids.passkeyId,
  sessionId: ({ ids }) => ids.otherSessionId,
  externalIds: () => [`${mark}-anna`],
  'addMatchingAttendees.filter': () => ({ externalId: `${mark}-anna` }),
  'erasures.userId': ({ ids }) => ids.goneId,
  textId: ({ ids }) => ids.textId,
  'publishConsentText.textId': ({ ids }) => ids.draftId,
  'discardConsentDraft.textId': ({ ids }) => ids.draftId,
  lookAlikeId: ({ ids }) => ids.lookAlikeId,
  jobId: ({ ids }) => ids.jobId,
  receiptId: ({ ids }) => ids.receiptId,
  invitationId: ({ ids }) => ids.invitationId,
  actor: ({ adminId }) => adminId,
  subject: ({ rows }) => rows.User,
  externalId: () => `${mark}-anna`,
  'members.externalId': (_of) => undefined,
  'renameUser.externalId': () => 'a-new-name',
  'createEvent.externalId': () => 'an-event',
  'changeEvent.externalId': () => 'an-event',
  search: () => `${mark}-a`,
  'admins.search': () => mark,
  'members.search': ({ ids }) => ids.carlId,
  macAddress: () => '02:00:00:00:00:01',
  picture: () => annasFace,
  documentId: ({ ids }) => ids.documentId,
  dialogueId: ({ ids }) => ids.dialogueId,
  reference: ({ ids }) => ids.reference,
  challengeId: ({ ids }) => ids.challengeId,
  token: ({ challenge }) => challenge.token,
  frames: ({ frames }) => frames,
  recognitionTextId: ({ ids }) => ids.textId,
  documentTextId: ({ ids }) => ids.keepingTextId,
  people: () => [{ externalId: `${mark}-anna`, pictures: [annasFace] }],
}

/** Says how, how much or what to write, and names nothing that there is. */
const plain: Record<string, unknown> = {
  first: 5,
  after: Buffer.from('[0]').toString('base64url'),
  'terminals.after': Buffer.from('0:a').toString('base64url'),
  'attendees.after': Buffer.from('0:a').toString('base64url'),
  'members.after': Buffer.from('0:a').toString('base64url'),
  'events.after': Buffer.from('[0,"a"]').toString('base64url'),
  'users.after': Buffer.from('[0,"a"]').toString('base64url'),
  'accessEvents.after': Buffer.from('["0"]').toString('base64url'),
  'jobs.after': Buffer.from('0:a').toString('base64url'),
  'imports.after': Buffer.from('0:a').toString('base64url'),
  'webhookDeliveries.after': Buffer.from('["f"]').toString('base64url'),
  'addMatchingAttendees.after': undefined,
  'replayWebhook.after': undefined,
  'auditLines.after': Buffer.from('[9000]').toString('base64url'),
  direction: 'ASC',
  since: '2020-01-01T00:00:00Z',
  day: new Date().toISOString().slice(0, 10),
  orderBy: undefined,
  status: ['ACTIVE'],
  modality: 'FACE',
  from: '2020-01-01T00:00:00Z',
  to: '2100-01-01T00:00:00Z',
  'users.from': '2020-01-01',
  'users.to': '2100-01-01',
  flagged: true,
  kind: 'FACILITY',
  archived: true,
  states: ['ACTIVE'],
  'events.states': ['SCHEDULED'],
  'members.states': ['CURRENT'],
  types: ['ACCESS_GRANTED'],
  disputed: false,
  removed: false,
  action: 'user.created',
  role: 'OWNER',
  'inviteAdmin.role': 'AUDITOR',
  'changeAdminRole.role': 'ADMIN',
  state: 'ACTIVE',
  range: 'DAYS_7',
  rules: { pictureDays: 10 },
  name: 'A name',
  region: 'at',
  slug: 'a-slug',
  timeZone: 'Europe/Vienna',
  mode: 'RELAY',
  startsAt: later(3),
  endsAt: later(4),
  entryPolicy: 'SINGLE',
  retentionSeconds: 60,
  capacity: 10,
  validFrom: later(1.2),
  validUntil: later(1.8),
  schedule: [{ days: [1], from: '08:00', until: '09:00' }],
  livenessId: undefined,
  reason: 'A reason of some length.',
  'runDump.reason': undefined,
  passphrase: undefined,
  biometrics: 'NONE',
  email: 'new@elsewhere.example',
  isNew: true,
  scopes: ['READ'],
  requestQuota: 10,
  allowedOrigins: ['https://app.example'],
  expiresAt: later(100),
  restartCount: true,
  overlapHours: 1,
  settings: { dumpDays: 3 },
  purpose: undefined,
  language: 'fr',
  body: 'These are words of some length.',
  keepSamples: true,
  onWithdrawal: 'REVOKE',
  accepts: 1_000,
  withoutCredential: true,
  'jobs.states': ['QUEUED'],
  'webhookDeliveries.states': ['QUEUED'],
  'webhookDeliveries.types': undefined,
  'erasures.from': '2020-01-01',
  'erasures.to': '2100-01-01',
  'pictureGuidance.picture': annasFace,
  scale: 1,
  fingerprint: 'abcd',
  url: 'https://elsewhere.example/hook',
  description: 'Some words.',
  byteCount: 1_000,
  firstName: 'Eva',
  lastName: 'Else',
  way: 'APPROVAL',
  front: annasPassport,
  back: annasPassport,
  expected: 'PASSPORT',
  hold: true,
  'compareFaces.first': annasFace,
  second: annasFace,
  'openDocument.purpose': 'IDENTITY_CHECK',
  selfie: undefined,
  addSelfie: true,
  operation: 'ENROL',
  calm: true,
  steps: 3,
  digits: 6,
  recording: annasVoice,
  'startVoiceDialogue.language': 'pt',
  'verifyVoice.language': 'en',
  'removeVoice.language': 'en',
  told: true,
  externalIdField: undefined,
  'changeRegistrationPolicy.role': 'ADMIN',
}

/** Answers with numbers alone. */
const namesNothing = ['erasureConsequences', 'bulkErasureConsequences']

/** Arguments of fields that are no beginnings of a question: whose row it is, was decided above them. */
const inner = [
  'Event.missing(first)',
  'Event.missing(after)',
  'Terminal.people(first)',
  'Terminal.people(after)',
  'Terminal.people(states)',
  'Import.rows(first)',
  'Import.rows(after)',
  'Import.rows(noted)',
  'User.timeline(first)',
  'User.timeline(after)',
  'Sample.url(purpose)',
  'Recording.url(purpose)',
]

/** Answers with counts, which are nothing where nothing is the caller's. */
const countsOnly = ['accessFigures']

interface Leaf {
  /** Argument, or argument and field of its input. */
  path: string[]
  required: boolean
}

/** Everything by which a field can be asked: its arguments, and the fields of those that are inputs. */
function leavesOf(field: GraphQLField<unknown, unknown>): Leaf[] {
  return field.args.flatMap((arg) => {
    const type = getNamedType(arg.type)
    const required = isNonNullType(arg.type)
    if (!isInputObjectType(type) || known(field.name, arg.name)) return [{ path: [arg.name], required }]
    return Object.values(type.getFields()).map((input) => {
      return { path: [arg.name, input.name], required: isNonNullType(input.type) }
    })
  })
}

function known(field: string, name: string): boolean {
  return [`${field}.${name}`, name].some((key) => key in naming || key in plain)
}

function valueOf(field: string, { path }: Leaf, of: Bureau): unknown {
  const name = path.at(-1)!
  if (name === 'idempotencyKey') return `key-${++keys}-of-a-call`
  for (const key of [`${field}.${name}`, name]) {
    if (key in naming) return naming[key]!(of)
    if (key in plain) return plain[key]
  }
  throw new Error(`${field} can be asked by '${path.join('.')}': say in this file whether that names anything.`)
}

let keys = 0

function isNaming(field: string, { path }: Leaf): boolean {
  const name = path.at(-1)!
  if (`${field}.${name}` in plain) return false
  return `${field}.${name}` in naming || name in naming
}

function variablesOf(field: GraphQLField<unknown, unknown>, leaves: Leaf[], of: Bureau): Record<string, unknown> {
  const variables: Record<string, Record<string, unknown> | unknown> = {}
  for (const leaf of leaves) {
    const value = valueOf(field.name, leaf, of)
    if (value === undefined) continue
    const [arg, name] = leaf.path
    if (name === undefined) variables[arg!] = value
    else variables[arg!] = { ...((variables[arg!] as object | undefined) ?? {}), [name]: value }
  }
  return variables
}

const text = (type: GraphQLInputType) => String(type)

/** The whole of what a type shows, without going in circles. */
function selection(type: GraphQLNamedType, above: string[] = []): string {
  if (!isCompositeType(type)) return ''
  if (isUnionType(type) || isInterfaceType(type)) {
    const parts = schema.getPossibleTypes(type).map((one) => `... on ${one.name} ${selection(one, above)}`)
    return `{ __typename ${parts.join(' ')} }`
  }
  const fields = Object.values(isObjectType(type) ? type.getFields() : {}).flatMap((field) => {
    const of = getNamedType(field.type)
    if (field.args.some((arg) => isNonNullType(arg.type))) return []
    if (!isCompositeType(of)) return [alias(type, field)]
    if (above.includes(of.name) || above.length > 5) return []
    return [`${alias(type, field)} ${selection(of, [...above, type.name])}`]
  })
  return `{ __typename ${fields.join(' ')} }`
}

/** Members of a union have fields of one name and different types. */
const alias = (type: GraphQLNamedType, { name }: { name: string }) => `${type.name}_${name}: ${name}`

async function call(
  kind: 'query' | 'mutation',
  field: GraphQLField<unknown, unknown>,
  context: Context,
  variableValues: Record<string, unknown>,
) {
  const args = field.args.filter(({ name }) => name in variableValues)
  const declared = args.map((arg) => `$${arg.name}: ${text(arg.type)}`).join(', ')
  const passed = args.map(({ name }) => `${name}: $${name}`).join(', ')
  const source = `${kind} ${declared && `(${declared})`} { ${field.name}${passed && `(${passed})`} ${selection(getNamedType(field.type))} }`
  const result = await graphql({ schema, source, variableValues, contextValue: { ...context } })
  // What is wrong with the question itself is a fault of this test.
  for (const error of result.errors ?? []) if (error.path === undefined) throw error
  return JSON.parse(JSON.stringify(result)) as { data: Record<string, unknown> | null; errors?: { message: string }[] }
}

/** The same bureau, with ids of which nobody has any. */
function nothingOf(of: Bureau): Bureau {
  const unknown = (ids: object) => Object.fromEntries(Object.keys(ids).map((name) => [name, newId()]))
  return { ...of, rows: { ...unknown(of.rows), User: newUserId() } as never, ids: unknown(of.ids) as never }
}

const withoutKey = (variables: object) =>
  JSON.stringify(variables, (name, value: unknown) => (name === 'idempotencyKey' ? undefined : value))

/** What a mutation came to, without what it made. */
function came({ data, errors }: Awaited<ReturnType<typeof call>>, name: string) {
  const { __typename: type, ...rest } = (data?.[name] ?? {}) as Record<string, unknown>
  const words = Object.entries(rest).filter(([field]) => /_(code|message|reason|subject|added|changed)$/.test(field))
  return { type, words: Object.fromEntries(words), errors: errors?.map(({ message }) => message) }
}

const isFault = ({ message }: { message: string }) => /cannot read|undefined|sqlite|syntax/i.test(message)

describe('Every query', () => {
  let of: Bureau
  let names: string[]
  let before: string
  beforeAll(async () => {
    of = await twoTenants(engines, { keep: true })
    names = await namesOf(of.operator, of.tenantId)
    before = await everythingOf(of.operator, of.tenantId)
  })

  test.each(queries.map((field) => [field.name, field] as const))(
    '%s shows nothing of another tenant',
    async (name, field) => {
      if (name === 'node') return
      const leaves = leavesOf(field)
      const required = leaves.filter((leaf) => leaf.required)
      const questions = [required, ...leaves.filter((leaf) => !leaf.required).map((leaf) => [...required, leaf])]
      for (const question of questions) {
        const variables = variablesOf(field, question, of)
        const words = `${name}(${JSON.stringify(variables)})`
        const answer = await call('query', field, of.stranger, variables)
        expect(found(answer, names), `${words} shows`).toEqual([])
        expect((answer.errors ?? []).filter(isFault), words).toEqual([])
        const nowhere = variablesOf(field, question, nothingOf(of))
        if (JSON.stringify(nowhere) !== JSON.stringify(variables))
          expect(answer, `${words} tells that it exists`).toEqual(await call('query', field, of.stranger, nowhere))
        // The same question of who may ask it, so that nothing is hidden only because nothing is there.
        if (!question.some((leaf) => isNaming(name, leaf)) || Object.keys(variables).length < 1) continue
        const own = await call('query', field, of.admin, variables)
        expect(own.errors, words).toBeUndefined()
        if (countsOnly.includes(name)) {
          const counted = (one: typeof answer) => JSON.stringify(one.data).match(/":[1-9]\d*\b/g) ?? []
          expect([counted(answer), counted(own).length > 0], words).toEqual([[], true])
          continue
        }
        if (namesNothing.includes(name)) {
          expect(own, words).not.toEqual(answer)
          continue
        }
        expect(found(own, names), `${words} finds nothing for its own tenant`).not.toEqual([])
      }
      expect(await everythingOf(of.operator, of.tenantId)).toBe(before)
    },
  )

  const nodes = schema.getPossibleTypes(schema.getType('Node') as never).map(({ name }) => name)
  test.each(nodes)('node answers null for a %s of another tenant', async (typename) => {
    const row = of.rows[typename as keyof Bureau['rows']]
    expect(row, `There is no ${typename} in isolation-testing.ts.`).toBeDefined()
    const field = schema.getQueryType()!.getFields().node!
    const variables = { id: encodeId(typename, row) }
    expect((await call('query', field, of.stranger, variables)).data).toEqual({ node: null })
    // Alone, so that nothing within it can be what is missing.
    const source = 'query ($id: ID!) { node(id: $id) { __typename id } }'
    const bare = await graphql({ schema, source, variableValues: variables, contextValue: { ...of.stranger } })
    expect(JSON.parse(JSON.stringify(bare))).toEqual({ data: { node: null } })
    expect(found(await call('query', field, of.admin, variables), [row])).toEqual([row])
  })
})

describe('Every mutation', () => {
  test.each(mutations.map((field) => [field.name, field] as const))(
    '%s changes nothing of another tenant',
    async (name, field) => {
      const of = await twoTenants(engines)
      const names = await namesOf(of.operator, of.tenantId)
      const before = await everythingOf(of.operator, of.tenantId)
      const leaves = leavesOf(field)
      const required = leaves.filter((leaf) => leaf.required)
      const questions = [required, ...leaves.filter((leaf) => !leaf.required).map((leaf) => [...required, leaf])]
      for (const question of questions) {
        const variables = variablesOf(field, question, of)
        const words = `${name}(${JSON.stringify(variables).slice(0, 300)})`
        const answer = await call('mutation', field, of.stranger, variables)
        // Who gives somebody a name of their own may read it again.
        const told = names.filter((one) => one !== mark || !JSON.stringify(variables).includes(mark))
        expect(found(answer, told), `${words} shows`).toEqual([])
        expect((answer.errors ?? []).filter(isFault), words).toEqual([])
        expect(await everythingOf(of.operator, of.tenantId), words).toBe(before)
        const nowhere = variablesOf(field, question, nothingOf(of))
        if (withoutKey(nowhere) === withoutKey(variables)) continue
        const never = await call('mutation', field, of.stranger, nowhere)
        expect(came(answer, name), `${words} tells that it exists`).toEqual(came(never, name))
      }
      // Who may do it finds everything that is named.
      const naming = leaves.filter((leaf) => leaf.required || isNaming(name, leaf))
      const own = await call('mutation', field, of.admin, variablesOf(field, naming, of))
      expect(own.errors, name).toBeUndefined()
      expect(own.data![name], name).not.toMatchObject({ __typename: 'NotFound' })
    },
  )
})

describe('Every subscription', () => {
  const subscriptions = Object.values(schema.getSubscriptionType()!.getFields())

  test.each(subscriptions.map((field) => [field.name, field] as const))(
    '%s tells nothing of another tenant',
    async (name, field) => {
      const of = await twoTenants(engines)
      const leaves = leavesOf(field)
      const required = leaves.filter((leaf) => leaf.required)
      const questions = [required, ...leaves.filter((leaf) => !leaf.required).map((leaf) => [...required, leaf])]
      for (const question of questions) {
        const variables = variablesOf(field, question, of)
        const own = await firstEvent(field, of.admin, variables, of)
        // With what came in meanwhile.
        const names = await namesOf(of.operator, of.tenantId)
        expect(found(own, names), `${name}(${JSON.stringify(variables)}) tells its own tenant nothing`).not.toEqual([])
        const answer = await firstEvent(field, of.stranger, variables, of)
        expect(found(answer, await namesOf(of.operator, of.tenantId)), `${name}(${JSON.stringify(variables)})`).toEqual(
          [],
        )
      }
    },
  )

  /** The first event within a moment in which something comes into the first tenant's log; null for none. */
  async function firstEvent(
    field: GraphQLField<unknown, unknown>,
    context: Context,
    variables: Record<string, unknown>,
    of: Bureau,
  ): Promise<unknown> {
    const args = field.args.filter((arg) => arg.name in variables)
    const declared = args.map((arg) => `$${arg.name}: ${text(arg.type)}`).join(', ')
    const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ')
    const query = `subscription ${declared && `(${declared})`} { ${field.name}${passed && `(${passed})`} { id } }`
    const asked = readSubscription({ query, variables }, context)
    if ('errors' in asked) throw asked.errors[0]!
    const events = await subscribe(asked, { isStillWelcome: async () => true })
    if (!(Symbol.asyncIterator in events)) return events
    const next = events.next()
    await new Promise((resolve) => setTimeout(resolve, 150))
    await of.report()
    const none = new Promise((resolve) => setTimeout(resolve, 500, null))
    const first = await Promise.race([next.then(({ value }: IteratorResult<unknown>) => value), none])
    await events.return!()
    return first
  }
})

test('What is asked of a field within an answer names nothing', () => {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    if ([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].includes(type)) continue
    for (const field of Object.values(type.getFields())) {
      for (const { name, type: given } of field.args) {
        const word = `${type.name}.${field.name}(${name})`
        expect(inner, `${word}: say in this file that it names nothing, or probe it.`).toContain(word)
        expect(['ID', 'String'].includes(getNamedType(given).name) && name !== 'after', word).toBe(false)
      }
    }
  }
})

test('Every list of an argument is given as one', () => {
  for (const field of [...queries, ...mutations]) {
    for (const arg of field.args) {
      if (isListType(getNullableType(arg.type)))
        expect(known(field.name, arg.name), `${field.name}.${arg.name}`).toBe(true)
    }
  }
})
