/**
 * What is in a QR credential and how it is laid out, version 1. Pure, for the bureau that writes and the terminals that read.
 *
 * Text: `LIMEN:` and base45. Bytes, big-endian:
 *
 *     1 version | 16 tenant | 8 QR key | 8 signing key | 12 nonce | n sealed, with the tag's 16 | 64 signature
 *
 * The signing key is named by the first 8 bytes of its thumbprint. The signature (ES256, r and s) is over `limen qr credential`, a
 * zero byte and all before it; the seal (AES-256-GCM) is bound to all before the nonce. Sealed are:
 *
 *     16 credential | 12 subject | 4 issued | 4 expires | 1+ model | 2 count | 4 scale | count numbers | 1 schema | 2+ acs_id |
 *     1 scopes, each: 1 flags | 16 grant | 16 event? | 4 from? | 4 until? | 6 event's zone? | 1+6n zones? | 1+6n terminals? | 1+5n schedule?
 *
 * Times are seconds since 1970. Zones and terminals are named by the last 6 bytes of their ids, which are random. What is the
 * terminal's own, such as the time zone, is not there.
 */
import { acsIdSchemas } from '../acs-ids'
import type { Scope } from '../grants/window'
import { fromBase45, toBase45 } from './base45'
import { ByteReader, ByteWriter } from './bytes'
import { CredentialRefused } from './refused'

export const version = 1
const prefix = 'LIMEN:'
/** Whether a QR wants to be a credential of ours: all others are none of a terminal's business. */
export const isOurs = (text: string): boolean => text.startsWith(prefix)
/** Far more than a QR holds. */
const longestText = 4_300
const nonceBytes = 12
const signatureBytes = 64
export const keyIdBytes = 8

/** Where a scope holds; null where it is not narrowed by that. */
export interface Reach {
  eventZone: string | null
  zones: string[] | null
  terminals: string[] | null
}

/** A grant as the QR holds it: what a terminal adds is its own time zone and who has come in by it. */
export type QrScope = Omit<Scope, 'timeZone' | 'entered'> & { reach: Reach }

export interface Contents {
  /** The credential's own id, by which it is recalled. */
  id: string
  /** The person, as in the feed and in reports. */
  subject: string
  issuedAt: Date
  expiresAt: Date
  /** Of the template. */
  model: string
  /** L2-normalised but for what rounding to 8 bits leaves. */
  template: Float32Array
  acsId: string | null
  acsIdSchema: string | null
  scopes: QrScope[]
}

export interface Sealed {
  tenantId: string
  /** 16 hex digits. */
  qrKeyId: string
  /** The first 8 bytes of the key's thumbprint, in hex. */
  signerId: string
  nonce: Uint8Array<ArrayBuffer>
  sealed: Uint8Array<ArrayBuffer>
}

export interface Signed extends Sealed {
  /** What the seal is bound to. */
  bound: Uint8Array<ArrayBuffer>
  /** What is signed, `limen qr credential` included. */
  signed: Uint8Array<ArrayBuffer>
  signature: Uint8Array<ArrayBuffer>
}

const domain = [...new TextEncoder().encode('limen qr credential'), 0]

/** The bytes that the seal is bound to. */
export function boundBytes({ tenantId, qrKeyId, signerId }: Omit<Sealed, 'nonce' | 'sealed'>): Uint8Array<ArrayBuffer> {
  return new ByteWriter().number(version, 1).hex(tenantId, 16).hex(qrKeyId, keyIdBytes).hex(signerId, keyIdBytes).done()
}

export function signedBytes(of: Sealed): Uint8Array<ArrayBuffer> {
  return new ByteWriter().bytes(domain).bytes(boundBytes(of)).bytes(of.nonce).bytes(of.sealed).done()
}

/** The text of the QR. */
export function writeText(of: Sealed, signature: Uint8Array): string {
  return prefix + toBase45(new ByteWriter().bytes(signedBytes(of).subarray(domain.length)).bytes(signature).done())
}

