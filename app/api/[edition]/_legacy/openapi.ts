/**
 * The description of an edition of the legacy API in OpenAPI 3.1, made of what its routes declare: fields with the schemas that they are
 * checked with, pictures, answers message by message, and the refusals that follow from these.
 */
import { z } from 'zod'
import {
  inputSchema,
  jsonContent,
  outputSchema,
  pathParameters,
  pathTemplate,
  queryParameters,
  type Json,
} from '@/app/_lib/openapi'
import { AUDIO_BYTES, codes, PICTURE_BYTES, type Code } from './codes'
import { isIn, knows, type Edition } from './editions'
import type { Answers } from './answers'
import { fieldsOf, flag, text } from './fields'
import type { Declared, Handler, Method } from './legacy'
import { livenessHost } from './openapi-liveness-host'
import { noBase64Code, noPictureCode } from './picture'
import { wavTypes } from './recording'

/** A route below `/api/{edition}/`, and its handlers. */
export type DescribedRoute = readonly [path: string, handlers: Partial<Record<Method, Handler>>]

export function describeLegacyApi(routes: readonly DescribedRoute[], edition: Edition, publicUrl: string): Json {
  const paths: Record<string, Json> = {}
  for (const [path, handlers] of routes) {
    const operations = Object.entries(handlers).flatMap(([method, { operation }]) =>
      operation && isIn(edition, operation.since)
        ? [[method.toLowerCase(), describe(path, method, operation, edition)] as const]
        : [],
    )
    if (operations.length > 0) paths[`/api/${edition.name}/${pathTemplate(path)}`] = Object.fromEntries(operations)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: `Legacy API ${edition.name}`,
      version: edition.name,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'For clients that were written years ago. HTTP 200 does not mean yes: a biometric “no” is 200 with `status: false`. ' +
        'Messages keep the spelling that those clients know. Parameters may come in the query string and in a body of any of ' +
        'the types named; where both carry a name, the body counts.',
    },
    servers: [{ url: publicUrl }],
    tags: ['users', 'faces', 'voices', 'documents', 'pictures', 'liveness', 'liveness host'].map((name) => ({ name })),
    security: [{ key: [], secret: [] }],
    paths: { ...paths, ...pictureLink(edition), ...livenessHost },
    components: {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'x-biometrid-key', description: 'The key of a client.' },
        secret: { type: 'apiKey', in: 'header', name: 'x-biometrid-secret', description: 'Its secret.' },
        appToken: { type: 'apiKey', in: 'header', name: 'x-app-token', description: 'The app token of a client.' },
      },
      headers: {
        'X-Request-Id': { description: 'Names this call in the log of the bureau.', schema: { type: 'string' } },
      },
    },
  }
}

/** Every refusal of a 4xx or 5xx that a call may meet. */
export function refusalsOf(declared: Declared, edition: Edition): Code[] {
  const { user, engine, fields, pictures = [], audio, files, refuses = [], base64, whenOneIsMissing } = declared
  const withPictures = pictures.length > 0
  const all: Code[] = [
    'AUTHENTICATION_HEADERS_MISSING',
    'INVALID_AUTHENTICATION_HEADERS',
    'REQUEST_LIMIT_REACHED',
    'CLIENT_NOT_FOUND/CHECK_AUTHENTICATION_HEADERS',
    ...(user ? (['USERID_NOT_EXISTS'] as const) : []),
    ...(engine ? [noEngine[engine]] : []),
    ...(withPictures || audio || files || fields ? (['UNEXPECTED_FIELD'] as const) : []),
    ...(audio || files ? (['NO_FILE_OR_INVALID_FORMAT'] as const) : []),
    ...(withPictures ? [noPictureCode(pictures)] : []),
    ...(whenOneIsMissing ? [whenOneIsMissing] : []),
    ...(base64 ? pictures.map(noBase64Code) : []),
    ...(asksForLiveness(declared) ? (['LIVENESS_REQUIRED', 'INVALID_LIVENESS_ID'] as const) : []),
    ...refuses,
    'PROBLEM_OCURRED_REPEAT_REQUEST',
  ]
  return all.filter((code) => knows(edition, code))
}

const noEngine = {
  face: 'NO_FACE_ENGINE_CONFIGURATION_AVAILABLE',
  voice: 'NO_VOICE_ENGINE_CONFIGURATION_AVAILABLE',
  document: 'NO_OCR_ENGINE_CONFIGURATION_AVAILABLE',
} as const

/** Whose face is compared may have to show that they are there; a document never lives. */
const asksForLiveness = ({ engine, pictures = [] }: Declared) => engine === 'face' && pictures.length > 0

function describe(path: string, method: string, declared: Declared, edition: Edition): Json {
  const template = pathTemplate(path)
  const { summary, fields, pictures = [] } = declared
  const withPictures = pictures.length > 0
  const taken = z.object({
    ...fieldsOf(declared, edition),
    ...(asksForLiveness(declared) && livenessField(edition)),
  })
  const hasFields = fields !== undefined || withPictures || declared.audio === true || declared.files !== undefined
  return {
    operationId: `${method.toLowerCase()}_${path.replaceAll(/\W+/g, '_').replace(/_$/, '')}`,
    tags: [tagOf(path, declared)],
    summary,
    parameters: [...pathParameters(template), ...(hasFields ? queryParameters(taken) : [])],
    ...(hasFields && method !== 'GET' && { requestBody: { required: withPictures, content: bodies(taken, declared) } }),
    responses: {
      200: {
        description: 'The outcome, which may be a “no”.',
        headers,
        content: jsonContent(outcomes(declared, edition)),
      },
      ...refused(refusalsOf(declared, edition), true),
    },
  }
}

