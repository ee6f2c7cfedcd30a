/** Bytes in the 45 characters that a QR code packs most tightly (RFC 9285). */
import { CredentialRefused } from './refused'

const characters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const values = new Map([...characters].map((character, value) => [character, value]))

export function toBase45(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 2) {
    const isPair = at + 1 < bytes.length
    let rest = isPair ? bytes[at]! * 256 + bytes[at + 1]! : bytes[at]!
    for (let digit = 0; digit < (isPair ? 3 : 2); digit++) {
      text += characters[rest % 45]
      rest = Math.floor(rest / 45)
    }
  }
  return text
}

/** @throws CredentialRefused `malformed` */
export function fromBase45(text: string): Uint8Array {
  if (text.length % 3 === 1) throw new CredentialRefused('malformed')
  const bytes = new Uint8Array(Math.floor(text.length / 3) * 2 + (text.length % 3 === 2 ? 1 : 0))
  for (let from = 0, at = 0; from < text.length; from += 3) {
    const digits = [...text.slice(from, from + 3)].map((character) => values.get(character))
    let value = 0
    for (const digit of digits.reverse()) {
      if (digit === undefined) throw new CredentialRefused('malformed')
      value = value * 45 + digit
    }
    if (value > (digits.length === 3 ? 0xffff : 0xff)) throw new CredentialRefused('malformed')
    if (digits.length === 3) bytes[at++] = value >> 8
    bytes[at++] = value & 0xff
  }
  return bytes
}
