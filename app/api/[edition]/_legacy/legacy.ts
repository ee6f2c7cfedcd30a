/**
 * The wrapper around every legacy route: a route declares what it takes, this file decides in which order a request is
 * checked (headers, client, secret, quota, user, engine, fields and files: section 2.4 of the contract) and puts the outcome
 * into the envelope. It knows no endpoint and no rule about people.
 */
import { z } from 'zod'
import { getContext } from '@/app/_lib/context'
import { allowOrigin, answerPreflight } from '@/app/_lib/origins'
import { recognisePair } from '@/app/_lib/pairs'
import { countRequest } from '@/domain/client-calls'
import type { Client } from '@/domain/clients'
import type { Context } from '@/domain/context'
import { requireFaceEngine } from '@/domain/faces/setting'
import type { Liveness } from '@/domain/liveness'
import { requireUser } from '@/domain/users'
import type { Answers } from './answers'
import type { Code } from './codes'
import { requireEdition, type Edition } from './editions'
import { present, presentRefusal, Refusal, type Answer } from './envelope'
import { refusalOf } from './faults'
import { flag, text } from './fields'
import { readParameters, type Parameters } from './parameters'
import { takePictures } from './picture'

export interface Operation<Fields extends z.ZodRawShape, Picture extends string> {
  /** One line of the reference, with the vendor's name of the operation. */
  summary: string
  /** What a 200 is answered with, message by message; or the schema of the bare array that it is. The tests hold every answer against it. */
  answers: Answers | z.ZodArray
  /** Refusals of its own, beside those that its other declarations bring along. */
  refuses?: readonly Code[]
  /** The path names a user: it is looked up before anything of the body is read. */
  user?: true
  /** The tenant must use this engine; with pictures, the engine must have room before anything of the body is read. */
  engine?: 'face'
  /** Text by name. Text that is not named is ignored; a file that is not is refused. */
  fields?: Fields
  /** Pictures that must be sent, as file parts or as base64. */
  pictures?: readonly Picture[]
  answer(call: Call<Fields, Picture>): Promise<Answer>
}

export interface Call<Fields extends z.ZodRawShape, Picture extends string> {
  context: Context
  edition: Edition
  /** Of the path; it exists where the operation says `user`. Empty where the path names none. */
  userId: string
  fields: z.output<z.ZodObject<Fields>>
  pictures: Record<Picture, Uint8Array>
  /** What the caller brings about liveness, in the way of its edition. */
  liveness: Liveness
}

type Params = Promise<Record<string, string | string[]>>
/** A method that is served says what it takes, for whoever looks through all of them. */
export type Handler = ((request: Request, route: { params: Params }) => Promise<Response>) & { operation?: Declared }

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
export type Method = (typeof methods)[number]
export type Declared = Operation<z.ZodRawShape, string>

/** Lets a route's fields and pictures be inferred where it declares them. */
export function operation<Fields extends z.ZodRawShape = z.ZodRawShape, Picture extends string = never>(
  declared: Operation<Fields, Picture>,
): Declared {
  return declared as unknown as Declared
}

/** Handlers for every method: those that are declared, and the contract's refusal for all others. */
export function legacy(operations: Partial<Record<Method, Declared>>): Record<Method, Handler> {
  const allowed = methods.filter((method) => operations[method] !== undefined)
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
        const answer = await run(declared, context, edition, request, String(params.userId ?? ''), caller)
        return present(answer, context.requestId)
      } catch (error) {
        return presentFailure(error, context)
      }
    }
    return allowOrigin(request, await respond(), caller.client?.allowedOrigins)
  }
}

/** Refuses a method: 405 where the path has another one, 404 where it has none. */
export function notAllowed(allowed: readonly Method[]): Handler {
  return async (request, route) => {
    const params = await route.params
    const context = await getContext(request)
    try {
      requireEdition(params.edition)
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
export function presentFailure(error: unknown, context: Context): Response {
  const refusal = refusalOf(error)
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
  if (wanted.length > 0 && context.engines.isFull(client.tenantId)) {
    throw new Refusal('PROBLEM_OCURRED_REPEAT_REQUEST', { retryAfterSeconds: 1 })
  }
  await countRequest(context, client)
  if (declared.user) await requireUser(context, userId)
  if (declared.engine === 'face') await requireFaceEngine(context)

  const takesParameters = wanted.length > 0 || declared.fields !== undefined
  const parameters: Parameters = takesParameters
    ? await readParameters(request, wanted.length > 0 ? 'NO_FILE_OR_INVALID_FORMAT' : 'UNEXPECTED_FIELD')
    : new Map()
  const fields = z.object(declared.fields ?? {}).safeParse(Object.fromEntries(parameters))
  if (!fields.success) throw new Refusal('UNEXPECTED_FIELD')
  const pictures = takePictures(parameters, wanted)
  return declared.answer({
    context,
    edition,
    userId,
    fields: fields.data,
    pictures,
    liveness: livenessOf(edition, parameters),
  })
}

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
