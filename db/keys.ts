/**
 * Envelope encryption: the master key wraps tenant keys, a tenant's key wraps one data key per user, and samples and
 * templates are sealed with the user's. Rows lie in keystore.ts, sealing in seal.ts, the master key in unlock.ts.
 */
import { createHmac, createPublicKey, randomBytes, randomUUID, sign, verify, type KeyObject } from 'node:crypto'
import { openKeystore, type Keystore, type KeystoreOptions, type WrappedUserKey } from './keystore'
import { openSigningRow, tenantKeyPlace, type MasterKey } from './master-key'
import { openMany } from './open-many'
import { userKeyPlace } from './places'
import { rotateMasterKey } from './rotate'
import { keyBytes, seal, unseal } from './seal'
import { scanTemplates } from './template-scan'
import {
  KeyDestroyed,
  SealBroken,
  type Database,
  type Keys,
  type Opened,
  type OpenedTemplate,
  type SealedItem,
  type SealPlace,
} from './types'
import { unlock, type MasterKeySource } from './unlock'

export type KeysOptions = KeystoreOptions & { master: MasterKeySource }

/**
 * Opens the keystore with its master key. The first start makes a key file where one was named; an existing keystore is
 * never opened with a key that is not its own.
 */
export async function openKeys({ master: source, ...options }: KeysOptions): Promise<Keys> {
  const keystore = await openKeystore(options)
  try {
    const ring = new KeyRing(keystore, source, await unlock(keystore, source), options.root ?? process.cwd())
    await ring.learnSigningKeys()
    return ring
  } catch (error) {
    await keystore.close()
    throw error
  }
}

/** Owners of snapshot keys, as a range of ids: no user's id looks like this. */
const snapshotOwners = { from: 'snapshot/', before: 'snapshot0' }

class KeyRing implements Keys {
  /** Plain keys of tenants. They never change; keys of users are not kept, because an erasure elsewhere must hold here at once. */
  readonly #tenantKeys = new Map<string, Buffer>()
  readonly #verifying = new Map<string, KeyObject>()

  constructor(
    private readonly keystore: Keystore,
    private readonly source: MasterKeySource,
    private master: MasterKey,
    private readonly root: string,
  ) {}

  async learnSigningKeys(): Promise<void> {
    for (const row of await this.keystore.signingKeys()) {
      const der = openSigningRow(this.master, row)
      this.#verifying.set(row.id, createPublicKey({ key: der, format: 'der', type: 'spki' }))
    }
  }

