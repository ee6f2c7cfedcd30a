/** The device's own keys, as the host of a terminal keeps them: in a file, or where nobody can read them. */
import type { KeyObject } from 'node:crypto'
import type { AgreementKey, PublicJwk } from '../agreement'

export interface DeviceKeys {
  readonly publicJwk: PublicJwk
  /** ES256: for the proof of each call, and for each decision. */
  readonly privateKey: CryptoKey | KeyObject
  newAgreementKey(): Promise<AgreementKey>
}

/** Whose device it is, and what people compared. */
export interface DeviceIdentity {
  /** The bureau's address. */
  server: string
  terminalId: string
  /** As it was shown when the device was paired. */
  fingerprint: string
}
