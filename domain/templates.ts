/** Templates as bytes: how a vector is written into a sealed column and read back. Who may compare them is asked elsewhere. */
import type { Tables } from '@/db/tables'
import type { KeyDestroyed, SealBroken, SealPlace } from '@/db/types'
import type { Context } from './context'

type TemplateRow = Pick<Tables['templates']['$inferSelect'], 'id' | 'tenantId' | 'userId' | 'sealed'>

export function templatePlace(tenantId: string, templateId: string): SealPlace {
  return { table: 'templates', row: templateId, tenantId }
}

/** Little-endian float32, as every machine that runs Limen keeps them. */
export function vectorBytes(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)
}

/** Opens many at once, in order; what does not open comes back as its error. */
export async function openTemplates(
  context: Context,
  rows: TemplateRow[],
): Promise<(Float32Array | KeyDestroyed | SealBroken)[]> {
  const opened = await context.keys.openManyForUsers(
    rows.map(({ id, tenantId, userId, sealed }) => ({ userId, place: templatePlace(tenantId, id), sealed })),
  )
  return opened.map((value) => (value instanceof Error ? value : toVector(value)))
}

/** Copies, because a Buffer may begin at an address that no float may. */
function toVector(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer)
}
