/**
 * The file of a dump that is to be restored: a zip, or an age file around one. Believes nothing: names are those of a dump or
 * refused, sizes and ratios are bounded, and no entry's name is ever a path. A dump that was behind a passphrase never lies
 * readable on the disk: what is decrypted goes to a scratch file under a key that only this process knows.
 */
import { Decrypter } from 'age-encryption'
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fromRandomAccessReaderPromise, openPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl'
import { AppError } from '../../errors'
import { entries as known, settingsFile } from '../entries'
import { manifestFile } from '../format'

const ageMagic = 'age-encryption.org/v1\n'
/** Deflate cannot do much more than a thousand to one; lines of honest records do not come near this. */
const mostTimes = 200
const freeBytes = 1024 * 1024
const manifestBytes = 1024 * 1024

export interface Source {
  /** Names of all files in the zip. */
  names: string[]
  /** @throws AppError `invalid_input` while it is read, when the file is altered or cut */
  read(name: string): AsyncIterable<Buffer>
  close(): Promise<void>
}

export interface SourceOptions {
  path: string
  passphrase?: string
  /** A folder of this machine for the scratch file. */
  scratchDir: string
}

/** @param detail in words, for people */
export function refused(detail: string, cause?: unknown): AppError {
  return new AppError('invalid_input', `This dump cannot be believed: ${detail} Nothing was restored.`, {
    cause,
    subject: 'dump',
  })
}

/** @throws AppError `invalid_input` for anything that is no dump, or not with this passphrase */
export async function openSource({ path, passphrase, scratchDir }: SourceOptions): Promise<Source> {
  if (!(await isAge(path))) {
    if (passphrase !== undefined) throw refused('it is not behind a passphrase, and one was given.')
    return overZip(await openPromise(path, { lazyEntries: true, autoClose: false }).catch(noZip), async () => undefined)
  }
  if (passphrase === undefined) {
    throw new AppError('invalid_input', 'This dump is behind a passphrase: name the file that holds it.', {
      subject: 'dump',
    })
  }
  const folder = await mkdtemp(join(scratchDir, 'restore-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const scratch = new Scratch(join(folder, 'zip'))
    await scratch.fill(await decrypted(path, passphrase))
    const { size } = await stat(scratch.path)
    const zip = await fromRandomAccessReaderPromise(scratch, size, { lazyEntries: true, autoClose: false }).catch(noZip)
    return await overZip(zip, remove)
  } catch (error) {
    await remove()
    throw error
  }
}

async function isAge(path: string): Promise<boolean> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    throw new AppError('not_found', `There is no file ${path}.`, { cause: error, subject: 'dump' })
  })
  try {
    const head = Buffer.alloc(ageMagic.length)
    await file.read(head, 0, head.length, 0)
    return head.toString('latin1') === ageMagic
  } finally {
    await file.close()
  }
}

async function decrypted(path: string, passphrase: string): Promise<AsyncIterable<Uint8Array>> {
  const decrypter = new Decrypter()
  decrypter.addPassphrase(passphrase)
  const file = createReadStream(path)
  try {
    const plain = await decrypter.decrypt(Readable.toWeb(file) as ReadableStream<Uint8Array>)
    return plain as unknown as AsyncIterable<Uint8Array>
  } catch (error) {
    file.destroy()
    throw refused('the passphrase does not open it, or its beginning was altered.', error)
  }
}

/** A file under AES-256-CTR with a key of this moment, which can be read from anywhere. Kept true by the manifest's hashes. */
class Scratch extends RandomAccessReader {
  readonly #key = randomBytes(32)

  constructor(readonly path: string) {
    super()
  }

  async fill(plain: AsyncIterable<Uint8Array>): Promise<void> {
    const cipher = createCipheriv('aes-256-ctr', this.#key, counter(0))
    await pipeline(plain, cipher, createWriteStream(this.path, { mode: 0o600, flags: 'wx' })).catch(
      (error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') throw error
        throw refused('it was altered or cut.', error)
      },
    )
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#range(start, end), { objectMode: false })
  }

  async *#range(start: number, end: number): AsyncGenerator<Buffer> {
    const block = Math.floor(start / 16)
    let skip = start - block * 16
    const decipher = createDecipheriv('aes-256-ctr', this.#key, counter(block))
    for await (const part of createReadStream(this.path, { start: block * 16, end: end - 1 })) {
      const plain = decipher.update(part as Buffer)
      yield plain.subarray(skip)
      skip = 0
    }
  }
}

function counter(block: number): Buffer {
  const bytes = Buffer.alloc(16)
  bytes.writeBigUInt64BE(BigInt(block), 8)
  return bytes
}

async function overZip(zip: ZipFile, remove: () => Promise<void>): Promise<Source> {
  const close = async () => {
    zip.close()
    await remove()
  }
  try {
    const files = await listFiles(zip)
    return {
      names: [...files.keys()],
      async *read(name) {
        const entry = files.get(name)
        if (!entry) throw refused(`it has no ${name}.`)
        try {
          for await (const part of await zip.openReadStreamPromise(entry)) yield part as Buffer
        } catch (error) {
          throw refused(`${name} was altered or cut.`, error)
        }
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function listFiles(zip: ZipFile): Promise<Map<string, Entry>> {
  const allowed = new Set([manifestFile, settingsFile, ...known.map(({ file }) => file)])
  const files = new Map<string, Entry>()
  try {
    for await (const entry of zip.eachEntry()) {
      const { fileName, compressedSize, uncompressedSize } = entry
      if (!allowed.has(fileName)) throw refused(`a file in it has a name that no dump's file has.`)
      if (files.has(fileName)) throw refused(`it has ${fileName} twice.`)
      if (entry.isEncrypted()) throw refused(`${fileName} is encrypted inside of the zip.`)
      if (uncompressedSize > freeBytes + compressedSize * mostTimes) {
        throw refused(`${fileName} would become more than ${mostTimes} times as large.`)
      }
      if (fileName === manifestFile && uncompressedSize > manifestBytes) throw refused('its manifest is too large.')
      files.set(fileName, entry)
    }
  } catch (error) {
    throw error instanceof AppError ? error : noZip(error)
  }
  return files
}

function noZip(error: unknown): never {
  throw refused('it is not a whole zip file.', error)
}
