/** Which addresses may be called: single ones that have been used in attacks, and rules over all there are. */
import fc from 'fast-check'
import { BlockList, isIP } from 'node:net'
import { expect, test } from 'vitest'
import { isWithin, parseAddress, parseRange, standingOf } from './addresses'
import { openOutgoing } from './outgoing'

const everything = ['0.0.0.0/0', '::/0'].map(parseRange)

test.each([
  '0.0.0.0',
  '0.1.2.3',
  '169.254.169.254',
  '168.63.129.16',
  '100.100.100.200',
  '192.0.0.192',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  '224.0.0.1',
  'ff02::1',
  '255.255.255.255',
  '::',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::127.0.0.1',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::8.8.8.8',
  '64:ff9b:1::a00:1',
  '2002:7f00:1::1',
  '2001:0:4136:e378:8000:63bf:3fff:fdd2',
  'localhost',
  '',
  '127.1',
  '0x7f000001',
])('%s is called by nobody, whatever the operator lists', (address) => {
  expect(standingOf(address, [])).toBe('refused')
  expect(standingOf(address, everything)).toBe('refused')
})

test.each([
  '127.0.0.1',
  '127.255.255.254',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '100.64.0.1',
  '198.18.0.1',
  '192.0.2.1',
  '::1',
  'fc00::1',
  'fdff::1',
  '2001:db8::1',
  '3fff::1',
  '4000::1',
])('%s is called where the operator lists it, and only there', (address) => {
  expect(standingOf(address, [])).toBe('refused')
  expect(standingOf(address, [parseRange(address)])).toBe('listed')
  expect(standingOf(address, everything)).toBe('listed')
})

test.each(['8.8.8.8', '172.32.0.1', '172.15.255.255', '9.255.255.255', '11.0.0.1', '2606:4700::1111', '2a00::1'])(
  '%s is public',
  (address) => expect(standingOf(address, [])).toBe('public'),
)

test('An address is read as the platform reads it, however it is written', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.ipV4(), fc.ipV6()),
      fc.nat({ max: 128 }),
      fc.oneof(fc.ipV4(), fc.ipV6()),
      (a, length, b) => {
        const [family, other] = [isIP(a), isIP(b)]
        fc.pre(length <= (family === 4 ? 32 : 128) && family === other)
        const list = new BlockList()
        const name = family === 4 ? 'ipv4' : 'ipv6'
        list.addSubnet(a, length, name)
        // The platform takes a mapped address for the one inside; we know it by its bits alone.
        fc.pre(family === 4 || !/^(::ffff:|0:0:0:0:0:ffff:)/i.test(b))
        expect(isWithin(parseAddress(b)!, parseRange(`${a}/${length}`))).toBe(list.check(b, name))
      },
    ),
    { numRuns: 2_000 },
  )
})

test('An address inside an IPv6 address opens no way to where it would not be called itself', () => {
  const wrapped = fc.tuple(fc.ipV4(), fc.constantFrom('::ffff:', '::', '64:ff9b::', '::ffff:0:', '64:ff9b:1::'))
  fc.assert(
    fc.property(wrapped, ([inner, prefix]) => {
      fc.pre(inner !== '0.0.0.1')
      expect(standingOf(prefix + inner, everything)).toBe('refused')
    }),
  )
  const sixToFour = (inner: string) =>
    `2002:${inner
      .split('.')
      .map((n) => Number(n).toString(16).padStart(2, '0'))
      .join('')
      .replace(/(.{4})/, '$1:')}::1`
  fc.assert(
    fc.property(fc.ipV4(), (inner) => {
      expect(standingOf(sixToFour(inner), everything)).toBe('refused')
    }),
  )
})

test('Listing more never refuses what was called before, and lets in only what is listed', () => {
  const range = fc
    .tuple(fc.ipV4(), fc.integer({ min: 8, max: 32 }))
    .map(([base, length]) => parseRange(`${base}/${length}`))
  fc.assert(
    fc.property(fc.ipV4(), fc.array(range, { maxLength: 4 }), (address, allow) => {
      const [without, listed] = [standingOf(address, []), standingOf(address, allow)]
      if (without === 'public') expect(listed).not.toBe('refused')
      if (listed === 'listed') expect(allow.some((one) => isWithin(parseAddress(address)!, one))).toBe(true)
      else expect(listed).toBe(without)
    }),
  )
})

test('A URL hides no address: any way of writing one that a URL takes is judged as what it means', () => {
  const { objection } = openOutgoing({ allow: [] })
  fc.assert(
    fc.property(fc.ipV4(), fc.constantFrom('dotted', 'number', 'hex', 'octal', 'mapped'), (address, way) => {
      const parts = address.split('.').map(Number)
      const number = parts.reduce((sum, part) => sum * 256 + part, 0)
      const host = {
        dotted: address,
        number: String(number),
        hex: `0x${number.toString(16)}`,
        octal: parts.map((part) => `0${part.toString(8)}`).join('.'),
        mapped: `[::ffff:${address}]`,
      }[way]
      const expected = way === 'mapped' ? 'refused' : standingOf(address, [])
      expect(objection(`https://${host}/hook`) === null).toBe(expected === 'public')
    }),
  )
})
