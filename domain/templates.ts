/** Templates as bytes: how a vector is written into a sealed column and read back. Who may compare them is asked elsewhere. */
import { templatePlace } from '@/db/places'
import type { Tables } from '@/db/tables'
import type { KeyDestroyed, Opened, OpenedTemplate, SealBroken } from '@/db/types'
import type { Context } from './context'

type TemplateRow = Pick<Tables['templates']['$inferSelect'], 'id' | 'tenantId' | 'userId' | 'sealed'>

/** Little-endian float32, as every machine that runs Limen keeps them. */
export function vectorBytes(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)
}

/** Opens some at once, in order. */
export async function openTemplates(context: Context, rows: TemplateRow[]): Promise<OpenedTemplate[]> {
  const opened = await context.keys.openManyForUsers(
    rows.map(({ id, tenantId, userId, sealed }) => ({ userId, place: templatePlace(tenantId, id), sealed })),
  )
  return rows.map(({ id }, index) => ({ id, opened: opened[index]! }))
}

/** Copies, because a Buffer may begin at an address that no float may. */
export function asVector(opened: Opened): Float32Array | KeyDestroyed | SealBroken {
  return opened instanceof Error ? opened : new Float32Array(new Uint8Array(opened).buffer)
}
