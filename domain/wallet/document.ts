/**
 * The credential as wallets read it, and its claims as anyone can check them. The picture stands in the document, for its holder
 * to see, and never in the claims: those carry its hash. Pure: signs nothing, stores nothing.
 */
import { createHash } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { jwksPath } from './issuer'
import { statusListUrl, type StatusEntry } from './status-lists'
import { secondsOf, wholeSeconds } from './times'

export const credentialType = ['VerifiableCredential', 'BiometricFaceCredential'] as const
export const contextPath = '/v1/contexts/biometric-face-credential'

export interface Facts extends StatusEntry {
  /** UUID. */
  id: string
  /** Where the tenant publishes. */
  issuer: string
  /** How the bureau calls itself. */
  issuerName: string
  /** A DID of the holder's key. */
  holder: string
  issuedAt: Date
  expiresAt: Date
  /** The picture that the document carries. */
  picture: Uint8Array
  /** `name@version` of the model that made the template. */
  templateModel: string
  evidence: Record<string, unknown>
}

/** A document as it is issued. Old wallets fail on a missing member. */
export type CredentialDocument = Record<string, unknown> & {
  id: string
  credentialSubject: { id: string; biometrics?: string } & Record<string, unknown>
  proof: { jwt: string } & Record<string, string>
}

/** Subresource-integrity form: anyone who holds the picture can compare. */
export function digestOf(picture: Uint8Array): string {
  return `sha256-${createHash('sha256').update(picture).digest('base64')}`
}

export const credentialUrn = (id: string) => `urn:uuid:${id}`

/** What document and claims have in common. */
function common(facts: Facts) {
  const list = statusListUrl(facts.issuer, facts.statusList)
  return {
    '@context': ['https://www.w3.org/2018/credentials/v1', `${facts.issuer}${contextPath}`],
    type: [...credentialType],
    credentialSubject: { id: facts.holder, biometricsDigest: digestOf(facts.picture) },
    credentialStatus: {
      id: `${list}#${facts.statusIndex}`,
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: String(facts.statusIndex),
      statusListCredential: list,
    },
    evidence: [facts.evidence],
    templateModel: facts.templateModel,
  }
}

export function claimsOf(facts: Facts): JWTPayload {
  return {
    iss: facts.issuer,
    sub: facts.holder,
    jti: credentialUrn(facts.id),
    iat: secondsOf(facts.issuedAt),
    nbf: secondsOf(facts.issuedAt),
    exp: secondsOf(facts.expiresAt),
    vc: { ...common(facts), issuer: facts.issuerName },
  }
}

/** The document without its picture, as it is kept. */
export function documentOf(facts: Facts, { keyId, jwt }: { keyId: string; jwt: string }): CredentialDocument {
  const { '@context': context, type, ...rest } = common(facts)
  return {
    '@context': context,
    id: credentialUrn(facts.id),
    type,
    issuer: facts.issuerName,
    issuanceDate: wholeSeconds(facts.issuedAt),
    expirationDate: wholeSeconds(facts.expiresAt),
    ...rest,
    proof: {
      type: 'JwtProof2020',
      created: wholeSeconds(facts.issuedAt),
      proofPurpose: 'assertionMethod',
      verificationMethod: `${facts.issuer}${jwksPath}#${keyId}`,
      jwt,
    },
  }
}

/** As it goes to its holder. */
export function withPicture(document: CredentialDocument, picture: Uint8Array): CredentialDocument {
  const biometrics = Buffer.from(picture).toString('base64')
  return { ...document, credentialSubject: { ...document.credentialSubject, biometrics } }
}

/** The JSON-LD terms that the W3C's own context lacks. */
export function ownContext(issuer: string) {
  const term = (name: string) => `${issuer}${contextPath}#${name}`
  const names = ['BiometricFaceCredential', 'biometrics', 'biometricsDigest', 'templateModel', 'FacePictureEvidence']
  const status = 'https://www.w3.org/ns/credentials/status#'
  return {
    '@context': {
      '@version': 1.1,
      ...Object.fromEntries(names.map((name) => [name, term(name)])),
      BitstringStatusListEntry: `${status}BitstringStatusListEntry`,
      statusPurpose: `${status}statusPurpose`,
      statusListIndex: `${status}statusListIndex`,
      statusListCredential: { '@id': `${status}statusListCredential`, '@type': '@id' },
    },
  }
}
