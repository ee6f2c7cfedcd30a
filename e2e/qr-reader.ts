/** Reads QR credentials as an integrator would write it from docs/terminals.md: nothing of the server's own code. */
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose'
import { createDecipheriv, createPublicKey, verify } from 'node:crypto'
import decodeQr from 'qr/decode.js'
import sharp from 'sharp'
import type { Device } from './device'

interface Told {
  tenant: string
  version: number
  keys: { sealed: string }
  jwks: JSONWebKeySet
  deny_list: string
}

export interface Read {
  credential: string
  subject: string
  acsId: string
  scopes: number
  /** How many numbers the template has. */
  numbers: number
  bytes: number
  isRecalled: boolean
}

/** The text of the QR on a picture. */
export async function textOf(png: Buffer): Promise<string> {
  const { data, info } = await sharp(png)
    .flatten({ background: '#fff' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return decodeQr({ width: info.width, height: info.height, data })
}

/** With what the device fetches for it. @throws where anything was altered */
export async function readQr(device: Device, text: string): Promise<Read> {
  const told = (await device.call('GET', 'qr')).json as unknown as Told
  const bytes = unbase45(text.slice('LIMEN:'.length))
  const at = (from: number, to: number) => bytes.subarray(from, to)
  const signer = told.jwks.keys.find(({ kid }) => Buffer.from(kid!, 'base64url').subarray(0, 8).equals(at(25, 33)))
  const signed = Buffer.concat([Buffer.from('limen qr credential\0'), bytes.subarray(0, -64)])
  const key = { key: createPublicKey({ key: signer!, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const
  if (!verify('sha256', signed, key, bytes.subarray(-64))) throw new Error('The signature is none.')
  if (at(1, 17).toString('hex') !== told.tenant.replaceAll('-', '')) throw new Error('This is another tenant’s.')

  const place = JSON.stringify(['limen qr keys', device.terminalId])
  const sealedKeys = Buffer.from(told.keys.sealed, 'base64url')
  const keys = JSON.parse(unseal(device.feedKey, sealedKeys, place).toString()) as { id: string; key: string }[]
  const qrKey = keys.find(({ id }) => id === at(17, 25).toString('hex'))!
  const plain = unseal(Buffer.from(qrKey.key, 'base64url'), bytes.subarray(33, -64), at(0, 33))

  const { payload } = await compactVerify(told.deny_list, createLocalJWKSet(told.jwks))
  const denied = JSON.parse(new TextDecoder().decode(payload)) as { recalled: string[] }
  const credential = plain.subarray(0, 16).toString('hex')
  let next = 16 + 12 + 8
  next += 1 + plain[next]!
  const numbers = plain.readUInt16BE(next)
  next += 2 + 4 + numbers + 1
  const acsIdBytes = plain.readUInt16BE(next)
  next += 2 + acsIdBytes
  return {
    credential,
    subject: plain.subarray(16, 28).toString('hex'),
    acsId: plain.subarray(next - acsIdBytes, next).toString(),
    scopes: plain[next]!,
    numbers,
    bytes: bytes.length,
    isRecalled: denied.recalled.some((id) => id.replaceAll('-', '') === credential),
  }
}

/** AES-256-GCM: nonce | text | tag. */
function unseal(key: Buffer, sealed: Buffer, bound: string | Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
  decipher.setAAD(Buffer.from(bound)).setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
}

/** RFC 9285. */
function unbase45(text: string): Buffer {
  const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
  const groups = text.match(/.{1,3}/gs) ?? []
  return Buffer.concat(
    groups.map((group) => {
      const value = [...group].reduceRight((sum, letter) => sum * 45 + letters.indexOf(letter), 0)
      return Buffer.from(group.length === 3 ? [value >> 8, value & 255] : [value])
    }),
  )
}
