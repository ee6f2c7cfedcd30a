import { sign, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { newEdwardsKeyPair, newKeyPair, newRsaKeyPair } from './key-pairs'

test.each([
  ['P-256', 'sha256', () => newKeyPair()],
  ['P-384', 'sha384', () => newKeyPair('P-384')],
  ['RSA', 'sha256', () => newRsaKeyPair(2048)],
  ['Ed25519', null, newEdwardsKeyPair],
])('what one half signs the other verifies: %s', (_, hash, make) => {
  const [{ privateKey, publicKey }, other] = [make(), make()]
  const text = Buffer.from('text')
  expect(verify(hash, text, publicKey, sign(hash, text, privateKey))).toBe(true)
  expect(verify(hash, text, publicKey, sign(hash, text, other.privateKey))).toBe(false)
})

test('keys are exported while the makers of others are collected', () => {
  // With key objects of `generateKeyPairSync` this stands still within fifty rounds.
  for (let round = 0; round < 300; round++) {
    const { privateKey, publicKey } = newKeyPair()
    for (let time = 0; time < 100; time++) {
      const { x } = publicKey.export({ format: 'jwk' })
      expect(privateKey.export({ format: 'jwk' }).x).toBe(x)
    }
  }
})
