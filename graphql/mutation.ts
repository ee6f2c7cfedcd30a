/**
 * What all mutations have in common: one input with an idempotency key, and a result that is a payload or one of the refusals
 * that are to be expected. A repeated call is answered with what the first one came to and does nothing.
 */
import type { InputFieldMap, InputShapeFromFields, ObjectRef } from '@pothos/core'
import type { Context } from '@/domain/context'
import { once } from '@/domain/idempotency'
import { builder } from './builder'
import { Conflict, IdempotencyConflict, InvalidInput, NotFound, typedErrors } from './errors'

type Types = typeof builder.$inferSchemaTypes
export type InputBuilder = PothosSchemaTypes.InputFieldBuilder<Types, 'InputObject'>
type ErrorClass = NonNullable<NonNullable<Parameters<typeof builder.errorUnion>[1]>['types']>[number]

interface Options<Fields extends InputFieldMap, Payload extends object> {
  description: string
  input: (t: InputBuilder) => Fields
  /** Ids, codes and numbers only, because it is kept for repeats; what they stand for is read by the fields. */
  payload: ObjectRef<Types, Payload>
  /** Beside invalid input, what is missing, and conflicts. */
  errors?: ErrorClass[]
  /** The payload holds what is shown once: a repeat is refused. */
  secret?: boolean
  run: (context: Context, input: InputShapeFromFields<Fields>, idempotencyKey: string) => Promise<Payload>
}

export function mutation<Fields extends InputFieldMap, Payload extends object>(
  name: string,
  { description, input, payload, errors = [], secret, run }: Options<Fields, Payload>,
): void {
  const Input = builder.inputType(`${name.charAt(0).toUpperCase()}${name.slice(1)}Input`, {
    fields: (t) => ({
      ...input(t),
      idempotencyKey: t.string({
        required: true,
        description: '8 to 128 characters of your choice: a repeated call under it within a day does nothing anew.',
      }),
    }),
  })
  const types = [InvalidInput, NotFound, Conflict, IdempotencyConflict, ...errors]
  builder.mutationField(name, (t) =>
    t.field({
      type: payload,
      description,
      args: { input: t.arg({ type: Input, required: true }) },
      errors: { types },
      resolve: (_root: object, args: { input: { idempotencyKey: string } }, context: Context) => {
        const { idempotencyKey: key, ...given } = args.input
        const call = { key, operation: name, input: plain(given), secret }
        const answer = once(context, call, () => run(context, given as InputShapeFromFields<Fields>, key))
        return typedErrors(answer, types)
      },
    } as never),
  )
}

/** As canonical JSON takes it: what was not given is left out. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

/** Null means to a domain function what it says; GraphQL says it also where nothing was meant. */
export const given = <T>(value: T | null | undefined): T | undefined => value ?? undefined
