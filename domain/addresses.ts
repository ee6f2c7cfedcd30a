/**
 * Which addresses the bureau may call at the wish of a customer: public ones, and of the others those that the operator has
 * listed. An address that carries another one inside (IPv4-mapped, NAT64, 6to4, Teredo) and one at which clouds hand out
 * their machines' secrets is never called, whatever is listed. Pure.
 */
import { isIP } from 'node:net'

/** An address's bits as one number, with its family's length: 32 or 128. */
export interface Address {
  bits: bigint
  size: 32 | 128
}

/** All addresses that share their first `length` bits with `bits`. */
export interface Range extends Address {
  length: number
}

/** @returns null for what is no address in the usual way of writing */
export function parseAddress(text: string): Address | null {
  // An interface behind the address (`%eth0`) does not make it another one.
  const [plain = ''] = text.split('%')
  const family = isIP(plain)
  if (family === 4) return { bits: fromBytes(plain.split('.').map(Number)), size: 32 }
  return family === 6 ? { bits: parseSix(plain), size: 128 } : null
}

const fromBytes = (bytes: number[]) => bytes.reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n)

function parseSix(text: string): bigint {
  const groupsOf = (part: string) =>
    part === ''
      ? []
      : part.split(':').flatMap((group) => {
          if (!group.includes('.')) return [Number.parseInt(group, 16)]
          const [a, b, c, d] = group.split('.').map(Number)
          return [a! * 256 + b!, c! * 256 + d!]
        })
  const [head = '', tail] = text.split('::')
  const [front, back] = [groupsOf(head), groupsOf(tail ?? '')]
  const groups = [...front, ...Array.from({ length: 8 - front.length - back.length }, () => 0), ...back]
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n)
}

/** `10.0.0.0/8`, or an address alone. @throws for what is neither */
export function parseRange(text: string): Range {
  const [base = '', length] = text.split('/')
  const address = parseAddress(base)
  if (!address) throw new RangeError(`'${text}' is no address and no range of addresses.`)
  return { ...address, length: length === undefined ? address.size : Number(length) }
}

export function isWithin({ bits, size }: Address, range: Range): boolean {
  if (size !== range.size) return false
  const rest = BigInt(size - range.length)
  return bits >> rest === range.bits >> rest
}

/** Refused also where the operator's list would cover them; `::1` excepted, which the first of the last group would cover. */
const never = [
  // "This host": systems take it for loopback.
  '0.0.0.0/8',
  // Link-local, in which 169.254.169.254 answers with a cloud machine's credentials.
  '169.254.0.0/16',
  'fe80::/10',
  // Other places of metadata: Azure, Oracle, Alibaba, AWS over IPv6.
  '168.63.129.16',
  '192.0.0.192',
  '100.100.100.200',
  'fd00:ec2::254',
  // Multicast; reserved, and broadcast with it.
  '224.0.0.0/4',
  '240.0.0.0/4',
  'ff00::/8',
  // IPv4 inside IPv6: compatible, mapped, translated, NAT64 (twice), Teredo, 6to4.
  '::/96',
  '::ffff:0:0/96',
  '::ffff:0:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '2001::/32',
  '2002::/16',
].map(parseRange)

const loopbackSix = parseRange('::1')

/** What of IPv4 is nobody's on the public internet, as IANA registers it. */
const privateFour = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
].map(parseRange)

/** The part of IPv6 that is given out for public use, and what of it is set aside again. */
const publicSix = parseRange('2000::/3')
const privateSix = ['2001::/23', '2001:db8::/32', '3fff::/20'].map(parseRange)

/** `listed`: not public, but within the operator's list. Only there may a call go without TLS. */
export type Standing = 'public' | 'listed' | 'refused'

/** @param allow the operator's list */
export function standingOf(text: string, allow: readonly Range[]): Standing {
  const address = parseAddress(text)
  if (!address) return 'refused'
  const isIn = (range: Range) => isWithin(address, range)
  if (never.some(isIn) && !isIn(loopbackSix)) return 'refused'
  if (allow.some(isIn)) return 'listed'
  const isPublic = address.size === 32 ? !privateFour.some(isIn) : isIn(publicSix) && !privateSix.some(isIn)
  return isPublic ? 'public' : 'refused'
}
