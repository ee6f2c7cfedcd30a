/** Finds the master key that opens a keystore, and refuses every other: a bureau never goes on with a key that is not its own. */
import { listNextKeyFiles, makeKeyFile, promoteKeyFile, readKeyFile } from './key-file'
import type { Keystore } from './keystore'
import { fits, masterKeyFrom, signingRow, type MasterKey } from './master-key'

export type MasterKeySource =
  /** LIMEN_MASTER_KEY: 32 bytes. */
  | { kind: 'given'; secret: Buffer }
  /** LIMEN_KEY_FILE, or the file beside the data folder. Made at the first start. */
  | { kind: 'file'; path: string }

/** @throws when there is no key, or it is not the one that the keystore was made with; says how to mend it */
export async function unlock(keystore: Keystore, source: MasterKeySource): Promise<MasterKey> {
  const rows = await keystore.signingKeys()
  const master = source.kind === 'given' ? masterKeyFrom(source.secret) : await fromFile(source.path, rows)
  if (!fits(master, rows)) throw wrongKey(source)

  await keystore.addSigningKey(signingRow(master))
  // Two first starts with two different keys would each see an empty keystore; now both see both rows.
  if (!fits(master, await keystore.signingKeys())) {
    await keystore.removeSigningKey(master.signing.keyId)
    throw wrongKey(source)
  }
  return master
}

async function fromFile(path: string, rows: Awaited<ReturnType<Keystore['signingKeys']>>): Promise<MasterKey> {
  if (rows.length === 0) await makeKeyFile(path)
  const secret = await readKeyFile(path)
  const master = secret && masterKeyFrom(secret)
  if (master && fits(master, rows)) return master

  // A rotation that died after its commit left the key that fits beside the old one.
  for (const next of await listNextKeyFiles(path)) {
    const candidate = await readKeyFile(next)
    if (!candidate || !fits(masterKeyFrom(candidate), rows)) continue
    await promoteKeyFile(next, path)
    return masterKeyFrom(candidate)
  }
  if (!master) {
    throw new Error(
      `The key file ${path} is missing, and without it nothing in the keystore opens. Restore it from a copy.`,
    )
  }
  return master
}

function wrongKey(source: MasterKeySource): Error {
  const name = source.kind === 'given' ? 'LIMEN_MASTER_KEY' : `The key file ${source.path}`
  return new Error(
    `${name} is not the key that this keystore was made with. Restore the right key, or point LIMEN_DATA_DIR (or DATABASE_URL) to the bureau it belongs to.`,
  )
}
