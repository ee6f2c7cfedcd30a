/** Values with pictures in them as bytes that can be sealed, and back. */

/** JSON in which bytes are base64. */
export function pack(value: unknown): Buffer {
  const text = JSON.stringify(value, function (this: Record<string, unknown>, name, plain: unknown) {
    // A Buffer has turned itself into numbers by now; its holder still has it.
    const raw = this[name]
    if (!(raw instanceof Uint8Array)) return plain
    return { base64: Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('base64') }
  })
  return Buffer.from(text)
}

/** What `pack` was given, of a type that the caller knows: nobody else can have sealed it. */
export function unpack<T>(packed: Buffer): T {
  return JSON.parse(packed.toString(), (_name, value: unknown) =>
    isBytes(value) ? Buffer.from(value.base64, 'base64') : value,
  ) as T
}

function isBytes(value: unknown): value is { base64: string } {
  return value !== null && typeof value === 'object' && 'base64' in value && typeof value.base64 === 'string'
}
