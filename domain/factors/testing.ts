/** An authenticator in software, for tests: makes passkeys and signs with them as a browser would answer. */
import { createHash, randomBytes, sign, type KeyObject } from 'node:crypto'
import { newKeyPair } from '../key-pairs'

interface Flags {
  verified?: boolean
  /** Where the answer claims to come from; default: `http://localhost:3000`. */
  origin?: string
}

export class SoftwareAuthenticator {
  readonly id = randomBytes(16)
  /** What the next signature says; 0 for ever unless raised. */
  counter = 0
  readonly #publicKey: KeyObject
  readonly #privateKey: KeyObject

  constructor() {
    const pair = newKeyPair()
    this.#publicKey = pair.publicKey
    this.#privateKey = pair.privateKey
  }

  create(challenge: string, { verified = true, origin = 'http://localhost:3000' }: Flags = {}) {
    const { x, y } = this.#publicKey.export({ format: 'jwk' })
    const cose = Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(x!, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y!, 'base64url'),
    ])
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.id.length)
    // User present, verified, attested data included.
    const head = this.#head(origin, 0x41 | (verified ? 0x04 : 0))
    const authData = Buffer.concat([head, Buffer.alloc(16), length, this.id, cose])
    const attestationObject = Buffer.concat([
      Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
      Buffer.from([authData.length]),
      authData,
    ])
    return this.#answer({
      clientDataJSON: clientData('webauthn.create', challenge, origin).toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
      transports: ['internal'],
    })
  }

  get(challenge: string, { verified = true, origin = 'http://localhost:3000' }: Flags = {}) {
    const clientDataJSON = clientData('webauthn.get', challenge, origin)
    const authenticatorData = this.#head(origin, 0x01 | (verified ? 0x04 : 0))
    const signed = Buffer.concat([authenticatorData, createHash('sha256').update(clientDataJSON).digest()])
    return this.#answer({
      clientDataJSON: clientDataJSON.toString('base64url'),
      authenticatorData: authenticatorData.toString('base64url'),
      signature: sign('sha256', signed, this.#privateKey).toString('base64url'),
    })
  }

  #head(origin: string, flags: number): Buffer {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.counter)
    const rpIdHash = createHash('sha256').update(new URL(origin).hostname).digest()
    return Buffer.concat([rpIdHash, Buffer.from([flags]), counter])
  }

  #answer<Response>(response: Response) {
    const id = this.id.toString('base64url')
    return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {}, response }
  }
}

const clientData = (type: string, challenge: string, origin: string) =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