/** @throws CredentialRefused `malformed`, `wrong_version` */
export function readText(text: string): Signed {
  if (!text.startsWith(prefix) || text.length > longestText) throw new CredentialRefused('malformed')
  const bytes = fromBase45(text.slice(prefix.length))
  const reader = new ByteReader(bytes)
  if (reader.number(1) !== version) throw new CredentialRefused('wrong_version')
  const tenantId = reader.uuid()
  const qrKeyId = reader.hex(keyIdBytes)
  const signerId = reader.hex(keyIdBytes)
  const nonce = reader.bytes(nonceBytes)
  const rest = bytes.length - boundBytes({ tenantId, qrKeyId, signerId }).length - nonceBytes - signatureBytes
  if (rest <= 0) throw new CredentialRefused('malformed')
  const sealed = reader.bytes(rest)
  const signature = reader.bytes(signatureBytes)
  const parts = { tenantId, qrKeyId, signerId, nonce, sealed }
  return { ...parts, bound: boundBytes(parts), signed: signedBytes(parts), signature }
}

/** How many scopes a QR holds at most, and of how many bytes: more make it too fine for a camera. */
const mostScopes = 12
const mostScopeBytes = 800

/** Those of them that find room, in their order. */
export function fittingScopes(scopes: readonly QrScope[]): QrScope[] {
  let left = mostScopeBytes
  const fitting: QrScope[] = []
  for (const scope of scopes) {
    const size = writeScope(scope)?.length ?? Infinity
    if (fitting.length === mostScopes || size > left) continue
    left -= size
    fitting.push(scope)
  }
  return fitting
}

/** The bytes to seal. */
export function writeContents({ scopes, ...contents }: Contents): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter()
    .hex(contents.id, 16)
    .hex(contents.subject, 12)
    .number(Math.floor(contents.issuedAt.getTime() / 1_000), 4)
    .number(Math.floor(contents.expiresAt.getTime() / 1_000), 4)
    .text(contents.model, 1)
  writeTemplate(writer, contents.template)
  writer.number(1 + acsIdSchemas.findIndex((name) => name === contents.acsIdSchema), 1).text(contents.acsId ?? '', 2)
  writer.number(scopes.length, 1)
  for (const scope of scopes) {
    const bytes = writeScope(scope)
    if (!bytes) throw new RangeError('This scope has no room in a QR credential.')
    writer.bytes(bytes)
  }
  return writer.done()
}

/** @throws CredentialRefused `malformed` */
export function readContents(bytes: Uint8Array): Contents {
  const reader = new ByteReader(bytes)
  const [id, subject] = [reader.uuid(), reader.hex(12)]
  const [issuedAt, expiresAt] = [readTime(reader), readTime(reader)]
  const model = reader.text(1)
  const template = readTemplate(reader)
  const schema = reader.number(1)
  if (schema > acsIdSchemas.length) throw new CredentialRefused('malformed')
  const acsId = reader.text(2)
  const scopes = reader.list(reader.number(1), () => readScope(reader))
  reader.end()
  return {
    id,
    subject,
    issuedAt,
    expiresAt,
    model,
    template,
    acsId: acsId === '' ? null : acsId,
    acsIdSchema: acsIdSchemas[schema - 1] ?? null,
    scopes,
  }
}

const readTime = (reader: ByteReader) => new Date(reader.number(4) * 1_000)

const steps = 127

/** Numbers in 255 even steps about zero; what is lost moves a cosine by less than 0.002. */
function writeTemplate(writer: ByteWriter, vector: Float32Array): void {
  const scale = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / steps
  writer
    .number(vector.length, 2)
    .float(scale)
    .bytes(Array.from(vector, (value) => (scale === 0 ? 0 : Math.round(value / scale))))
}

