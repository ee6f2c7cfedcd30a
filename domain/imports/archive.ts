/**
 * A zip of pictures and one table, as a stranger may have made it. Nothing is ever written to a path, names only look things up;
 * what claims to unpack to more than a picture may is not unpacked, and what unpacks to more than it claims is cut off.
 */
import type { Readable } from 'node:stream'
import { fromRandomAccessReaderPromise, type Entry, type ZipFile } from 'yauzl'
import { defaultLimits } from '@/engines/decode'
import type { Context } from '../context'
import { AppError } from '../errors'
import { PartReader, partNames } from './parts'

const mostEntries = 120_000
export const tableBytes = 64 * 1024 * 1024
/** No picture is packed so tightly; a bomb is. */
const mostRatio = 200
const ratioMatters = 1024 * 1024

/** What is kept of an entry: enough to open it later, and little. */
interface Place {
  relativeOffsetOfLocalHeader: number
  compressedSize: number
  uncompressedSize: number
  isPacked: boolean
}

export interface Archive {
  /** The table's bytes, as they lie in the archive. @throws AppError `invalid_input` */
  openTable(): Promise<Readable>
  /** @throws AppError `invalid_input`, for people: there is no such file, or it may not be opened */
  readPicture(file: string): Promise<Buffer>
  /** Why `readPicture` would refuse it before it reads a byte; null when it would not. */
  problemOf(file: string): string | null
  close(): void
}

/** @throws AppError `invalid_input` when the whole archive is unusable */
export async function openArchive(
  context: Context,
  { id, tenantId, byteCount }: { id: string; tenantId: string; byteCount: number },
): Promise<Archive> {
  const blobNames = await partNames(context, id)
  const reader = new PartReader(context, { tenantId, importId: id, blobNames })
  const zip = await opened(reader, byteCount)
  try {
    return readable(zip, await indexed(zip))
  } catch (error) {
    zip.close()
    throw error
  }
}

async function opened(reader: PartReader, byteCount: number): Promise<ZipFile> {
  try {
    return await fromRandomAccessReaderPromise(reader, byteCount, { autoClose: false })
  } catch (error) {
    throw asRefusal(error, 'This is no zip archive, or its end is missing.')
  }
}

interface Index {
  /** A place, or why the entry may not be opened. */
  files: Map<string, Place | string>
  table: { name: string; place: Place }
}

async function indexed(zip: ZipFile): Promise<Index> {
  if (zip.entryCount > mostEntries) {
    throw refusal(`The archive holds ${zip.entryCount} files; at most ${mostEntries} are read.`)
  }
  const files = new Map<string, Place | string>()
  const tables: string[] = []
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName.normalize('NFC')
      if (name.endsWith('/') || isClutter(name)) continue
      files.set(name, files.has(name) ? 'The archive holds two files of this name.' : judged(entry))
      if (name.toLowerCase().endsWith('.csv')) tables.push(name)
    }
  } catch (error) {
    throw asRefusal(error, 'The archive is damaged, or holds a file name that leads out of it.')
  }
  return { files, table: tableOf(files, tables) }
}

/** What a Mac or a file manager adds and nobody packed. */
function isClutter(name: string): boolean {
  return name.startsWith('__MACOSX/') || /(^|\/)\.[^/]*$/.test(name) || /(^|\/)Thumbs\.db$/i.test(name)
}

function tableOf(files: Index['files'], tables: string[]): Index['table'] {
  const depth = (name: string) => name.split('/').length
  const least = Math.min(...tables.map(depth))
  const candidates = tables.filter((name) => depth(name) === least)
  if (candidates.length === 0)
    throw refusal('The archive holds no table: put one file that ends in .csv beside the pictures.')
  if (candidates.length > 1) throw refusal('The archive holds several tables; leave one file that ends in .csv.')
  const name = candidates[0]!
  const place = files.get(name)!
  if (typeof place === 'string') throw refusal(`${name}: ${place}`)
  if (place.uncompressedSize > tableBytes) throw refusal(`${name} is larger than ${tableBytes / 1024 / 1024} MiB.`)
  return { name, place }
}

const unixLink = 0o120000

function judged(entry: Entry): Place | string {
  if (entry.isEncrypted()) return 'The file is encrypted; pack the archive without a password.'
  if (((entry.externalFileAttributes >>> 16) & 0o170000) === unixLink)
    return 'The file is a link, and links are not followed.'
  if (!entry.canDecodeFileData()) return 'The file is packed in a way that is not read; pack it as an ordinary zip.'
  const { relativeOffsetOfLocalHeader, compressedSize, uncompressedSize } = entry
  return { relativeOffsetOfLocalHeader, compressedSize, uncompressedSize, isPacked: entry.compressionMethod !== 0 }
}

function readable(zip: ZipFile, { files, table }: Index): Archive {
  const folder = table.name.includes('/') ? table.name.slice(0, table.name.lastIndexOf('/') + 1) : ''
  const find = (file: string): Place | string => {
    const name = file.trim().replaceAll('\\', '/').replace(/^\.\//, '').normalize('NFC')
    if (/^\/|^[A-Za-z]:|(^|\/)\.\.(\/|$)/.test(name)) return 'The path leads out of the archive.'
    return files.get(folder + name) ?? files.get(name) ?? 'The archive holds no such file.'
  }
  const problem = (place: Place | string): string | null => {
    if (typeof place === 'string') return place
    const { compressedSize, uncompressedSize } = place
    if (uncompressedSize > ratioMatters && uncompressedSize > compressedSize * mostRatio) {
      return 'The file unpacks to far more than any picture of its size.'
    }
    return uncompressedSize > defaultLimits.maxBytes
      ? `The picture is larger than ${defaultLimits.maxBytes / 1024 / 1024} MiB.`
      : null
  }
  return {
    openTable: () => open(zip, table.place),
    problemOf: (file) => problem(find(file)),
    async readPicture(file) {
      const place = find(file)
      const why = problem(place)
      if (why !== null || typeof place === 'string') throw refusal(why ?? 'The file cannot be read.')
      try {
        const pieces: Buffer[] = []
        // The reader itself cuts off what is longer than it claims to be.
        for await (const piece of await open(zip, place)) pieces.push(piece as Buffer)
        return Buffer.concat(pieces)
      } catch (error) {
        throw asRefusal(error, 'The file is damaged in the archive.')
      }
    },
    close: () => zip.close(),
  }
}

async function open(zip: ZipFile, place: Place): Promise<Readable> {
  // Only these two fields are read of an entry, and whole entries of a large archive would cost too much memory.
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(place as unknown as Entry, { minimal: true })
  const { compressedSize, uncompressedSize, isPacked } = place
  // Not its `…Promise` twin, which calls another function in yauzl 3.4.0.
  return new Promise((resolve, reject) =>
    zip.openReadStreamLowLevel(
      fileDataStart,
      compressedSize,
      0,
      compressedSize,
      isPacked,
      uncompressedSize,
      (error, bytes) => (error ? reject(error) : resolve(bytes)),
    ),
  )
}

export const refusal = (message: string, cause?: unknown) => new AppError('invalid_input', message, { cause })

/** What our own storage cannot do is no fault of the archive's. */
function asRefusal(error: unknown, message: string): unknown {
  const isOurs =
    error instanceof AppError || (error instanceof Error && /^(BlobMissing|SealBroken|KeyDestroyed)$/.test(error.name))
  const isSystem = error instanceof Error && 'syscall' in error
  return isOurs || isSystem ? error : refusal(message, error)
}
