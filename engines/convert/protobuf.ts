/**
 * The few protobuf encodings an ONNX file needs: integers, strings and nested messages.
 * Writing only; not a general protobuf library.
 */

export type Bytes = Uint8Array<ArrayBuffer>

const VARINT = 0
const LENGTH_DELIMITED = 2

export function joinBytes(parts: Bytes[]): Bytes {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

/** Base-128 varint. Negative numbers take ten bytes, as int64 two's complement. */
function varint(value: number): Bytes {
  let rest = BigInt.asUintN(64, BigInt(value))
  const bytes: number[] = []
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return new Uint8Array(bytes)
}

const tag = (field: number, wireType: number) => varint((field << 3) | wireType)

export const integer = (field: number, value: number): Bytes => joinBytes([tag(field, VARINT), varint(value)])

export const bytes = (field: number, value: Bytes): Bytes =>
  joinBytes([tag(field, LENGTH_DELIMITED), varint(value.length), value])

export const text = (field: number, value: string): Bytes => bytes(field, new TextEncoder().encode(value))

export const message = (field: number, parts: Bytes[]): Bytes => bytes(field, joinBytes(parts))
