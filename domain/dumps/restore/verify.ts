/**
 * The first of the two passes over a dump: manifest, hashes, every record, and the audit chain, before a single row is
 * written. The second pass (load.ts) hashes again, in case the file is changed in between.
 */
import { createHash } from 'node:crypto'
import type { Tables } from '@/db/tables'
import { genesisHash, hashLine, type AuditLine } from '../../audit'
import { slugSchema } from '../../tenants'
import { readSettings } from '../../settings'
import { entries, settingsFile, type Entry } from '../entries'
import { manifestFile, manifestSchema, type Manifest } from '../format'
import { fromLine, readBytes, RecordRefused, type Row } from '../records'
import { refused, type Source } from './source'

/** A picture of 20 MB in base64 fits; a line without end does not. */
const longestLine = 64 * 1024 * 1024

export interface Verified {
  manifest: Manifest
  /** The row of the tenant. */
  tenant: Tables['tenants']['$inferSelect']
  /** The head of the audit chain. */
  head: { seq: number; hash: string }
}

export interface Step {
  /** 0..1 of this pass. */
  share: number
  note: string
}

/** @throws AppError `invalid_input` */
export async function verifySource(tables: Tables, source: Source, step: (step: Step) => void): Promise<Verified> {
  const manifest = await readManifest(source)
  const total = manifest.files.reduce((sum, { records }) => sum + records, 0)
  let done = 0
  const tell = (note: string) => {
    done += 1
    if (done % 1_000 === 0) step({ share: done / total, note })
  }

  let head = { seq: 0, hash: genesisHash }
  for (const entry of entries) {
    for await (const { row } of readRecords(tables, source, manifest, entry)) {
      if (entry.file === 'audit.jsonl') head = followChain(head, row as AuditLine)
      tell(entry.file)
    }
  }
  if (manifest.audit && manifest.audit.seq > head.seq) throw refused('the end of its audit trail is missing.')
  return { manifest, tenant: await readTenant(tables, source, manifest), head }
}

async function readManifest(source: Source): Promise<Manifest> {
  const parts: Buffer[] = []
  for await (const part of source.read(manifestFile)) parts.push(part)
  let json: unknown
  try {
    json = JSON.parse(Buffer.concat(parts).toString())
  } catch (error) {
    throw refused('its manifest is not JSON.', error)
  }
  const parsed = manifestSchema.safeParse(json)
  if (!parsed.success) throw refused('its manifest is not one of this version of Limen.', parsed.error)
  const manifest = parsed.data
  const listed = manifest.files.map(({ name }) => name).sort()
  const present = source.names.filter((name) => name !== manifestFile).sort()
  if (JSON.stringify(listed) !== JSON.stringify(present)) {
    throw refused('the manifest names other files than there are.')
  }
  return manifest
}

/** Records of one file as rows of the tenant, hashed on the way; the last is given out only when the hash is right. */
export async function* readRecords(
  tables: Tables,
  source: Source,
  manifest: Manifest,
  entry: Entry,
): AsyncGenerator<{ row: Row; sealed: Buffer | null; bytes: number }> {
  const shape = { table: entry.table(tables), omit: entry.omit ?? [], rename: entry.rename ?? {} }
  const { sealed: part } = entry
  for await (const { line, number } of readLines(source, manifest, entry.file)) {
    try {
      const { row, extra } = fromLine(shape, line, part ? [part.member] : [])
      const value = part && extra[part.member]
      const sealed = part && value !== undefined && value !== null ? readBytes(part.member, value) : null
      yield { row: { ...row, tenantId: manifest.tenant.id }, sealed, bytes: line.length }
    } catch (error) {
      if (!(error instanceof RecordRefused)) throw error
      throw refused(`line ${number} of ${entry.file}: ${error.message}`, error)
    }
  }
}

async function* readLines(source: Source, manifest: Manifest, name: string) {
  const listed = manifest.files.find((file) => file.name === name)
  // A noun that the version which made the dump did not know.
  if (!listed) return
  const hash = createHash('sha256')
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let [bytes, number] = [0, 0]
  let begun: Buffer[] = []
  let begunBytes = 0
  const isFalse = (why: string) => refused(`${name} ${why}.`)
  const text = (line: Buffer) => {
    try {
      return decoder.decode(line)
    } catch (error) {
      throw refused(`line ${number} of ${name} is not UTF-8.`, error)
    }
  }
  for await (const part of source.read(name)) {
    hash.update(part)
    bytes += part.length
    if (bytes > listed.bytes) throw isFalse('is longer than its manifest says')
    let from = 0
    for (let end = part.indexOf(10); end !== -1; end = part.indexOf(10, from)) {
      const line = Buffer.concat([...begun, part.subarray(from, end)])
      ;[begun, begunBytes, from] = [[], 0, end + 1]
      number += 1
      yield { line: text(line), number }
    }
    if (from < part.length) begun.push(part.subarray(from))
    begunBytes += part.length - from
    if (begunBytes > longestLine) throw isFalse('has a line that is too long')
  }
  if (begunBytes > 0) throw isFalse('ends within a line')
  if (number !== listed.records || bytes !== listed.bytes || hash.digest('hex') !== listed.sha256) {
    throw isFalse('is not what the manifest says')
  }
}

function followChain(head: { seq: number; hash: string }, line: AuditLine): { seq: number; hash: string } {
  const { hash, ...rest } = line
  if (line.seq !== head.seq + 1 || line.previousHash !== head.hash || hash !== hashLine(rest)) {
    throw refused(`its audit trail is broken at line ${line.seq}.`)
  }
  return { seq: line.seq, hash }
}

async function readTenant(tables: Tables, source: Source, manifest: Manifest): Promise<Verified['tenant']> {
  const rows: Row[] = []
  const settings: Entry = { file: settingsFile, table: ({ tenants }) => tenants }
  for await (const { row } of readRecords(tables, source, manifest, settings)) rows.push(row)
  const [{ tenantId: _own, ...row } = {} as Row] = rows
  const tenant = row as Verified['tenant']
  if (rows.length !== 1 || tenant.id !== manifest.tenant.id || !slugSchema.safeParse(tenant.slug).success) {
    throw refused(`${settingsFile} is not of the tenant that the manifest names.`)
  }
  try {
    readSettings(tenant.settings)
  } catch (error) {
    throw refused(`${settingsFile} holds settings that this version does not know.`, error)
  }
  return tenant
}
