import { AppError } from '@/domain/errors'

/** Names what was refused as the form has it. */
export function byField(error: unknown): never {
  const fields = error instanceof AppError ? error.options.fields : undefined
  if (!(error instanceof AppError) || !fields) throw error
  throw new AppError(error.code, error.message, {
    cause: error,
    fields: fields.map(({ field, message }) => ({ field: field.replace('settings.', ''), message })),
  })
}
