/**
 * The wrapper around every legacy route: a route declares what it takes, this file decides in which order a request is
 * checked (headers, client, secret, quota, user, engine, fields and files: section 2.4 of the contract) and puts the outcome
 * into the envelope. It knows no endpoint and no rule about people.
 */
import { z } from 'zod'
import { getContext } from '@/app/_lib/context'
import { allowOrigin, answerPreflight } from '@/app/_lib/origins'
import { recognisePair } from '@/app/_lib/pairs'
import { routeOf } from '@/app/_lib/route-of'
import { countRequest } from '@/domain/client-calls'
import type { Client } from '@/domain/clients'
import type { Context } from '@/domain/context'
import { requireDocumentEngine } from '@/domain/documents/setting'
import { assertRoomAtEngine } from '@/domain/faces/formats'
import { requireFaceEngine } from '@/domain/faces/setting'
import { requireVoiceEngine } from '@/domain/voice/setting'
import type { Liveness } from '@/domain/liveness/claim'
import { noteTurnedAway } from '@/domain/turned-away'
import { requireUser } from '@/domain/users'
import type { Answers } from './answers'
import { AUDIO_BYTES, BODY_BYTES, type Code } from './codes'
import { isIn, requireEdition, type Edition } from './editions'
import { present, presentRefusal, Refusal, type Answer } from './envelope'
import { refusalOf } from './faults'
import { fieldRefusal, fieldsOf, flag, text } from './fields'
import { readParameters, type Parameters } from './parameters'
import { noPictureCode, takePictures } from './picture'
import { audioField, takeRecording } from './recording'
import { sessionOf } from './session'

export interface Operation<Fields extends z.ZodRawShape, Picture extends string, Optional extends Picture> {
  /** One line of the reference, with the vendor's name of the operation. */
  summary: string
  /**
   * What a 200 is answered with, message by message, in every edition or in each; or the schema of the bare array, or of the bare fields if
   * there are any, that it is. The tests hold every answer against it.
   */
  answers: Answers | Record<Edition['name'], Answers> | z.ZodArray | z.ZodObject
  /** Refusals of its own, beside those that its other declarations bring along. */
  refuses?: readonly Code[]
  /** The first edition that has it; for the others it is not there. */
  since?: Edition['name']
  /** The path names a user: it is looked up before anything of the body is read. */
  user?: true
  /** The tenant must use this engine; with pictures, the engine must have room before anything of the body is read. */
  engine?: 'face' | 'voice' | 'document'
  /** Text by name. Text that is not named is ignored; a file that is not is refused. */
  fields?: Fields
  /** The first edition that knows a field, where an earlier one does not. */
  fieldsSince?: { readonly [Name in keyof Fields]?: Edition['name'] }
  /** Text that is not named is refused as well. */
  strict?: true
  /** Pictures that must be sent, as file parts or as base64. */
  pictures?: readonly Picture[]
  /** Pictures that need not be sent where fields have these values. */
  optional?: { readonly [Name in Optional]: { readonly [Field in keyof Fields]?: string } }
  /** A recording may come along, as a file part. */
  audio?: true
  /** Pictures are sent as base64; file parts are refused. */
  base64?: true
  /** In place of the refusal for no picture at all, when one was sent and another one was not. */
  whenOneIsMissing?: Code
  answer(call: Call<Fields, Picture, Optional>): Promise<Answer>
}

export interface Call<Fields extends z.ZodRawShape, Picture extends string, Optional extends Picture = never> {
  context: Context
  edition: Edition
  /** Of the path; it exists where the operation says `user`. Empty where the path names none. */
  userId: string
  fields: z.output<z.ZodObject<Fields>>
  pictures: Record<Exclude<Picture, Optional>, Uint8Array> & Partial<Record<Optional, Uint8Array>>
  /** Undefined where none was sent. */
  recording: Uint8Array | undefined
  /** The session that the caller's cookie names. */
  session: string | undefined
  /** What the caller brings about liveness, in the way of its edition. */
  liveness: Liveness
}

type Params = Promise<Record<string, string | string[]>>
/** A method that is served says what it takes, for whoever looks through all of them. */
export type Handler = ((request: Request, route: { params: Params }) => Promise<Response>) & { operation?: Declared }

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
export type Method = (typeof methods)[number]
export type Declared = Operation<z.ZodRawShape, string, string>

/** Lets a route's fields and pictures be inferred where it declares them. */
export function operation<
  Fields extends z.ZodRawShape = z.ZodRawShape,
  Picture extends string = never,
  Optional extends Picture = never,
>(declared: Operation<Fields, Picture, Optional>): Declared {
  return declared as unknown as Declared
}

/** Handlers for every method: those that are declared, and the contract's refusal for all others. */
export function legacy(operations: Partial<Record<Method, Declared>>): Record<Method, Handler> {
  const allowed = (edition: Edition) =>
    methods.filter((method) => operations[method] !== undefined && isIn(edition, operations[method].since))
  const served = methods.map((method) => {
    const declared = operations[method]
    const handler: Handler = declared ? serve(declared) : notAllowed(allowed)
    handler.operation = declared
    return [method, handler] as const
  })
  return Object.fromEntries(served) as Record<Method, Handler>
}

/** Who calls, once that is known. */
interface Caller {
  client?: Client
}