function tagOf(path: string, { engine }: Declared): string {
  if (path.startsWith('document')) return 'documents'
  if (path.startsWith('liveness')) return 'liveness'
  if (/voice|restart-state/.test(path)) return 'voices'
  return engine === 'face' ? 'faces' : 'users'
}

const livenessField = ({ liveness }: Edition): z.ZodRawShape =>
  liveness === 'flag'
    ? { liveness: flag.describe('Whether the app has seen a living person; recorded, changes nothing.') }
    : { livenessId: text(64).describe('Of a passed liveness check, where the tenant asks for one.') }

/** The same fields in every encoding; a picture is a file in one, if the operation takes files, and base64 in the others. */
function bodies(fields: z.ZodObject, { pictures = [], optional = {}, base64: noFiles, audio, files }: Declared): Json {
  const schema = inputSchema(fields) as { properties?: Json; required?: string[] }
  const described = (name: string, { description, ...picture }: Json): Json => {
    const values = Object.entries(optional[name] ?? {}).map(([field, value]) => `\`${field}\` is \`${value}\``)
    return { ...picture, description: [...needed(values), description].join(' ') }
  }
  const withPictures = (picture: Json) => ({
    ...schema,
    properties: {
      ...Object.fromEntries(pictures.map((name) => [name, described(name, picture)])),
      ...schema.properties,
    },
    ...(pictures.length > 0 && {
      required: [...pictures.filter((name) => !(name in optional)), ...(schema.required ?? [])],
    }),
  })
  const file = { type: 'string', format: 'binary', description: `JPEG or PNG, at most ${PICTURE_BYTES} bytes.` }
  const base64 = {
    type: 'string',
    description: `JPEG or PNG in base64, with or without data:image/…;base64, in front; at most ${PICTURE_BYTES} bytes, decoded.`,
  }
  const multipart = {
    schema: withPictures(file),
    ...(pictures.length > 0 && {
      encoding: Object.fromEntries(pictures.map((name) => [name, { contentType: 'image/jpeg, image/png' }])),
    }),
  }
  if (audio) {
    multipart.schema = { ...schema, properties: { audio: recording, ...schema.properties } }
    Object.assign(multipart, { encoding: { audio: { contentType: wavTypes.join(', ') } } })
  }
  if (files) {
    const named = (schemaOfFile: Json) => ({
      ...schema,
      properties: { ...Object.fromEntries(files.map((name) => [name, schemaOfFile])), ...schema.properties },
    })
    return {
      'multipart/form-data': { schema: named({ type: 'string', format: 'binary' }) },
      'application/json': { schema: named({ type: 'string', description: 'In base64.' }) },
    }
  }
  return {
    ...(!noFiles && { 'multipart/form-data': multipart }),
    'application/json': { schema: withPictures(base64) },
    'application/x-www-form-urlencoded': { schema: withPictures(base64) },
  }
}

const recording = {
  type: 'string',
  format: 'binary',
  description: `WAV, at most ${AUDIO_BYTES} bytes. Not on the first call of a conversation.`,
}

const needed = (unless: readonly string[]) => (unless.length > 0 ? [`Needed unless ${unless.join(' and ')}.`] : [])

/** What a 200 may look like, as schemas that an answer can be held against. */
export function answerSchemas({ answers }: Declared, edition: Edition): z.ZodType[] {
  if (answers instanceof z.ZodArray) return [z.object({ status: z.literal(true), data: answers })]
  if (answers instanceof z.ZodObject) return [z.object({ status: z.literal(true), data: answers.optional() })]
  const named: Answers = '1.0' in answers ? answers[edition.name] : answers
  const known = Object.entries(named).filter(([code]) => knows(edition, code as Code))
  return known.map(([code, fields]) =>
    z.object({
      status: z.literal(codes[code as Code][1]),
      data: z.object({ message: z.literal(code), ...fields }),
    }),
  )
}

function outcomes(declared: Declared, edition: Edition): Json {
  const all = answerSchemas(declared, edition).map(outputSchema)
  return all.length === 1 ? all[0]! : { oneOf: all }
}

const headers = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } }

function refused(refusals: readonly Code[], mayBeBusy: boolean): Json {
  const statuses = [...new Set(refusals.map((code) => codes[code][0]))].sort()
  const told = statuses.map((status) => [status, refusals.filter((code) => codes[code][0] === status)] as const)
  const busy: [number, Code[]][] = mayBeBusy ? [[503, ['PROBLEM_OCURRED_REPEAT_REQUEST']]] : []
  return Object.fromEntries(
    [...told, ...busy].map(([status, these]) => [
      String(status),
      { description: these.join(', '), headers, content: jsonContent(refusalSchema(these)) },
    ]),
  )
}

const refusalSchema = (these: readonly Code[]) =>
  outputSchema(z.object({ status: z.literal(false), data: z.object({ message: z.enum(these as [Code, ...Code[]]) }) }))

/** Behind `faceImg` of Adapt Face: whoever holds the link may see it. */
const pictureLink = ({ name }: Edition): Record<string, Json> => ({
  [`/api/${name}/face-images/{sampleId}`]: {
    get: {
      operationId: 'get_face_image',
      tags: ['pictures'],
      summary: 'The picture behind `faceImg` of Adapt Face, for five minutes; the link is made by that answer.',
      security: [],
      parameters: [
        ...pathParameters('{sampleId}'),
        { name: 'expires', in: 'query', required: true, schema: { type: 'integer' } },
        { name: 'signature', in: 'query', required: true, schema: { type: 'string' } },
      ],
      responses: {
        200: { description: 'The picture.', content: { 'image/jpeg': {}, 'image/png': {} } },
        ...refused(['NOT_FOUND', 'PROBLEM_OCURRED_REPEAT_REQUEST'], false),
      },
    },
  },
})
