/** Global ids and cursors: opaque to callers, read back with suspicion. Neither is a secret nor a permission. */
import { AppError } from '@/domain/errors'

export function encodeId(typename: string, id: string | number | bigint): string {
  return Buffer.from(`${typename}:${id}`).toString('base64url')
}

/** @throws AppError `invalid_input` */
export function decodeId(globalId: string): { typename: string; id: string } {
  const [, typename, id] = /^([A-Za-z]+):(.+)$/s.exec(Buffer.from(globalId, 'base64url').toString()) ?? []
  if (!typename || !id) throw new AppError('invalid_input', 'This is not an id that this API has given out.')
  return { typename, id }
}

/** Points behind one row of a list in order of creation. */
export function encodeCursor({ createdAt, id }: { createdAt: Date; id: string }): string {
  return Buffer.from(`${createdAt.getTime()}:${id}`).toString('base64url')
}

/** @throws AppError `invalid_input` */
export function decodeCursor(cursor: string): { createdAt: Date; id: string } {
  const [, time, id] = /^(\d{1,15}):([\w-]+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (!time || !id) throw new AppError('invalid_input', 'after: this is not a cursor that this API has given out.')
  return { createdAt: new Date(Number(time)), id }
}

/** The row's id out of a global id of that type. Another type's is as absent as another tenant's. */
export function rowId(typename: string, globalId: string): string {
  const decoded = decodeId(globalId)
  if (decoded.typename === typename) return decoded.id
  throw new AppError('not_found', `There is no such ${typename.toLowerCase()}.`, { subject: typename.toLowerCase() })
}

/** As `rowId`; undefined where none is given. */
export function rowIdOf(typename: string, globalId: string | null | undefined): string | undefined {
  return globalId == null ? undefined : rowId(typename, globalId)
}

export function rowIds(typename: string, globalIds: readonly string[]): string[] {
  return globalIds.map((id) => rowId(typename, id))
}

/** Points behind a row by what orders its list. */
export function encodeKey(key: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/** @throws AppError `invalid_input` */
export function decodeKey(cursor: string): (string | number | null)[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    const isPart = (part: unknown) => part === null || typeof part === 'string' || typeof part === 'number'
    if (Array.isArray(key) && key.length > 0 && key.every(isPart)) return key as (string | number | null)[]
  } catch {
    // Whatever it is, it is no cursor.
  }
  throw new AppError('invalid_input', 'after: this is not a cursor that this API has given out.')
}

/** One whole number: a position in a list, or a line of a chain. @throws AppError `invalid_input` */
export function decodeNumber(cursor: string): number {
  const [number, ...more] = decodeKey(cursor)
  if (more.length === 0 && typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number
  throw new AppError('invalid_input', 'after: this is not a cursor that this API has given out.')
}