  async createTenant(tenantId: string): Promise<void> {
    const key = randomBytes(keyBytes)
    await this.#withMaster((master) =>
      this.keystore.addTenantKey(
        { id: tenantId, wrapped: seal(master.wrapping, tenantKeyPlace(tenantId), key) },
        master.signing.keyId,
        (wrapped) => openSigningRow(master, { id: master.signing.keyId, wrapped }),
      ),
    )
  }

  async createUser(tenantId: string, userId: string): Promise<void> {
    await this.createUsers(tenantId, [userId])
  }

  async createUsers(tenantId: string, userIds: string[]): Promise<void> {
    const tenantKey = await this.#tenantKey(tenantId)
    const rows = userIds.map((id) => ({
      id,
      tenantId,
      wrapped: seal(tenantKey, userKeyPlace(tenantId, id), randomBytes(keyBytes)),
    }))
    await this.keystore.addUserKeys(rows)
  }

  async sealForUser(userId: string, place: SealPlace, plain: Uint8Array): Promise<Buffer> {
    return seal(await this.#userKey(userId, place), place, plain)
  }

  async openForUser(userId: string, place: SealPlace, sealed: Uint8Array): Promise<Buffer> {
    return unseal(await this.#userKey(userId, place), place, sealed)
  }

  openManyForUsers(items: SealedItem[]): Promise<Opened[]> {
    return openMany(this.keystore, (tenantId) => this.#tenantKey(tenantId), items)
  }

  openTemplates(db: Database, of: { tenantId: string; model: string }): AsyncIterable<OpenedTemplate[]> {
    const { source: main } = db
    const { source: keystore } = this.keystore
    const work = async () => ({ main: main!, keystore: keystore!, tenantKey: await this.#tenantKey(of.tenantId) })
    const thread = main && keystore && { root: this.root, work }
    return scanTemplates({ db, ...of, open: (items) => this.openManyForUsers(items), thread })
  }

  async sealForTenant(place: SealPlace, plain: Uint8Array): Promise<Buffer> {
    return seal(await this.#tenantKey(place.tenantId), place, plain)
  }

  async openForTenant(place: SealPlace, sealed: Uint8Array): Promise<Buffer> {
    return unseal(await this.#tenantKey(place.tenantId), place, sealed)
  }

  async destroyUser(userId: string): Promise<{ destroyed: boolean }> {
    return { destroyed: (await this.keystore.destroyUserKeys({ userId })) > 0 }
  }

  async createSnapshotKey(tenantId: string): Promise<string> {
    return this.#ownKey(tenantId, `${snapshotOwners.from}${randomUUID()}`)
  }

  async createDumpKey(tenantId: string): Promise<string> {
    return this.#ownKey(tenantId, `dump/${randomUUID()}`)
  }

  async destroySnapshotKeys(tenantId: string): Promise<void> {
    await this.keystore.destroyUserKeys({ tenantId, ...snapshotOwners })
  }

  sign(message: Uint8Array): { keyId: string; signature: Buffer } {
    const { keyId, privateKey } = this.master.signing
    return { keyId, signature: sign(null, message, privateKey) }
  }

  verify(keyId: string, message: Uint8Array, signature: Uint8Array): boolean {
    const key = this.#verifying.get(keyId)
    return key !== undefined && verify(null, message, key, signature)
  }

  hasSigningKey(keyId: string): boolean {
    return this.#verifying.has(keyId)
  }

  mac(purpose: string, message: string): Buffer {
    return createHmac('sha256', this.master.macKey(purpose)).update(message).digest()
  }

  async rotateMasterKey(given?: Buffer): Promise<{ keyId: string; tenants: number }> {
    const { next, tenants } = await rotateMasterKey(this.keystore, this.source, this.master, given)
    this.master = next
    await this.learnSigningKeys()
    return { keyId: next.signing.keyId, tenants }
  }

  async close(): Promise<void> {
    await this.keystore.close()
  }

  async #ownKey(tenantId: string, owner: string): Promise<string> {
    await this.createUser(tenantId, owner)
    return owner
  }

  async #userKey(userId: string, place: SealPlace): Promise<Buffer> {
    await this.#tenantKey(place.tenantId)
    const [row] = await this.keystore.userKeys([userId])
    return this.#unwrap(row, userId, place)
  }

  #unwrap(row: WrappedUserKey | undefined, userId: string, { tenantId }: SealPlace): Buffer {
    // The key of another tenant's user does not exist for this place.
    if (!row || row.tenantId !== tenantId)
      throw new KeyDestroyed(`User ${userId} has no key: it was destroyed or never made.`)
    return unseal(this.#tenantKeys.get(tenantId)!, userKeyPlace(tenantId, userId), row.wrapped)
  }

  async #tenantKey(tenantId: string): Promise<Buffer> {
    const known = this.#tenantKeys.get(tenantId)
    if (known) return known
    return this.#withMaster(async (master) => {
      const wrapped = await this.keystore.tenantKey(tenantId)
      if (!wrapped) throw new KeyDestroyed(`Tenant ${tenantId} has no key.`)
      const key = unseal(master.wrapping, tenantKeyPlace(tenantId), wrapped)
      this.#tenantKeys.set(tenantId, key)
      return key
    })
  }

  /** A rotation by another process (`limen keys rotate` beside a running server) is followed where the key file tells it. */
  async #withMaster<T>(run: (master: MasterKey) => Promise<T>): Promise<T> {
    try {
      return await run(this.master)
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error
      this.master = await unlock(this.keystore, this.source)
      await this.learnSigningKeys()
      return run(this.master)
    }
  }
}