function serve(declared: Declared): Handler {
  return async (request, route) => {
    const params = await route.params
    const context = await getContext(request)
    const caller: Caller = {}
    const respond = async () => {
      try {
        const edition = requireEdition(params.edition)
        if (!isIn(edition, declared.since)) throw new Refusal('NOT_FOUND')
        const answer = await run(declared, context, edition, request, String(params.userId ?? ''), caller)
        return present(answer, context.requestId)
      } catch (error) {
        noteTurnedAway(context, routeOf(request, params.userId), error)
        return presentFailure(error, context, noPictureCode(declared.pictures ?? []))
      }
    }
    return allowOrigin(request, await respond(), caller.client?.allowedOrigins)
  }
}

/** Refuses a method: 405 where the path has another one, 404 where it has none. */
export function notAllowed(allowedIn: (edition: Edition) => readonly Method[]): Handler {
  return async (request, route) => {
    const params = await route.params
    const context = await getContext(request)
    try {
      const allowed = allowedIn(requireEdition(params.edition))
      const preflight = request.method === 'OPTIONS' && (await answerPreflight(context, request, allowed))
      if (preflight) return preflight
      throw allowed.length === 0
        ? new Refusal('NOT_FOUND')
        : new Refusal('METHOD_NOT_ALLOWED', { allow: allowed.join(', ') })
    } catch (error) {
      return presentFailure(error, context)
    }
  }
}

/** The contract's refusal where there is one; anything else is logged and answered with the contract's 500. */
export function presentFailure(
  error: unknown,
  context: Context,
  noPicture: Code = 'NO_FILE_OR_INVALID_FORMAT',
): Response {
  const refusal = refusalOf(error, noPicture)
  if (refusal) return presentRefusal(refusal, context.requestId)
  context.log.error({ err: error }, 'a request of the legacy API failed')
  return presentRefusal(new Refusal('PROBLEM_OCURRED_REPEAT_REQUEST'), context.requestId)
}

async function run(
  declared: Declared,
  base: Context,
  edition: Edition,
  request: Request,
  userId: string,
  caller: Caller,
): Promise<Answer> {
  const key = request.headers.get('x-biometrid-key')
  const secret = request.headers.get('x-biometrid-secret')
  if (!key || !secret) throw new Refusal('AUTHENTICATION_HEADERS_MISSING')
  const client = await recognisePair(base, request.headers, { key, secret })
  caller.client = client
  const context: Context = { ...base, actor: client.actor }

  const wanted = declared.pictures ?? []
  // Turned away before anything is read or counted: a request that was not looked at costs its sender nothing.
  if (wanted.length > 0 || (declared.audio && mayCarryRecording(request))) assertRoomAtEngine(context, client.tenantId)
  await countRequest(context, client)
  if (declared.user) await requireUser(context, userId)
  if (declared.engine === 'face') await requireFaceEngine(context)
  if (declared.engine === 'voice') await requireVoiceEngine(context)
  if (declared.engine === 'document') await requireDocumentEngine(context)

  const parameters = await parametersOf(declared, request)
  const shape = fieldsOf(declared, edition)
  const fields = z.object(shape).safeParse(Object.fromEntries(parameters))
  if (!fields.success) throw new Refusal(fieldRefusal(fields.error))
  if (declared.strict) assertKnown(parameters, [...Object.keys(shape), ...wanted, ...livenessNames(edition)])
  const { base64, whenOneIsMissing, optional = {} } = declared
  const mayBeAbsent = wanted.filter((name) => {
    const values = Object.entries(optional[name] ?? {})
    return values.length > 0 && values.every(([field, value]) => fields.data[field] === value)
  })
  const recording = declared.audio && takeRecording(parameters)
  if (declared.audio) parameters.delete(audioField)
  const pictures = takePictures(parameters, { names: wanted, optional: mayBeAbsent, base64, whenOneIsMissing })
  return declared.answer({
    context,
    edition,
    userId,
    fields: fields.data,
    pictures: pictures as Record<string, Uint8Array>,
    recording,
    session: sessionOf(request.headers),
    liveness: livenessOf(edition, parameters),
  })
}

/** The first call of a conversation has a few short fields, if any. */
const mayCarryRecording = ({ headers }: Request) => Number(headers.get('content-length') ?? Infinity) > 4096

async function parametersOf({ pictures = [], audio, fields }: Declared, request: Request): Promise<Parameters> {
  if (audio) return readParameters(request, AUDIO_BYTES + BODY_BYTES, 'NO_FILE_OR_INVALID_FORMAT')
  if (pictures.length > 0) return readParameters(request, pictures.length * BODY_BYTES, noPictureCode(pictures))
  return fields === undefined ? new Map() : readParameters(request, BODY_BYTES, 'UNEXPECTED_FIELD')
}

function assertKnown(parameters: Parameters, names: readonly string[]): void {
  for (const name of parameters.keys()) if (!names.includes(name)) throw new Refusal('UNEXPECTED_FIELD')
}

/** The flag of the first edition does no harm in the later one. */
const livenessNames = ({ liveness }: Edition) => (liveness === 'flag' ? ['liveness'] : ['liveness', 'livenessId'])

function livenessOf(edition: Edition, parameters: Parameters): Liveness {
  if (edition.liveness === 'flag') {
    const passed = flag.safeParse(parameters.get('liveness'))
    if (!passed.success) throw new Refusal('UNEXPECTED_FIELD')
    return { kind: 'claimed', passed: passed.data }
  }
  const sent = parameters.get('livenessId')
  const id = text(64).safeParse(sent)
  if (id.success) return { kind: 'proof', id: id.data }
  // Text that is too long is an id that was never issued.
  if (typeof sent === 'string') return { kind: 'proof', id: 'unreadable' }
  throw new Refusal('UNEXPECTED_FIELD')
}
