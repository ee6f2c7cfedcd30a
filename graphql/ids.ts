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
