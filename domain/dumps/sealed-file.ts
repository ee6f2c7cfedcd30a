/**
 * A dump's file as it lies on the server: pieces of a quarter of a megabyte, each sealed to its place in the file under the
 * dump's own key, so that no piece can be altered, moved, added or cut off. Layout of a piece: length (uint32) | sealed bytes.
 */
import type { SealPlace } from '@/db/types'
import type { Context } from '../context'

const pieceBytes = 256 * 1024

export interface DumpFile {
  id: string
  tenantId: string
  keyOwner: string
}

const placeOf = ({ id, tenantId }: DumpFile, index: number, isLast: boolean): SealPlace => ({
  table: 'dumps',
  row: `${id}/${index}${isLast ? '/last' : ''}`,
  tenantId,
})

/** @throws KeyDestroyed when the dump was cancelled meanwhile */
export async function* sealFile(
  { keys }: Pick<Context, 'keys'>,
  file: DumpFile,
  plain: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  let index = 0
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  const piece = async (isLast: boolean) => {
    const sealed = await keys.sealForUser(file.keyOwner, placeOf(file, index++, isLast), Buffer.concat(waiting))
    ;[waiting, waitingBytes] = [[], 0]
    const length = Buffer.alloc(4)
    length.writeUInt32BE(sealed.length)
    return Buffer.concat([length, sealed])
  }
  for await (const part of plain) {
    for (let from = 0; from < part.length;) {
      const taken = part.subarray(from, from + pieceBytes - waitingBytes)
      waiting.push(taken)
      waitingBytes += taken.length
      from += taken.length
      if (waitingBytes === pieceBytes) yield await piece(false)
    }
  }
  yield await piece(true)
}

/** @throws KeyDestroyed; SealBroken when the file was altered or cut */
export async function* openFile(
  { keys }: Pick<Context, 'keys'>,
  file: DumpFile,
  sealed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  let index = 0
  let rest: Buffer = Buffer.alloc(0)
  for await (const part of sealed) {
    rest = Buffer.concat([rest, part])
    // The last piece is opened at the end, as the last.
    while (rest.length >= 4 && rest.length > 4 + rest.readUInt32BE()) {
      const end = 4 + rest.readUInt32BE()
      yield await keys.openForUser(file.keyOwner, placeOf(file, index++, false), rest.subarray(4, end))
      rest = rest.subarray(end)
    }
  }
  yield await keys.openForUser(file.keyOwner, placeOf(file, index, true), rest.subarray(4))
}
