/** The secrets by which messages are signed. Each is shown once and kept sealed: what signs cannot be kept as a hash. */
import { randomBytes } from 'node:crypto'
import type { Tables } from '@/db/tables'
import type { Context } from '../context'

type Row = Tables['webhooks']['$inferSelect']

/** As Standard Webhooks write it: 256 random bits in base64 behind a prefix by which scanners know a leaked one. */
export const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`

export function sealSecret(
  { keys }: Pick<Context, 'keys'>,
  of: Pick<Row, 'id' | 'tenantId'>,
  secret: string,
): Promise<Buffer> {
  return keys.sealForTenant(place(of), Buffer.from(secret, 'utf8'))
}

/** Those that sign now: the present one, and the one before while it is promised to go on. */
export async function secretsOf({ keys, now }: Pick<Context, 'keys' | 'now'>, row: Row): Promise<string[]> {
  const { previousSecretSealed: previous, previousSecretUntil: until } = row
  const sealed = previous && until && until > now() ? [row.secretSealed, previous] : [row.secretSealed]
  const opened = await Promise.all(sealed.map((one) => keys.openForTenant(place(row), one)))
  return opened.map((bytes) => bytes.toString('utf8'))
}

const place = ({ id, tenantId }: Pick<Row, 'id' | 'tenantId'>) => ({ table: 'webhooks', row: id, tenantId })
