/**
 * The folder of the reference terminal: `device.json` with the device's own key, `store.key`, and `state.db`, sealed by it (store.ts).
 * Files are for their owner alone; one is written whole or not at all.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../../errors'
import { newKeyPair } from '../../../key-pairs'

const privateJwkSchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
})

const identitySchema = z.object({
  /** The bureau's address. */
  server: z.url(),
  terminalId: z.string(),
  /** As it was shown when the device was paired. */
  fingerprint: z.string(),
  pairedAt: z.iso.datetime(),
  deviceKey: privateJwkSchema,
})

export type Identity = z.output<typeof identitySchema>

export function newDeviceKey(): Identity['deviceKey'] {
  const { privateKey } = newKeyPair()
  return privateJwkSchema.parse(privateKey.export({ format: 'jwk' }))
}

const identityFile = (folder: string) => join(folder, 'device.json')

/** @returns null where no device lies in the folder @throws AppError `conflict` for one that cannot be read */
export function readIdentity(folder: string): Identity | null {
  const file = identityFile(folder)
  if (!existsSync(file)) return null
  try {
    return identitySchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new AppError('conflict', `${file} is no file of a terminal.`, { subject: 'terminal', cause })
  }
}

export function writeIdentity(folder: string, identity: Identity): void {
  writeWhole(folder, identityFile(folder), `${JSON.stringify(identity, null, 2)}\n`)
}

export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
}

/** Durable when it returns. */
export function writeWhole(folder: string, file: string, content: string | Uint8Array): void {
  const half = `${file}.${process.pid}`
  const handle = openSync(half, 'w', 0o600)
  try {
    writeSync(handle, typeof content === 'string' ? Buffer.from(content) : content)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(half, file)
  syncFolder(folder)
}

/** Overwritten before it goes: what it opened stays shut, whatever the disk keeps of that. */
export function shred(folder: string, name: string): void {
  const file = join(folder, name)
  if (!existsSync(file)) return
  const length = readFileSync(file).length
  const handle = openSync(file, 'r+')
  try {
    writeSync(handle, randomBytes(length), 0, length, 0)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  rmSync(file)
  syncFolder(folder)
}

/** The end of a terminal: nothing of the device remains. */
export function removeIdentity(folder: string): void {
  shred(folder, 'device.json')
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
