'use server'

import { act } from '@/app/_lib/act'
import { endOverlap, revokeClient, rotateClient, updateClient } from '@/domain/client-changes'
import { createClient } from '@/domain/clients'
import { AppError } from '@/domain/errors'

/** What the form of a client sends: words as they were typed. */
export interface ClientForm {
  name: string
  scopes: string[]
  requestQuota: string
  allowedOrigins: string
  /** A day, `2027-01-31`; the client works until its end, UTC. Empty means for ever. */
  expiresOn: string
}

/** The one moment in which the secret is known outside of the client. */
export interface ShownSecret {
  key: string
  secret: string
  appToken: string
  oldSecretUntil: Date | null
}

export async function create(form: ClientForm) {
  return act(async (context): Promise<ShownSecret> => {
    const { key, secret, appToken } = await createClient(context, fieldsOf(form)).catch(byField)
    return { key, secret, appToken, oldSecretUntil: null }
  })
}

export async function change(clientId: string, form: ClientForm, restartCount: boolean) {
  return act(async (context) => {
    await updateClient(context, { clientId, ...fieldsOf(form), restartCount }).catch(byField)
  })
}

export async function rotate(clientId: string, overlapHours: number) {
  return act(async (context): Promise<ShownSecret> => {
    const { key, secret, appToken, previousSecretUntil } = await rotateClient(context, { clientId, overlapHours })
    return { key, secret, appToken, oldSecretUntil: previousSecretUntil }
  })
}

export async function stopOldSecret(clientId: string) {
  return act(async (context) => {
    await endOverlap(context, { clientId })
  })
}

export async function revoke(clientId: string) {
  return act(async (context) => {
    await revokeClient(context, { clientId })
  })
}

/** @throws AppError naming the field whose words mean nothing; the rest is the domain's to judge */
function fieldsOf({ name, scopes, requestQuota, allowedOrigins, expiresOn }: ClientForm) {
  const quota = requestQuota.trim().replaceAll(/[\s,.']/g, '')
  if (!/^\d{0,15}$/.test(quota)) throw refusal('requestQuota', 'A whole number, or nothing for any number of calls.')
  const end = expiresOn === '' ? null : new Date(`${expiresOn}T23:59:59.999Z`)
  if (end && Number.isNaN(end.getTime())) throw refusal('expiresOn', 'A day, such as 2027-01-31.')
  if (end && end <= new Date()) throw refusal('expiresOn', 'A day that lies ahead; revoke the client to stop it now.')
  return {
    name,
    scopes: scopes as never,
    requestQuota: quota === '' ? null : Number(quota),
    allowedOrigins: allowedOrigins.split(/[\s,]+/).filter(Boolean),
    expiresAt: end,
  }
}

/** The form has one field for all addresses, and one for all that a client may do. */
function byField(error: unknown): never {
  const fields = error instanceof AppError ? error.options.fields : undefined
  if (!(error instanceof AppError) || !fields) throw error
  const named = fields.map(({ field, message }) => ({ field: field.split('.')[0]!, message }))
  throw new AppError(error.code, error.message, { cause: error, fields: named })
}

function refusal(field: string, message: string): AppError {
  return new AppError('invalid_input', message, { fields: [{ field, message }] })
}