function readTemplate(reader: ByteReader): Float32Array {
  const count = reader.number(2)
  const scale = reader.float()
  const numbers = new Int8Array(reader.bytes(count).buffer)
  if (count === 0 || !Number.isFinite(scale) || scale <= 0) throw new CredentialRefused('malformed')
  return Float32Array.from(numbers, (number) => number * scale)
}

const flags = { event: 1, single: 2, from: 4, until: 8, schedule: 16, eventZone: 32, zones: 64, terminals: 128 }
const mostNames = 50

/** Null where it is narrowed to more places than a QR has room for. */
function writeScope({ kind, id, grantId, validFrom, validUntil, schedule, single, reach }: QrScope): Uint8Array | null {
  const { eventZone, zones, terminals } = reach
  if ([zones, terminals, schedule].some((list) => list !== null && list.length > mostNames)) return null
  const has = {
    event: kind === 'event',
    single,
    from: validFrom !== null,
    until: validUntil !== null,
    schedule: schedule !== null,
    eventZone: eventZone !== null,
    zones: zones !== null,
    terminals: terminals !== null,
  }
  const set = (Object.keys(flags) as (keyof typeof flags)[]).reduce((sum, of) => sum + (has[of] ? flags[of] : 0), 0)
  const writer = new ByteWriter().number(set, 1).hex(grantId, 16)
  if (has.event) writer.hex(id, 16)
  // Whole seconds inside of the window.
  if (validFrom !== null) writer.number(Math.ceil(new Date(validFrom).getTime() / 1_000), 4)
  if (validUntil !== null) writer.number(Math.floor(new Date(validUntil).getTime() / 1_000), 4)
  if (eventZone !== null) writer.hex(placeName(eventZone), placeBytes)
  for (const list of [zones, terminals]) {
    if (list === null) continue
    writer.number(list.length, 1)
    for (const place of list) writer.hex(placeName(place), placeBytes)
  }
  if (schedule !== null) {
    writer.number(schedule.length, 1)
    for (const { days, from, until } of schedule) {
      writer.number(
        days.reduce((bits, day) => bits | (1 << (day - 1)), 0),
        1,
      )
      writer.number(minutesOf(from), 2).number(minutesOf(until), 2)
    }
  }
  return writer.done()
}

function readScope(reader: ByteReader): QrScope {
  const set = reader.number(1)
  const has = (flag: keyof typeof flags) => (set & flags[flag]) !== 0
  const when = <Value>(flag: keyof typeof flags, read: () => Value) => (has(flag) ? read() : null)
  const place = () => reader.hex(placeBytes)
  const places = () => reader.list(reader.number(1), place)
  const grantId = reader.uuid()
  return {
    kind: has('event') ? 'event' : 'member',
    grantId,
    id: when('event', () => reader.uuid()) ?? grantId,
    validFrom: when('from', () => readTime(reader).toISOString()),
    validUntil: when('until', () => readTime(reader).toISOString()),
    single: has('single'),
    reach: {
      eventZone: when('eventZone', place),
      zones: when('zones', places),
      terminals: when('terminals', places),
    },
    schedule: when('schedule', () => reader.list(reader.number(1), () => readSpan(reader))),
  }
}

function readSpan(reader: ByteReader) {
  const [bits, from, until] = [reader.number(1), reader.number(2), reader.number(2)]
  if (from > dayMinutes || until > dayMinutes || bits > 127) throw new CredentialRefused('malformed')
  return {
    days: [1, 2, 3, 4, 5, 6, 7].filter((day) => bits & (1 << (day - 1))),
    from: timeOf(from),
    until: timeOf(until),
  }
}

const placeBytes = 6

/** The random end of a zone's or a terminal's id. */
export const placeName = (id: string) => id.replaceAll('-', '').slice(-2 * placeBytes)

const dayMinutes = 24 * 60
const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const timeOf = (minutes: number) =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')
