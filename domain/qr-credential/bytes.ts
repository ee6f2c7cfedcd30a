/** Reads and writes the fields of a QR credential one behind the other, big-endian. Pure: it runs in terminals too. */
import { CredentialRefused } from './refused'

export class ByteWriter {
  readonly #bytes: number[] = []

  /** @param size in bytes, 4 at most */
  number(value: number, size: 1 | 2 | 4): this {
    if (!Number.isInteger(value) || value < 0 || value >= 256 ** size) {
      throw new RangeError(`${value} is no whole number of ${size} bytes.`)
    }
    for (let shift = size - 1; shift >= 0; shift--) this.#bytes.push(Math.floor(value / 256 ** shift) % 256)
    return this
  }

  float(value: number): this {
    const view = new DataView(new ArrayBuffer(4))
    view.setFloat32(0, value)
    return this.number(view.getUint32(0), 4)
  }

  bytes(bytes: Iterable<number>): this {
    for (const byte of bytes) this.#bytes.push(byte & 0xff)
    return this
  }

  /** @param hex with or without dashes, as ids have them */
  hex(hex: string, size: number): this {
    const digits = hex.replaceAll('-', '')
    if (!new RegExp(`^[0-9a-f]{${size * 2}}$`).test(digits)) throw new RangeError(`This is no id of ${size} bytes.`)
    return this.bytes(Array.from({ length: size }, (_, at) => Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16)))
  }

  /** UTF-8 behind its length. */
  text(text: string, lengthSize: 1 | 2): this {
    const bytes = new TextEncoder().encode(text)
    return this.number(bytes.length, lengthSize).bytes(bytes)
  }

  done(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes)
  }
}

/** Every method throws CredentialRefused `malformed` where the bytes end too early or cannot mean what they should. */
export class ByteReader {
  #at = 0
  readonly #view: DataView

  constructor(private readonly source: Uint8Array) {
    this.#view = new DataView(source.buffer, source.byteOffset, source.byteLength)
  }

  number(size: 1 | 2 | 4): number {
    const at = this.#step(size)
    return size === 1 ? this.#view.getUint8(at) : size === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at)
  }

  float(): number {
    return this.#view.getFloat32(this.#step(4))
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const at = this.#step(length)
    return Uint8Array.from(this.source.subarray(at, at + length))
  }

  hex(size: number): string {
    return toHex(this.bytes(size))
  }

  uuid(): string {
    const hex = this.hex(16)
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
  }

  text(lengthSize: 1 | 2): string {
    const bytes = this.bytes(this.number(lengthSize))
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    } catch {
      // The one way in which the platform says that bytes are no UTF-8.
      throw new CredentialRefused('malformed')
    }
  }

  list<Item>(count: number, item: () => Item): Item[] {
    return Array.from({ length: count }, item)
  }

  /** @throws CredentialRefused `malformed` where something follows */
  end(): void {
    if (this.#at !== this.source.length) throw new CredentialRefused('malformed')
  }

  #step(length: number): number {
    const at = this.#at
    if (at + length > this.source.length) throw new CredentialRefused('malformed')
    this.#at += length
    return at
  }
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
