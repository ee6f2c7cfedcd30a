/** Keys that callers bring again and again. */
import { expect, test } from 'vitest'
import { sign, verify } from 'node:crypto'
import { newKeyPair } from './key-pairs'
import { publicKeyOf } from './public-keys'

test('A key is made once, whoever asks for it, and verifies what its private half signed and nothing else', () => {
  const [one, other] = [newKeyPair(), newKeyPair()]
  const key = publicKeyOf(one.publicKey.export({ format: 'jwk' }))
  expect(publicKeyOf({ ...one.publicKey.export({ format: 'jwk' }) })).toBe(key)
  const text = Buffer.from('text')
  expect(verify('sha256', text, key, sign('sha256', text, one.privateKey))).toBe(true)
  expect(verify('sha256', text, key, sign('sha256', text, other.privateKey))).toBe(false)
  expect(publicKeyOf(other.publicKey.export({ format: 'jwk' }))).not.toBe(key)
})

test('What is no point of the curve, another curve’s or no key at all is refused each time', () => {
  const { x } = newKeyPair().publicKey.export({ format: 'jwk' })
  const wrong = [
    { kty: 'EC', crv: 'P-256', x, y: x },
    newKeyPair('P-384').publicKey.export({ format: 'jwk' }),
    { kty: 'oct', k: 'c2VjcmV0' },
    { kty: 'EC', crv: 'P-256' },
    {},
  ]
  for (const jwk of [...wrong, ...wrong]) expect(() => publicKeyOf(jwk)).toThrow(TypeError)
})

test('Those that were used last are kept, and no more than so many', () => {
  const first = newKeyPair().publicKey.export({ format: 'jwk' })
  const second = newKeyPair().publicKey.export({ format: 'jwk' })
  const [firstKey, secondKey] = [publicKeyOf(first), publicKeyOf(second)]
  for (let n = 0; n < 4_095; n++) {
    publicKeyOf(newKeyPair().publicKey.export({ format: 'jwk' }))
    expect(publicKeyOf(first)).toBe(firstKey)
  }
  expect(publicKeyOf(second)).not.toBe(secondKey)
})
