/** Why a QR credential is not taken. Nothing else is thrown at whoever reads one, whatever it holds. */
export const refusals = [
  /** Not of this form at all: another QR, a part of one, bits that were turned. */
  'malformed',
  'wrong_version',
  /** Sealed or signed by a key that is not here: retired, or not fetched yet. */
  'unknown_key',
  'signature_invalid',
  'not_yet_valid',
  'expired',
  'recalled',
  'wrong_tenant',
  /** Its template is of another model than the one in use. */
  'wrong_model',
] as const

export type Refusal = (typeof refusals)[number]

export class CredentialRefused extends Error {
  override readonly name = 'CredentialRefused'
  constructor(readonly reason: Refusal) {
    super(`This QR credential is not taken: ${reason}.`)
  }
}
