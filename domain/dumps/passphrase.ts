/** The passphrase of a dump between its request and its end: sealed under the dump's own key, never in a job or a log. */
import type { SealPlace } from '@/db/types'
import type { Context } from '../context'
import type { DumpFile } from './sealed-file'

const placeOf = ({ id, tenantId }: DumpFile): SealPlace => ({ table: 'dumps.passphrase', row: id, tenantId })

export function sealPassphrase({ keys }: Context, dump: DumpFile, passphrase: string): Promise<Buffer> {
  return keys.sealForUser(dump.keyOwner, placeOf(dump), Buffer.from(passphrase))
}

/** @throws KeyDestroyed when the dump has ended */
export async function openPassphrase({ keys }: Context, dump: DumpFile, sealed: Buffer): Promise<string> {
  return (await keys.openForUser(dump.keyOwner, placeOf(dump), sealed)).toString()
}
